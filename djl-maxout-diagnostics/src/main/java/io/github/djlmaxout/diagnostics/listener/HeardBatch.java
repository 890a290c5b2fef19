package io.github.djlmaxout.diagnostics.listener;

import ai.djl.ndarray.NDList;
import ai.djl.training.dataset.Batch;
import ai.djl.training.listener.TrainingListener.BatchData;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a listener is told of a batch. A loop of one's own may leave out any of it: what it leaves
 * out is empty here.
 *
 * @param data the inputs; empty if they were not told
 * @param labels the labels that came with the inputs; empty if they were not told
 * @param predictions the outputs, of each device
 * @param answers the labels, of each device
 */
record HeardBatch(
        NDList data, NDList labels, Collection<NDList> predictions, Collection<NDList> answers) {

    /** A batch of which nothing is known. */
    static final HeardBatch NOTHING =
            new HeardBatch(new NDList(), new NDList(), List.of(), List.of());

    static HeardBatch of(BatchData told) {
        if (told == null) {
            return NOTHING;
        }
        Batch batch = told.getBatch();
        return new HeardBatch(
                batch == null ? new NDList() : orEmpty(batch.getData()),
                batch == null ? new NDList() : orEmpty(batch.getLabels()),
                lists(told.getPredictions()),
                lists(told.getLabels()));
    }

    private static NDList orEmpty(NDList list) {
        return list == null ? new NDList() : list;
    }

    private static Collection<NDList> lists(Map<?, NDList> ofDevices) {
        return ofDevices == null
                ? List.of()
                : ofDevices.values().stream().filter(Objects::nonNull).toList();
    }

    /** Whether labels were told, so that DJL's evaluators have something to evaluate. */
    boolean evaluated() {
        return !answers.isEmpty();
    }
}
