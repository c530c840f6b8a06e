package dev.noether.validate.reference;

import dev.noether.model.Activation;
import dev.noether.model.DeepLinearNet;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Model;
import dev.noether.model.NormalizedNet;
import dev.noether.model.ParameterBlock;
import dev.noether.model.Parameters;
import dev.noether.model.ScaleInvariantModel;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Models of odd shapes, and random points of them. */
final class ReferencePoints {

    private ReferencePoints() {}

    /** Every kind of model, with both losses where there is more than one output. */
    static List<Model> models() {
        List<Model> models = new ArrayList<>();
        for (Activation activation : Activation.values()) {
            models.add(new TwoLayerNet(3, 5, 2, activation, 0.2, Loss.MEAN));
            models.add(new TwoLayerNet(2, 1, 4, activation, -0.3, Loss.SUM));
            models.add(new TwoLayerNet(1, 4, 1, activation, 0.01, Loss.SUM));
        }
        for (NormalizedNet.Variant variant : NormalizedNet.Variant.values()) {
            models.add(new NormalizedNet(variant, 3, 5, 2, Loss.MEAN));
            models.add(new NormalizedNet(variant, 2, 3, 4, Loss.SUM));
            models.add(new NormalizedNet(variant, 5, 1, 1, Loss.SUM));
        }
        models.addAll(otherLinearModels());
        return models;
    }

    /** Those that are linear in their inputs. */
    static List<Model> linearModels() {
        List<Model> models = new ArrayList<>(otherLinearModels());
        models.add(TwoLayerNet.linear(2, 3, 2, Loss.MEAN));
        models.add(TwoLayerNet.linear(1, 4, 1, Loss.SUM));
        models.add(TwoLayerNet.linear(2, 1, 2, Loss.SUM));
        return models;
    }

    private static List<Model> otherLinearModels() {
        return List.of(
                new DeepLinearNet(List.of(3, 2), Loss.MEAN),
                new DeepLinearNet(List.of(2, 3, 2), Loss.SUM),
                new DeepLinearNet(List.of(2, 4, 1, 2), Loss.MEAN),
                new DeepLinearNet(List.of(1, 2, 3, 4, 2), Loss.SUM),
                new ScaleInvariantModel(3, Loss.SUM),
                new ScaleInvariantModel(1, Loss.MEAN));
    }

    /** Normal values of variance 1. */
    static Parameters parameters(Model model, Random random) {
        Matrix[] blocks = new Matrix[model.blocks().size()];
        for (int b = 0; b < blocks.length; b++) {
            ParameterBlock block = model.blocks().get(b);
            blocks[b] = matrix(block.rows(), block.columns(), random);
        }
        return Parameters.of(model, blocks);
    }

    /** Normal inputs and labels of variance 1. */
    static Batch.Samples samples(Model model, int size, Random random) {
        return new Batch.Samples(matrix(size, model.inputs(), random), matrix(size, model.outputs(), random));
    }

    /** Normal elements of variance 1. */
    static Matrix matrix(int rows, int columns, Random random) {
        double[][] values = new double[rows][columns];
        for (double[] row : values) {
            for (int j = 0; j < columns; j++) {
                row[j] = random.nextGaussian();
            }
        }
        return Matrix.of(values);
    }
}
