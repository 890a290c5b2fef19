// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.run;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;

import io.github.djlmaxout.examples.data.SampleBatches;
import io.github.djlmaxout.examples.data.TrainingData;
import io.github.djlmaxout.examples.model.VggNetwork;
import io.github.djlmaxout.examples.train.Tally;

import java.io.IOException;

/** A network that a finished run has saved. */
public final class SavedNetwork {

    private static final int BATCH = 250;

    private SavedNetwork() {}

    /**
     * Loads a saved network.
     *
     * @param model where it goes
     * @param folder the folder of the run
     * @param manifest its manifest
     * @param data the data set
     * @throws IOException if the network is damaged or does not fit
     */
    public static void load(Model model, RunFolder folder, Manifest manifest, TrainingData data)
            throws IOException {
        model.setBlock(
                VggNetwork.build(
                        manifest.settings().network(),
                        data.train().shape(),
                        data.train().classes()));
        folder.loadModel(model, manifest);
    }

    /**
     * Measures a saved network on the test samples.
     *
     * @param folder the folder of the run
     * @param manifest its manifest
     * @param data the data set
     * @param engine the engine to run it on
     * @return the loss and the accuracy
     * @throws IOException if the network is damaged or does not fit
     */
    public static Tally test(RunFolder folder, Manifest manifest, TrainingData data, String engine)
            throws IOException {
        try (Model model = Model.newInstance("model", engine)) {
            load(model, folder, manifest, data);
            SampleBatches pass =
                    SampleBatches.inOrder(data.test(), manifest.data().normalization(), BATCH);
            Tally tally = Tally.NONE;
            try (Predictor<NDList, NDList> predictor =
                            model.newPredictor(new NoopTranslator(null));
                    NDManager manager = model.getNDManager().newSubManager()) {
                for (Batch batch : pass.getData(manager)) {
                    try (batch;
                            NDList outputs = predictor.predict(batch.getData())) {
                        tally =
                                tally.plus(
                                        outputs.singletonOrThrow().toFloatArray(),
                                        batch.getLabels().singletonOrThrow().toFloatArray());
                    }
                }
            } catch (TranslateException e) {
                throw new IOException("the network failed: " + e.getMessage(), e);
            }
            return tally;
        }
    }
}
