package dev.noether.study.figure.layers;

import dev.noether.model.DeepLinearNet;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Precision;
import dev.noether.random.Purpose;
import dev.noether.random.RandomStream;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianSampler;
import dev.noether.task.GaussianTask;
import dev.noether.theory.BalancedDeepNet;
import dev.noether.theory.DeepEquilibrium;
import dev.noether.theory.SgdSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** What the nets of figure 5 are trained on: a Gaussian task, or the samples of the user. */
sealed interface LayersData {

    int BATCH = 4;

    double RATE = 0.004;

    /** Samples that GD sees. */
    int FIXED = 1000;

    int OUTPUTS = 10;

    /** Trace of the covariance of the inputs. */
    double TRACE = 50;

    int inputs();

    /** Where the minibatches of SGD come from. */
    BatchSource minibatches();

    /** The samples of GD. */
    Batch.Samples fixed(long seed);

    /** What trajectories are observed over. */
    Batch observed();

    /** In the caption. */
    String description();

    /** {@code |W_i|^2} at the noise equilibrium of a rank, if there is a closed form. */
    Optional<BalancedDeepNet> prediction(DeepLinearNet model, int rank);

    /** What the net has to learn, if that is known. */
    Optional<Matrix> target();

    /** {@code W_D ... W_1 Sx^(1/2)} from the product, row-major. */
    double[] seen(double[][] product);

    /** A net with this many layers, all hidden widths the same. */
    default DeepLinearNet model(int depth, int width) {
        List<Integer> widths = new ArrayList<>(Collections.nCopies(depth + 1, width));
        widths.set(0, inputs());
        widths.set(depth, OUTPUTS);
        return new DeepLinearNet(widths, Loss.SUM);
    }

    /** {@code y = V x + e} with a spectrum 1/k of the inputs, V_i_j ~ N(0, 1/dx), e ~ N(0, I). */
    record Gaussian(GaussianTask task) implements LayersData {

        private static final int INPUTS = 50;

        /** The task of a seed. */
        static Gaussian of(long seed) {
            double[] variances = new double[INPUTS];
            Arrays.setAll(variances, k -> 1.0 / (k + 1));
            double sum = Arrays.stream(variances).sum();
            Arrays.setAll(variances, k -> variances[k] * TRACE / sum);
            Matrix target = Matrix.allocate(Precision.DOUBLE, OUTPUTS, INPUTS);
            RandomStream stream = new RandomStream(seed);
            double[] row = new double[INPUTS];
            for (int i = 0; i < OUTPUTS; i++) {
                stream.normals(Purpose.TARGET, 0, i, INPUTS, row, 0);
                for (int j = 0; j < INPUTS; j++) {
                    row[j] /= Math.sqrt(INPUTS);
                }
                target.setRow(i, row, 0);
            }
            return new Gaussian(
                    new GaussianTask(Covariance.diagonal(variances), Covariance.isotropic(OUTPUTS, 1), target));
        }

        @Override
        public int inputs() {
            return task.inputs();
        }

        @Override
        public BatchSource minibatches() {
            return new BatchSource.Fresh(task, BATCH);
        }

        @Override
        public Batch.Samples fixed(long seed) {
            return GaussianSampler.dataSet(task, Precision.DOUBLE, seed, FIXED);
        }

        @Override
        public Batch observed() {
            return new Batch.Population(task);
        }

        @Override
        public String description() {
            return "x ~ N(0, Σ_x) with the spectrum 1/k and trace 50, y = Vx + ε, V_i_j ~ N(0, 1/50), ε ~ N(0, I)";
        }

        @Override
        public Optional<BalancedDeepNet> prediction(DeepLinearNet model, int rank) {
            return switch (DeepEquilibrium.ofRank(model, task, rank, new SgdSettings(RATE, 0, BATCH, Loss.SUM))) {
                case BalancedDeepNet net -> Optional.of(net);
                case DeepEquilibrium.Degenerate none -> Optional.empty();
            };
        }

        @Override
        public Optional<Matrix> target() {
            return Optional.of(task.target());
        }

        @Override
        public double[] seen(double[][] product) {
            double[] flat = new double[OUTPUTS * inputs()];
            for (int i = 0; i < OUTPUTS; i++) {
                for (int j = 0; j < inputs(); j++) {
                    flat[i * inputs() + j] =
                            product[i][j] * Math.sqrt(task.inputCovariance().get(j, j));
                }
            }
            return flat;
        }
    }

    /** Samples of the user, drawn with replacement: no closed form, since their residual is not independent of x. */
    record Given(Batch.Samples samples) implements LayersData {

        @Override
        public int inputs() {
            return samples.inputs();
        }

        @Override
        public BatchSource minibatches() {
            return new BatchSource.Drawn(samples, BATCH);
        }

        @Override
        public Batch.Samples fixed(long seed) {
            int count = Math.min(FIXED, samples.size());
            return new Batch.Samples(first(samples.x(), count), first(samples.y(), count));
        }

        private static Matrix first(Matrix matrix, int rows) {
            return Matrix.of(Arrays.copyOf(matrix.toRows(), rows));
        }

        @Override
        public Batch observed() {
            return fixed(0);
        }

        @Override
        public String description() {
            return "the user's MNIST images, centred and scaled to trace 50, one-hot labels, drawn with replacement (no closed"
                    + " form: their residual depends on x)";
        }

        @Override
        public Optional<BalancedDeepNet> prediction(DeepLinearNet model, int rank) {
            return Optional.empty();
        }

        @Override
        public Optional<Matrix> target() {
            return Optional.empty();
        }

        @Override
        public double[] seen(double[][] product) {
            return Arrays.stream(product).flatMapToDouble(Arrays::stream).toArray();
        }
    }
}
