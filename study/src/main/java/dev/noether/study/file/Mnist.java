package dev.noether.study.file;

import dev.noether.model.Matrix;
import dev.noether.model.Precision;
import dev.noether.study.console.InputException;
import dev.noether.task.Batch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The training set of MNIST from the user's own files. */
public final class Mnist {

    private static final int CLASSES = 10;

    private static final String IMAGES = "train-images-idx3-ubyte";

    private static final String LABELS = "train-labels-idx1-ubyte";

    private Mnist() {}

    /**
     * Reads a folder with {@code train-images-idx3-ubyte} and {@code train-labels-idx1-ubyte}, each gzipped or not.
     *
     * @param trace of the covariance of the inputs, to which the centred images are scaled
     * @return images as inputs, labels one-hot
     * @throws InputException for what is missing or wrong, in one sentence
     */
    public static Batch.Samples read(Path folder, double trace) {
        if (!Files.isDirectory(folder)) {
            throw new InputException("--mnist " + folder + " is no folder, it must be the one with " + IMAGES + " and "
                    + LABELS + " (.gz or not)");
        }
        Path ofImages = find(folder, IMAGES);
        Path ofLabels = find(folder, LABELS);
        IdxFile images = IdxFile.read(ofImages, 3);
        IdxFile labels = IdxFile.read(ofLabels, 1);
        int count = images.dimensions()[0];
        if (labels.dimensions()[0] != count) {
            throw new InputException(ofImages + " holds " + count + " images, " + ofLabels + " holds "
                    + labels.dimensions()[0] + " labels; they must be as many");
        }
        return new Batch.Samples(inputs(ofImages, images, trace), oneHot(ofLabels, labels));
    }

    private static Path find(Path folder, String name) {
        List<String> names = Stream.of(name, name.replace("-idx", ".idx")).toList();
        return names.stream()
                .flatMap(stem -> Stream.of(stem, stem + ".gz"))
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new InputException(
                        "--mnist " + folder + " holds no file " + name + " or " + name + ".gz; put it there"));
    }

    private static Matrix inputs(Path path, IdxFile images, double trace) {
        int count = images.dimensions()[0];
        int pixels = images.bytes().length / count;
        double[] mean = new double[pixels];
        double squares = 0;
        for (int k = 0; k < images.bytes().length; k++) {
            double value = images.bytes()[k] & 0xff;
            mean[k % pixels] += value / count;
            squares += value * value / count;
        }
        for (double value : mean) {
            squares -= value * value;
        }
        if (!(squares > 0)) {
            throw new InputException(path + " holds images that are all the same, there is nothing to learn from them");
        }
        double scale = Math.sqrt(trace / squares);
        Matrix inputs = Matrix.allocate(Precision.DOUBLE, count, pixels);
        for (int k = 0; k < images.bytes().length; k++) {
            double value = images.bytes()[k] & 0xff;
            inputs.set(k / pixels, k % pixels, scale * (value - mean[k % pixels]));
        }
        return inputs;
    }

    private static Matrix oneHot(Path path, IdxFile labels) {
        Matrix outputs = Matrix.allocate(Precision.DOUBLE, labels.bytes().length, CLASSES);
        for (int i = 0; i < labels.bytes().length; i++) {
            int label = labels.bytes()[i] & 0xff;
            if (label >= CLASSES) {
                throw new InputException(
                        path + ": label " + (i + 1) + " is " + label + ", it must be a digit from 0 to 9");
            }
            outputs.set(i, label, 1);
        }
        return outputs;
    }
}
