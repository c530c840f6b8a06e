package dev.noether.study.evaluate;

import dev.noether.backend.Evaluation;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Matrix;
import dev.noether.model.Model;
import dev.noether.model.ParameterBlock;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.Symmetry;
import dev.noether.model.TwoLayerNet;
import dev.noether.study.file.CaseFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;

/** The values of a point under the names of the command line, in the form that {@code Json} prints. */
final class PointValues {

    private final CaseFile point;
    private final Precision precision;
    private final Evaluation evaluation;
    private final Result result;
    private final SpectrumValues spectrum;

    /**
     * @param result holds the quantities that are read
     * @param spectrum what is estimated, and how
     */
    PointValues(CaseFile point, Precision precision, Evaluation evaluation, Result result, SpectrumValues spectrum) {
        this.point = point;
        this.precision = precision;
        this.evaluation = evaluation;
        this.result = result;
        this.spectrum = spectrum;
    }

    /** The value of a member. */
    Object of(CaseQuantity member) {
        return switch (member) {
            case LOSS -> result.loss();
            case GRADIENT -> result.gradient();
            case HESSIAN_TRACE -> result.hessianTrace();
            case HESSIAN_TRACE_BY_BLOCK -> byBlock(result.hessianTraceByBlock());
            case HESSIAN_DIAGONAL -> result.hessianDiagonal();
            case HESSIAN_VECTOR_PRODUCT -> product(evaluation::hessianVectorProduct);
            case NOISE_COVARIANCE_VECTOR_PRODUCT -> product(evaluation::noiseCovarianceVectorProduct);
            case NOISE_TRACE -> byBlock(result.noiseTraceByBlock());
            case CHARGES -> charges();
            case GAMMA_W -> square(result.gammaW(), point.model().inputs());
            case GAMMA_U -> square(result.gammaU(), point.model().outputs());
            case LOSS_PER_SAMPLE -> result.lossPerSample();
            case BALANCE -> balance();
            case CHARGE_MATRICES -> byRotation(result::chargeMatrix);
            case SQUARED_NORM -> byBlock(result.squaredNormByBlock());
            case HUTCHINSON -> spectrum.hutchinson(evaluation, point.model(), precision);
            case TOP_EIGENVALUES -> spectrum.topEigenvalues(evaluation, point.model(), precision);
        };
    }

    private Parameters product(BiConsumer<Parameters, Parameters> operator) {
        Parameters product = Parameters.allocate(point.model(), precision);
        operator.accept(point.direction().orElseThrow(), product);
        return product;
    }

    private Map<String, Object> byBlock(double[] values) {
        List<ParameterBlock> blocks = point.model().blocks();
        Map<String, Object> map = new LinkedHashMap<>();
        for (int b = 0; b < values.length; b++) {
            map.put(blocks.get(b).name(), values[b]);
        }
        return map;
    }

    private List<Map<String, Object>> charges() {
        List<Symmetry> symmetries = point.model().symmetries();
        List<Map<String, Object>> list = new ArrayList<>();
        for (int i = 0; i < symmetries.size(); i++) {
            Symmetry symmetry = symmetries.get(i);
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("symmetry", symmetry.name());
            entry.put("value", byGenerator(symmetry, result.charges(i)));
            if (result.has(Quantity.NOISE_CHARGES)) {
                entry.put("noiseTrace", byGenerator(symmetry, result.noiseCharges(i)));
            }
            list.add(entry);
        }
        return list;
    }

    private static Object byGenerator(Symmetry symmetry, double[] values) {
        return symmetry.family() ? values : values[0];
    }

    /** The one matrix of a two-layer net stands alone. */
    private Object balance() {
        Model model = point.model();
        return model instanceof TwoLayerNet net ? square(result.balance(0), net.hidden()) : byRotation(result::balance);
    }

    private List<Map<String, Object>> byRotation(IntFunction<double[]> matrices) {
        List<Symmetry.DoubleRotation> rotations = point.model().doubleRotations();
        List<Map<String, Object>> list = new ArrayList<>();
        for (int i = 0; i < rotations.size(); i++) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("symmetry", rotations.get(i).name());
            entry.put("value", square(matrices.apply(i), rotations.get(i).size()));
            list.add(entry);
        }
        return list;
    }

    private static Matrix square(double[] elements, int size) {
        return Matrix.view(elements, size, size);
    }
}
