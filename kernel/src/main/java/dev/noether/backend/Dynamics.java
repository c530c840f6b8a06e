package dev.noether.backend;

import dev.noether.task.Batch;
import java.util.Objects;

/** How a step moves the parameters; g_S is the gradient of the data loss on the minibatch of the step. */
public sealed interface Dynamics {

    /** The step of SGD and GD, {@code theta <- theta - eta (g_S + 2 gamma theta)}. */
    Dynamics DESCENT = new Descent();

    /** What {@link #DESCENT} is an instance of. */
    record Descent() implements Dynamics {}

    /**
     * The stochastic gradient flow {@code d theta = -(grad L + 2 gamma theta) dt + sqrt(2 sigma^2 Sigma) dW},
     * {@code sigma^2 = eta/(2S)}, in steps {@code dt = fraction eta} of Euler and Maruyama. A fresh minibatch has the noise,
     * so that Sigma is never formed:
     *
     * <pre>
     * theta <- theta - dt (grad L + 2 gamma theta) - sqrt(dt eta) (g_S - grad L)
     * </pre>
     *
     * With {@code fraction = 1} that is SGD itself.
     *
     * @param fraction dt/eta, above 0
     * @param drift what L is the average over: the population, or the whole data set
     */
    record Flow(double fraction, Batch drift) implements Dynamics {

        /** @throws IllegalArgumentException if the fraction is not above 0 and finite */
        public Flow {
            requireFraction(fraction);
            Objects.requireNonNull(drift);
        }
    }

    /**
     * The same flow where L has no exact gradient: the minibatch is the drift as well, and standard normals xi_i, one a
     * sample of it, make the noise. Its covariance is that of Sigma on average; the drift adds noise of its own, of
     * covariance {@code dt^2 Sigma / S} a step, a share {@code fraction} of what is wanted.
     *
     * <pre>
     * theta <- theta - dt (g_S + 2 gamma theta) - sqrt(dt eta / S) (1 / sqrt(S - 1)) sum_i xi_i (g_i - g_S)
     * </pre>
     *
     * @param fraction dt/eta, above 0
     */
    record MinibatchFlow(double fraction) implements Dynamics {

        /** @throws IllegalArgumentException if the fraction is not above 0 and finite */
        public MinibatchFlow {
            requireFraction(fraction);
        }

        /**
         * The minibatch of a step, in a backend's own form, as its kind that has samples.
         *
         * @throws IllegalArgumentException if it is not of that kind: moments have no samples to multiply
         */
        public static <S> S samples(Object minibatch, Class<S> kind) {
            if (!kind.isInstance(minibatch)) {
                throw new IllegalArgumentException("a flow with multipliers takes samples, not moments");
            }
            return kind.cast(minibatch);
        }

        /**
         * A step is {@code theta <- theta - eta (1/S sum_i w_i g_i + 2 fraction gamma theta)}: turns the normals xi_i
         * into the weights {@code w_i = fraction + sqrt(fraction S / (S - 1)) (xi_i - mean xi)}.
         *
         * @param xi one for each of the S samples; overwritten
         */
        public void weigh(double[] xi) {
            double mean = 0;
            for (double value : xi) {
                mean += value / xi.length;
            }
            double scale = Math.sqrt(fraction * xi.length / (xi.length - 1.0));
            for (int i = 0; i < xi.length; i++) {
                xi[i] = fraction + scale * (xi[i] - mean);
            }
        }
    }

    private static void requireFraction(double fraction) {
        if (!(fraction > 0) || Double.isInfinite(fraction)) {
            throw new IllegalArgumentException("a flow in steps of " + fraction
                    + " times the learning rate; the fraction must be above 0 and finite");
        }
    }
}
