// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.initializer;

import ai.djl.training.initializer.ConstantInitializer;
import ai.djl.training.initializer.Initializer;

import io.github.djlmaxout.initializer.LayerSeeds.LayerSeed;
import io.github.djlmaxout.nn.PieceStacking;

/**
 * The initializers of one layer of a plan. Called again, they give the same values again.
 *
 * @param weight where the weights come from
 * @param bias where the biases come from
 */
record LayerInitializers(Initializer weight, Initializer bias) {

    static LayerInitializers of(Stage stage, Choice choice, LayerSeed seed) {
        PieceStacking stacking =
                new PieceStacking(stage.pieces(), stage.layout(), stage.weights().groups());
        Spread spread = Spread.ofVarianceFactor(choice.c());
        return switch (choice.distribution()) {
            case NORMAL -> independent(IndependentLaw.NORMAL, stacking, spread, choice, seed);
            case ORTHOGONAL -> independent(OrthogonalLaw.PER_PIECE, stacking, spread, choice, seed);
            case WEIGHT_NORM -> independent(DirectionLaw.INSTANCE, stacking, spread, choice, seed);
            case SPHERE -> together(SphereLaw.CORRECTED, stacking, spread, seed);
            case MANY_REGIONS -> together(ManyRegionsLaw.INSTANCE, stacking, spread, seed);
            case FOUND, UNCHANGED ->
                    throw new IllegalStateException(
                            stage.name() + " keeps its weights and has no initializers.");
        };
    }

    private static LayerInitializers independent(
            WeightLaw law, PieceStacking stacking, Spread spread, Choice choice, LayerSeed seed) {
        Initializer bias =
                choice.bias() == 0
                        ? Initializer.ZEROS
                        : new ConstantInitializer((float) choice.bias());
        return new LayerInitializers(
                MaxoutInitializer.forLayer(law, stacking, spread, seed.seed(), seed.index()), bias);
    }

    private static LayerInitializers together(
            UnitLaw law, PieceStacking stacking, Spread spread, LayerSeed seed) {
        WeightAndBiasInitializer pair =
                WeightAndBiasInitializer.forLayer(law, stacking, spread, seed.seed(), seed.index());
        return new LayerInitializers(pair.weight(), pair.bias());
    }
}
