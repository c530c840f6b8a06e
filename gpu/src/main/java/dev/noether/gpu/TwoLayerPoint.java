package dev.noether.gpu;

import dev.noether.backend.BackendException;
import dev.noether.backend.Evaluation;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Parameters;
import dev.noether.model.TwoLayerNet;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** All quantities of a two-layer linear net at a point that lies on the device. */
final class TwoLayerPoint implements Evaluation {

    private static final int SQUARE_U = BatchStatistics.SLOTS;
    private static final int SQUARE_W = SQUARE_U + 1;

    /** What is computed on the device. */
    static final Set<Quantity> QUANTITIES = Set.copyOf(EnumSet.complementOf(EnumSet.of(
            Quantity.LOSS_PER_SAMPLE, Quantity.HESSIAN_DIAGONAL, Quantity.NOISE_TRACE, Quantity.NOISE_CHARGES)));

    private static final Set<Quantity> OF_TASK =
            Set.copyOf(EnumSet.of(Quantity.TASK_BALANCE, Quantity.TASK_BALANCE_NORMS));

    /** What is made of sums over the batch or the parameters. */
    private static final Set<Quantity> OF_SCALARS = Set.copyOf(EnumSet.of(
            Quantity.LOSS,
            Quantity.HESSIAN_TRACE,
            Quantity.SQUARED_NORM,
            Quantity.CHARGES,
            Quantity.GAMMAS,
            Quantity.BALANCE));

    private final TwoLayerNet net;
    private final Products products;
    private final Sums sums;
    private final Transfer transfer;
    private final SampleStatistics samples;
    private final MomentStatistics moments;
    private final UnitCharges unitCharges;
    private final BalancePanels panels;
    private final Workspace memoryU;
    private final Workspace memoryW;
    private View u;
    private View w;
    private BoundBatch batch;
    private BatchStatistics statistics;
    private double weightDecay;
    private boolean forwardDone;
    private Scalars scalars;

    TwoLayerPoint(Session session, TwoLayerNet net, TwoLayerKernels kernels, Transfer transfer) {
        this.net = net;
        products = kernels.products();
        sums = kernels.sums();
        this.transfer = transfer;
        samples = new SampleStatistics(session, products);
        moments = new MomentStatistics(session, products);
        unitCharges = new UnitCharges(session, kernels.chargeUnits(), net.hidden());
        panels = new BalancePanels(session, products, transfer);
        memoryU = new Workspace(session);
        memoryW = new Workspace(session);
    }

    /** Binds parameters and a batch that stay as they are until the next call. */
    TwoLayerPoint bind(View atU, View atW, BoundBatch atBatch, double gamma) {
        u = atU;
        w = atW;
        batch = atBatch;
        weightDecay = gamma;
        statistics = switch (atBatch.batch()) {
            case DeviceBatch.Samples s -> samples.of(s);
            case DeviceBatch.Moments m -> moments.of(atBatch, m);
        };
        forwardDone = false;
        scalars = null;
        return this;
    }

    @Override
    public void compute(Set<Quantity> quantities, Result result) {
        for (Quantity quantity : quantities) {
            result.require(quantity);
            if (!QUANTITIES.contains(quantity)) {
                throw without(quantity.toString());
            }
            if (OF_TASK.contains(quantity) && !(batch.batch() instanceof DeviceBatch.Moments m && m.population())) {
                throw new IllegalArgumentException(
                        quantity + " is defined by a task; bind the population of one instead of this batch");
            }
        }
        // A launch costs more than a small sum: only what is asked for.
        boolean needsScalars = scalars == null && !Collections.disjoint(quantities, OF_SCALARS);
        if (!forwardDone && (needsScalars || quantities.contains(Quantity.GRADIENT))) {
            statistics.forward(u, w);
            forwardDone = true;
        }
        if (needsScalars) {
            scalars = scalars();
        }
        for (Quantity quantity : quantities) {
            compute(quantity, scalars, result);
        }
    }

    @Override
    public void hessianVectorProduct(Parameters direction, Parameters out) {
        throw without("products with the Hessian");
    }

    @Override
    public void noiseCovarianceVectorProduct(Parameters direction, Parameters out) {
        throw without("products with the noise covariance");
    }

    private static BackendException without(String what) {
        return new BackendException(
                BackendException.Kind.UNSUPPORTED,
                "the opencl backend does not compute " + what + "; take the simd or the reference backend");
    }

    /** Means over the batch of {@code |r|^2}, {@code |W x|^2}; squared norms of U and W. */
    private record Scalars(double residual, double hidden, double squareU, double squareW) {}

    private Scalars scalars() {
        statistics.enqueueSums(sums);
        sums.squares(u, SQUARE_U);
        sums.squares(w, SQUARE_W);
        sums.fetch();
        return new Scalars(
                statistics.meanResidual(sums), statistics.meanHidden(sums), sums.value(SQUARE_U), sums.value(SQUARE_W));
    }

    private void compute(Quantity quantity, Scalars s, Result result) {
        switch (quantity) {
            case LOSS -> result.setLoss(loss(s));
            case GRADIENT -> gradient(result);
            case HESSIAN_TRACE -> hessianTrace(s, result.hessianTraceByBlock());
            case SQUARED_NORM -> {
                result.squaredNormByBlock()[TwoLayerNet.U] = s.squareU;
                result.squaredNormByBlock()[TwoLayerNet.W] = s.squareW;
            }
            case LOSS_PER_SAMPLE, HESSIAN_DIAGONAL, NOISE_TRACE, NOISE_CHARGES -> throw without(quantity.toString());
            case CHARGES -> {
                result.charges(0)[0] = s.squareU - s.squareW;
                unitCharges.of(u, w, result.charges(1));
            }
            case CHARGE_MATRICES -> panels.charges(u, w, result.chargeMatrix(0));
            case GAMMAS -> gammas(s, result);
            case BALANCE -> {
                View gammaU = memoryU.matrix(net.outputs(), net.outputs());
                View gammaW = memoryW.matrix(net.inputs(), net.inputs());
                statistics.gammas(sums, s.residual, gammaU, gammaW);
                panels.balance(u, w, 1, gammaU, 1, gammaW, result.balance(0));
            }
            case TASK_BALANCE -> {
                DeviceBatch.Moments task = (DeviceBatch.Moments) batch.batch();
                panels.balance(u, w, batch.meanInput(), task.noise(), batch.noise(), task.cx(), result.taskBalance(0));
            }
            case TASK_BALANCE_NORMS -> {
                DeviceBatch.Moments task = (DeviceBatch.Moments) batch.batch();
                panels.norms(
                        u,
                        w,
                        batch.meanInput(),
                        task.noise(),
                        batch.noise(),
                        task.cx(),
                        sums,
                        result.taskBalanceNorms(0));
            }
            case GRAMS -> grams(result);
        }
    }

    private double loss(Scalars s) {
        double data = net.lossScale() * s.residual;
        // After an overflow 0 times infinity would hide it.
        return weightDecay == 0 ? data : data + weightDecay * (s.squareU + s.squareW);
    }

    private void gradient(Result result) {
        View gradientU = memoryU.matrix(net.outputs(), net.hidden());
        View gradientW = memoryW.matrix(net.hidden(), net.inputs());
        statistics.gradient(2 * net.lossScale(), 2 * weightDecay, gradientU, gradientW);
        transfer.download(gradientU, result.gradient().block(TwoLayerNet.U));
        transfer.download(gradientW, result.gradient().block(TwoLayerNet.W));
    }

    private void hessianTrace(Scalars s, double[] out) {
        double c = net.lossScale();
        out[TwoLayerNet.U] = 2 * c * net.outputs() * s.hidden
                + 2 * weightDecay * net.blocks().get(TwoLayerNet.U).size();
        out[TwoLayerNet.W] = 2 * c * s.squareU * batch.meanInput()
                + 2 * weightDecay * net.blocks().get(TwoLayerNet.W).size();
    }

    private void gammas(Scalars s, Result result) {
        View gammaU = memoryU.matrix(net.outputs(), net.outputs());
        View gammaW = memoryW.matrix(net.inputs(), net.inputs());
        statistics.gammas(sums, s.residual, gammaU, gammaW);
        transfer.download(gammaU, result.gammaU(), 0);
        transfer.download(gammaW, result.gammaW(), 0);
    }

    private void grams(Result result) {
        View gramU = memoryU.matrix(net.outputs(), net.outputs());
        View gramW = memoryW.matrix(net.inputs(), net.inputs());
        products.plain(1, u, u.transposed(), gramU);
        products.plain(1, w.transposed(), w, gramW);
        transfer.download(gramU, result.gramU(), 0);
        transfer.download(gramW, result.gramW(), 0);
    }
}
