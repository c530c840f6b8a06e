package dev.noether.theory;

import dev.noether.model.Loss;
import java.util.Objects;

/**
 * What of the algorithm enters a closed form: {@code theta <- theta - eta (g + 2 gamma theta)}, g the gradient of the
 * data loss on S samples.
 *
 * @param learningRate eta, above 0
 * @param weightDecay gamma, at least 0 and below 1 / eta
 * @param batchSize S, at least 1
 * @param loss convention that eta and gamma belong to
 */
public record SgdSettings(double learningRate, double weightDecay, int batchSize, Loss loss) {

    /** @throws IllegalArgumentException if a value is out of its range */
    public SgdSettings {
        Objects.requireNonNull(loss);
        if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
            throw new IllegalArgumentException("learning rate " + learningRate + ", it must be finite and above 0");
        }
        if (!(weightDecay >= 0) || Double.isInfinite(weightDecay)) {
            throw new IllegalArgumentException("weight decay " + weightDecay + ", it must be finite and at least 0");
        }
        if (!(learningRate * weightDecay < 1)) {
            throw new IllegalArgumentException("weight decay " + weightDecay + " times learning rate " + learningRate
                    + " is " + learningRate * weightDecay + ", it must be below 1");
        }
        if (batchSize < 1) {
            throw new IllegalArgumentException("batch size " + batchSize + ", it must be at least 1");
        }
    }

    /**
     * The same algorithm in units of the {@code sum} loss: {@code (eta, gamma)} under {@code mean} is
     * {@code (eta / dy, gamma dy)} under {@code sum}.
     */
    public SgdSettings inSumUnits(int outputs) {
        double scale = loss.scale(outputs);
        return new SgdSettings(learningRate * scale, weightDecay / scale, batchSize, Loss.SUM);
    }

    /**
     * {@code g = gamma (1 - eta gamma) S / eta} in units of the {@code sum} loss: what weight decay adds to the
     * diagonal of the gammas in the balance (the paper prints {@code 2 gamma}; its proof has {@code gamma / eta}).
     */
    public double balanceShift(int outputs) {
        SgdSettings sum = inSumUnits(outputs);
        return sum.weightDecay * (1 - sum.learningRate * sum.weightDecay) * batchSize / sum.learningRate;
    }
}
