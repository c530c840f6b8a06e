package dev.noether.validate.traced;

import dev.noether.model.Model;
import dev.noether.model.Precision;
import dev.noether.model.Symmetry;
import java.util.ArrayList;
import java.util.List;

/**
 * Models {@code f(x) = P x}. With {@code b = B r} and {@code a = A x} of a block (see {@link LinearMap}):
 *
 * <pre>
 * gradient    2c E[b a^T] = 2c B M A^T
 * H v         2c (B dP Cx A^T + d(B M A^T))         dP = sum of B_k^T v_k A_k over blocks, M fixed in d
 * diag H      2c ((B B^T)_jj (A Cx A^T)_kk + the same d)
 * Sigma v     4c^2 B (covariance of r x^T)[dP] A^T
 * </pre>
 */
final class LinearAnalysis extends Analysis {

    private final Precision precision;
    private final double scale;
    private final LinearMap map;
    private final LinearAverages averages;

    LinearAnalysis(
            Model model,
            List<Traced> theta,
            LinearMap map,
            LinearAverages averages,
            double weightDecay,
            Precision precision) {
        super(model, theta, weightDecay);
        this.precision = precision;
        scale = model.lossScale();
        this.map = map;
        this.averages = averages.at(map.map());
    }

    @Override
    Traced dataLoss() {
        return averages.squaredResidual().inDouble().scaled(scale);
    }

    @Override
    Traced dataLossPerSample() {
        return averages.squaredResiduals().scaled(scale);
    }

    @Override
    Traced dataGradient(int b) {
        return back(b, averages.residualByInput()).scaled(2 * scale);
    }

    /** {@code B V A^T}. */
    private Traced back(int b, Traced v) {
        return map.left(b).times(v).times(map.right(b).transpose());
    }

    @Override
    Traced dataDiagonal(int b) {
        Traced a = map.right(b);
        Traced left = map.left(b).squared().rowSums();
        Traced right = a.times(averages.inputs()).hadamard(a).rowSums();
        Traced diagonal = left.times(right.transpose());
        Traced curvature = map.curvatureDiagonal(averages.residualByInput(), b);
        return (curvature == null ? diagonal : diagonal.plus(curvature)).scaled(2 * scale);
    }

    @Override
    Traced dataTrace(int b) {
        Traced curvature = map.curvatureTrace(averages.residualByInput(), b);
        if (curvature == null) {
            return dataDiagonal(b).total();
        }
        Traced trace = map.left(b).squared().total().hadamard(map.traceOnRight(averages.inputs(), b));
        return trace.plus(curvature).scaled(2 * scale);
    }

    @Override
    List<Traced> dataHessianProduct(List<Traced> v) {
        Traced moved = moved(v).times(averages.inputs());
        List<Traced> curvature = map.curvature(averages.residualByInput(), v);
        List<Traced> product = new ArrayList<>();
        for (int b = 0; b < blocks(); b++) {
            product.add(back(b, moved).plus(curvature.get(b)).scaled(2 * scale));
        }
        return product;
    }

    /** dP along v. */
    private Traced moved(List<Traced> v) {
        Traced sum = null;
        for (int b = 0; b < blocks(); b++) {
            Traced term = map.left(b).transpose().times(v.get(b)).times(map.right(b));
            sum = sum == null ? term : sum.plus(term);
        }
        return sum;
    }

    @Override
    Traced noise(int b) {
        return averages.variance(map.left(b), map.right(b)).scaled(4 * scale * scale);
    }

    @Override
    Traced noiseTrace(int b) {
        return averages.totalVariance(map, b).scaled(4 * scale * scale);
    }

    @Override
    List<Traced> noiseProduct(List<Traced> v) {
        Traced covariance = averages.covarianceProduct(moved(v));
        List<Traced> product = new ArrayList<>();
        for (int b = 0; b < blocks(); b++) {
            product.add(back(b, covariance).scaled(4 * scale * scale));
        }
        return product;
    }

    @Override
    List<Traced> gammas() {
        Traced outputs = identity(map.map().rows());
        Traced inputs = identity(map.map().columns());
        return List.of(averages.weighedInputs(outputs, inputs), averages.weighedResiduals(outputs, inputs));
    }

    private Traced identity(int n) {
        return Traced.identity(n, precision);
    }

    @Override
    Traced balance(Symmetry.DoubleRotation rotation) {
        int l = rotation.left();
        int r = rotation.right();
        return averages.weighedResiduals(map.left(r), map.right(r))
                .minus(averages.weighedInputs(map.left(l), map.right(l)));
    }

    @Override
    List<Traced> taskBalance(Symmetry.DoubleRotation rotation) {
        int l = rotation.left();
        int r = rotation.right();
        Traced inputs = averages.inputs();
        Traced noise = averages.labelNoise();
        Traced first = around(map.left(r), noise).hadamard(trace(map.right(r), inputs));
        Traced second = around(map.right(l), inputs).hadamard(trace(map.left(l), noise));
        return List.of(first.minus(second), first, second);
    }

    /** {@code L C L^T}. */
    private static Traced around(Traced l, Traced c) {
        return l.times(c).times(l.transpose());
    }

    private static Traced trace(Traced l, Traced c) {
        return l.times(c).hadamard(l).total();
    }
}
