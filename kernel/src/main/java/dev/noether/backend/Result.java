package dev.noether.backend;

import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import java.util.EnumSet;
import java.util.Set;

/**
 * Memory for the quantities of one point, owned by the caller and filled again and again by
 * {@link Evaluation#compute}. Only what was asked for at construction has memory. Matrices other than the gradient are
 * row-major arrays of doubles without padding; the arrays handed out are the memory itself.
 */
public final class Result {

    private final Model model;
    private final Set<Quantity> quantities;
    private final double[] lossPerSample;
    private final Parameters gradient;
    private final double[] hessianTrace;
    private final Parameters hessianDiagonal;
    private final double[] squaredNorm;
    private final double[][] charges;
    private final double[][] chargeMatrices;
    private final double[] noiseTrace;
    private final double[][] noiseCharges;
    private final double[] gammaW;
    private final double[] gammaU;
    private final double[][] balance;
    private final double[][] taskBalance;
    private final double[][] taskBalanceNorms;
    private final double[] gramU;
    private final double[] gramW;
    private double loss;

    /**
     * Memory for {@code quantities} of {@code model}; gradient and Hessian diagonal are in {@code precision}.
     *
     * @throws IllegalArgumentException for {@link Quantity#LOSS_PER_SAMPLE}, which needs the number of samples
     */
    public Result(Model model, Precision precision, Set<Quantity> quantities) {
        this(model, precision, quantities, 0);
    }

    /** As the other constructor, with memory for the losses of {@code samples} samples if they are among the quantities. */
    public Result(Model model, Precision precision, Set<Quantity> quantities, int samples) {
        this.model = model;
        this.quantities = quantities.isEmpty() ? Set.of() : EnumSet.copyOf(quantities);
        if (has(Quantity.LOSS_PER_SAMPLE) && samples < 1) {
            throw new IllegalArgumentException("memory for LOSS_PER_SAMPLE needs the number of samples");
        }
        lossPerSample = memory(Quantity.LOSS_PER_SAMPLE, samples, 1);
        gradient = has(Quantity.GRADIENT) ? Parameters.allocate(model, precision) : null;
        hessianTrace = memory(Quantity.HESSIAN_TRACE, model.blocks().size(), 1);
        hessianDiagonal = has(Quantity.HESSIAN_DIAGONAL) ? Parameters.allocate(model, precision) : null;
        squaredNorm = memory(Quantity.SQUARED_NORM, model.blocks().size(), 1);
        charges = ofGenerators(Quantity.CHARGES);
        chargeMatrices = ofRotations(Quantity.CHARGE_MATRICES);
        noiseTrace = memory(Quantity.NOISE_TRACE, model.blocks().size(), 1);
        noiseCharges = ofGenerators(Quantity.NOISE_CHARGES);
        gammaW = memory(Quantity.GAMMAS, model.inputs(), model.inputs());
        gammaU = memory(Quantity.GAMMAS, model.outputs(), model.outputs());
        balance = ofRotations(Quantity.BALANCE);
        taskBalance = ofRotations(Quantity.TASK_BALANCE);
        taskBalanceNorms = has(Quantity.TASK_BALANCE_NORMS)
                ? new double[model.doubleRotations().size()][3]
                : null;
        gramU = memory(Quantity.GRAMS, model.outputs(), model.outputs());
        gramW = memory(Quantity.GRAMS, model.inputs(), model.inputs());
    }

    private double[] memory(Quantity quantity, int rows, int columns) {
        return has(quantity) ? new double[Math.multiplyExact(rows, columns)] : null;
    }

    private double[][] ofGenerators(Quantity quantity) {
        return has(quantity)
                ? model.symmetries().stream()
                        .map(symmetry -> new double[symmetry.generators()])
                        .toArray(double[][]::new)
                : null;
    }

    private double[][] ofRotations(Quantity quantity) {
        return has(quantity)
                ? model.doubleRotations().stream()
                        .map(rotation -> new double[Math.multiplyExact(rotation.size(), rotation.size())])
                        .toArray(double[][]::new)
                : null;
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

    /** {@link Quantity#LOSS_PER_SAMPLE}, one entry a sample. */
    public double[] lossPerSample() {
        require(Quantity.LOSS_PER_SAMPLE);
        return lossPerSample;
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

    /** {@link Quantity#HESSIAN_DIAGONAL}. */
    public Parameters hessianDiagonal() {
        require(Quantity.HESSIAN_DIAGONAL);
        return hessianDiagonal;
    }

    /** {@link Quantity#SQUARED_NORM}, one entry a block. */
    public double[] squaredNormByBlock() {
        require(Quantity.SQUARED_NORM);
        return squaredNorm;
    }

    /** {@link Quantity#CHARGES} of symmetry {@code i} of the model, one entry a generator. */
    public double[] charges(int i) {
        require(Quantity.CHARGES);
        return charges[i];
    }

    /** {@link Quantity#CHARGE_MATRICES} of double rotation {@code i} of the model, row-major. */
    public double[] chargeMatrix(int i) {
        require(Quantity.CHARGE_MATRICES);
        return chargeMatrices[i];
    }

    /** {@link Quantity#NOISE_TRACE}, one entry a block. */
    public double[] noiseTraceByBlock() {
        require(Quantity.NOISE_TRACE);
        return noiseTrace;
    }

    /** {@link Quantity#NOISE_CHARGES} of symmetry {@code i} of the model, one entry a generator. */
    public double[] noiseCharges(int i) {
        require(Quantity.NOISE_CHARGES);
        return noiseCharges[i];
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

    /** {@link Quantity#BALANCE} of double rotation {@code i} of the model, row-major. */
    public double[] balance(int i) {
        require(Quantity.BALANCE);
        return balance[i];
    }

    /** {@link Quantity#TASK_BALANCE} of double rotation {@code i} of the model, row-major. */
    public double[] taskBalance(int i) {
        require(Quantity.TASK_BALANCE);
        return taskBalance[i];
    }

    /**
     * {@link Quantity#TASK_BALANCE_NORMS} of double rotation {@code i} of the model: of the matrix, its first and its
     * second term, for two layers {@code |D|}, {@code |U^T Gamma_U U|}, {@code |W Gamma_W W^T|}.
     */
    public double[] taskBalanceNorms(int i) {
        require(Quantity.TASK_BALANCE_NORMS);
        return taskBalanceNorms[i];
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
