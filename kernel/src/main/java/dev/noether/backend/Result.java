package dev.noether.backend;

import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.Symmetry;
import dev.noether.model.TwoLayerNet;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Memory for the quantities of one point, owned by the caller and filled again and again by
 * {@link Evaluation#compute}. Only what was asked for at construction has memory. Matrices other than the gradient are
 * row-major arrays of doubles without padding; the arrays handed out are the memory itself.
 */
public final class Result {

    private final Model model;
    private final Set<Quantity> quantities;
    private final Parameters gradient;
    private final double[] hessianTrace;
    private final double[] squaredNorm;
    private final double[] charges;
    private final double[][] chargeMatrices;
    private final double[] gammaW;
    private final double[] gammaU;
    private final double[] balance;
    private final double[] taskBalance;
    private final double[] taskBalanceNorms;
    private final double[] gramU;
    private final double[] gramW;
    private double loss;

    /** Memory for {@code quantities} of {@code model}; the gradient is in {@code precision}. */
    public Result(Model model, Precision precision, Set<Quantity> quantities) {
        this.model = model;
        this.quantities = EnumSet.copyOf(quantities);
        gradient = has(Quantity.GRADIENT) ? Parameters.allocate(model, precision) : null;
        hessianTrace = memory(Quantity.HESSIAN_TRACE, model.blocks().size(), 1);
        squaredNorm = memory(Quantity.SQUARED_NORM, model.blocks().size(), 1);
        charges = memory(Quantity.CHARGES, model.symmetries().size(), 1);
        chargeMatrices = has(Quantity.CHARGE_MATRICES) ? chargeMatrices(model.symmetries()) : null;
        gammaW = memory(Quantity.GAMMAS, model.inputs(), model.inputs());
        gammaU = memory(Quantity.GAMMAS, model.outputs(), model.outputs());
        int hidden =
                switch (model) {
                    case TwoLayerNet net -> net.hidden();
                };
        balance = memory(Quantity.BALANCE, hidden, hidden);
        taskBalance = memory(Quantity.TASK_BALANCE, hidden, hidden);
        taskBalanceNorms = memory(Quantity.TASK_BALANCE_NORMS, 3, 1);
        gramU = memory(Quantity.GRAMS, model.outputs(), model.outputs());
        gramW = memory(Quantity.GRAMS, model.inputs(), model.inputs());
    }

    private double[] memory(Quantity quantity, int rows, int columns) {
        return has(quantity) ? new double[Math.multiplyExact(rows, columns)] : null;
    }

    private static double[][] chargeMatrices(List<Symmetry> symmetries) {
        double[][] matrices = new double[symmetries.size()][];
        for (int i = 0; i < matrices.length; i++) {
            matrices[i] = switch (symmetries.get(i)) {
                case Symmetry.DoubleRotation rotation ->
                    new double[Math.multiplyExact(rotation.size(), rotation.size())];
            };
        }
        return matrices;
    }

    /** Whether there is memory for this quantity. */
    public boolean has(Quantity quantity) {
        return quantities.contains(quantity);
    }

    /** What there is memory for. */
    public Set<Quantity> quantities() {
        return quantities;
    }

    /** The model that the shapes are of. */
    public Model model() {
        return model;
    }

    /** {@link Quantity#LOSS}. */
    public double loss() {
        require(Quantity.LOSS);
        return loss;
    }

    /** Sets {@link Quantity#LOSS}; for backends. */
    public void setLoss(double value) {
        loss = value;
    }

    /** {@link Quantity#GRADIENT}. */
    public Parameters gradient() {
        require(Quantity.GRADIENT);
        return gradient;
    }

    /** {@link Quantity#HESSIAN_TRACE}, one entry a block. */
    public double[] hessianTraceByBlock() {
        require(Quantity.HESSIAN_TRACE);
        return hessianTrace;
    }

    /** Sum of {@link #hessianTraceByBlock()}. */
    public double hessianTrace() {
        double sum = 0;
        for (double share : hessianTraceByBlock()) {
            sum += share;
        }
        return sum;
    }

    /** {@link Quantity#SQUARED_NORM}, one entry a block. */
    public double[] squaredNormByBlock() {
        require(Quantity.SQUARED_NORM);
        return squaredNorm;
    }

    /** {@link Quantity#CHARGES}, one entry a symmetry. */
    public double[] charges() {
        require(Quantity.CHARGES);
        return charges;
    }

    /** {@link Quantity#CHARGE_MATRICES} of symmetry {@code i}, row-major. */
    public double[] chargeMatrix(int i) {
        require(Quantity.CHARGE_MATRICES);
        return chargeMatrices[i];
    }

    /** Gamma_W of {@link Quantity#GAMMAS}, dx x dx. */
    public double[] gammaW() {
        require(Quantity.GAMMAS);
        return gammaW;
    }

    /** Gamma_U of {@link Quantity#GAMMAS}, dy x dy. */
    public double[] gammaU() {
        require(Quantity.GAMMAS);
        return gammaU;
    }

    /** {@link Quantity#BALANCE}, d x d. */
    public double[] balance() {
        require(Quantity.BALANCE);
        return balance;
    }

    /** {@link Quantity#TASK_BALANCE}, d x d. */
    public double[] taskBalance() {
        require(Quantity.TASK_BALANCE);
        return taskBalance;
    }

    /** {@link Quantity#TASK_BALANCE_NORMS}: {@code |D|}, {@code |U^T Gamma_U U|}, {@code |W Gamma_W W^T|}. */
    public double[] taskBalanceNorms() {
        require(Quantity.TASK_BALANCE_NORMS);
        return taskBalanceNorms;
    }

    /** KU of {@link Quantity#GRAMS}, dy x dy. */
    public double[] gramU() {
        require(Quantity.GRAMS);
        return gramU;
    }

    /** KW of {@link Quantity#GRAMS}, dx x dx. */
    public double[] gramW() {
        require(Quantity.GRAMS);
        return gramW;
    }

    /** @throws IllegalArgumentException unless there is memory for this quantity */
    public void require(Quantity quantity) {
        if (!has(quantity)) {
            throw new IllegalArgumentException("this result has no memory for " + quantity);
        }
    }
}
