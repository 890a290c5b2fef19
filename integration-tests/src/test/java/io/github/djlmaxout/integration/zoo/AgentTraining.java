// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.integration.zoo;

import ai.djl.basicmodelzoo.basic.Mlp;
import ai.djl.modality.rl.ActionSpace;
import ai.djl.modality.rl.agent.QAgent;
import ai.djl.modality.rl.env.RlEnv;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.Trainer;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;

import java.util.List;

/** DJL's agent learns to go right on a line: its network takes a place and an action. */
public final class AgentTraining extends ZooTraining {

    private static final int PLACES = 5;

    private final Trainer trainer;
    private final QAgent agent;

    public AgentTraining(String engine, long seed, List<? extends TrainingListener> listeners) {
        super(engine, seed);
        trainer =
                train(
                        network(),
                        Loss.l2Loss(),
                        Recipe.adam(3e-3f),
                        List.of(new Shape(1, PLACES), new Shape(1)),
                        listeners);
        agent = new QAgent(trainer, 0.9f);
    }

    private static Block network() {
        return new SequentialBlock()
                .add(
                        arrays ->
                                new NDList(
                                        NDArrays.concat(
                                                new NDList(
                                                        arrays.get(0),
                                                        arrays.get(1).reshape(-1, 1)),
                                                1)))
                .add(new Mlp(PLACES + 1, 1, new int[] {12, 8}));
    }

    @Override
    public void step() {
        try (NDManager manager = trainer.getManager().newSubManager()) {
            int place = random().nextInt(PLACES - 1);
            int action = random().nextInt(2);
            agent.trainBatch(new RlEnv.Step[] {new Move(manager, place, action)});
            trainer.step();
        }
    }

    /** A step to the left (0) or to the right (1); the last place ends the walk with a reward. */
    private static final class Move implements RlEnv.Step {

        private final NDManager manager;
        private final int place;
        private final int action;
        private final int next;

        Move(NDManager manager, int place, int action) {
            this.manager = manager;
            this.place = place;
            this.action = action;
            next = Math.max(0, place + 2 * action - 1);
        }

        private NDList at(int where) {
            float[] values = new float[PLACES];
            values[where] = 1;
            return new NDList(manager.create(values));
        }

        private NDList action(int number) {
            return new NDList(manager.create((float) number));
        }

        @Override
        public NDList getPreObservation() {
            return at(place);
        }

        @Override
        public NDList getAction() {
            return action(action);
        }

        @Override
        public NDList getPostObservation() {
            return at(next);
        }

        @Override
        public ActionSpace getPostActionSpace() {
            ActionSpace actions = new ActionSpace();
            actions.add(action(0));
            actions.add(action(1));
            return actions;
        }

        @Override
        public NDArray getReward() {
            return manager.create(isDone() ? 1f : 0f);
        }

        @Override
        public boolean isDone() {
            return next == PLACES - 1;
        }

        @Override
        public void close() {}
    }
}
