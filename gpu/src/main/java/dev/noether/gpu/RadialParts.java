package dev.noether.gpu;

import dev.noether.model.NormalizedNet;
import dev.noether.model.Precision;
import org.jocl.Pointer;

/**
 * The scales {@code alpha = 1/|O|} and {@code beta = 1/|I|} of a normalised net, (O, I) = (W, U) in Net-A and (U, W) in
 * Net-B, and the derivatives of {@code l = 1/2 |r|^2} of a sample by their logarithms. They stay on the device for a step; a
 * quantity at a point fetches these few numbers. With G the derivative of l by {@code W x}, {@code h/beta = W x}, and
 * {@code k = (Psi * H / beta) U^T} the derivative of f by ln beta,
 *
 * <pre>
 * p of O   dl/dln alpha = r . f           q   |f|^2
 * p of I   dl/dln beta  = G . h / beta    q   |k|^2 + sum_j e_j omega_j (h_j / beta)^2
 * </pre>
 *
 * q being {@code s^2 d2l/ds2}. {@code r . f} and {@code G . h / beta} are also the products of the gradients at fixed scales
 * with U and with W. The derivative C of such a gradient by the logarithm of its block's own scale has with the block the
 * product {@code p of I + k . f} in Net-A and {@code p + q} in Net-B.
 */
final class RadialParts {

    private static final int SLOT_U = 0;
    private static final int SLOT_W = 1;

    private final NormalizedNet.Variant variant;
    private final Toolbox tools;
    private final Kernel scalesKernel;
    private final Kernel pullsKernel;
    private final DeviceBuffer scales;
    private final DeviceBuffer squares;
    private final DeviceBuffer pulls;
    private final double[] hostScales = new double[2];
    private final double[] hostSquares = new double[2];
    private boolean fetched;

    RadialParts(NormalizedNet.Variant variant, Toolbox tools) {
        this.variant = variant;
        this.tools = tools;
        Session session = tools.session();
        Program program = new Program(session, Toolbox.withReductions(session).file("normalized.cl"));
        scalesKernel = program.kernel("normalized_scales", 1);
        pullsKernel = program.kernel("normalized_pulls", 1);
        scales = session.reals(2);
        squares = session.buffer(2L * session.sumBytes());
        pulls = session.buffer(2L * session.sumBytes());
    }

    private boolean crossed() {
        return variant == NormalizedNet.Variant.A;
    }

    /** Index of the block O. */
    int ofOuter() {
        return crossed() ? NormalizedNet.W : NormalizedNet.U;
    }

    /** Index of the block I. */
    int ofInner() {
        return crossed() ? NormalizedNet.U : NormalizedNet.W;
    }

    /** Where alpha and beta are, on the device. */
    DeviceBuffer scales() {
        return scales;
    }

    /** Enqueues the scales of a new point. */
    void forward(DevicePoint theta) {
        fetched = false;
        tools.sums().squares(theta.block(NormalizedNet.U), SLOT_U);
        tools.sums().squares(theta.block(NormalizedNet.W), SLOT_W);
        scalesKernel
                .with(tools.sums().partials())
                .with(SLOT_U)
                .with(SLOT_W)
                .with(crossed())
                .with(scales)
                .with(squares)
                .enqueue(1, 1);
    }

    /** Adds to the gradient at fixed scales what the scales contribute, {@code factor sum_i p T/|T|^2} for each block T. */
    void pull(double factor, HiddenLayer layer, DevicePoint theta, DevicePoint gradient) {
        tools.sums().dot(layer.residuals(), layer.outputs(), SLOT_U);
        tools.sums().dot(layer.byInputs(), layer.h(), SLOT_W);
        pullsKernel
                .with(tools.sums().partials())
                .with(SLOT_U)
                .with(SLOT_W)
                .with(crossed())
                .withSum(factor)
                .with(scales)
                .with(squares)
                .with(pulls)
                .enqueue(1, 1);
        for (int b = 0; b < theta.blocks(); b++) {
            tools.maps().addScaled(pulls, b, theta.block(b), gradient.block(b));
        }
    }

    private void fetch() {
        if (!fetched) {
            tools.fetch(squares, hostSquares);
            if (tools.session().precision() == Precision.DOUBLE) {
                tools.session().read(scales, 0, scales.bytes(), Pointer.to(hostScales));
            } else {
                float[] floats = new float[2];
                tools.session().read(scales, 0, scales.bytes(), Pointer.to(floats));
                hostScales[0] = floats[0];
                hostScales[1] = floats[1];
            }
            fetched = true;
        }
    }

    /** {@code |T|^2} of a block. */
    double squaredNorm(int block) {
        fetch();
        return hostSquares[block];
    }

    /** beta. */
    double beta() {
        fetch();
        return hostScales[1];
    }

    /** {@code E p} of the scale of a block. */
    double mean(int block, HiddenLayer layer) {
        return block == ofOuter()
                ? tools.sums().dot(layer.residuals(), layer.outputs()) / layer.size()
                : tools.sums().dot(layer.byInputs(), layer.h()) / beta() / layer.size();
    }

    /** Overwrites {@code out} with {@code r_i . f_i} (of U) or {@code G_i . h_i / beta} (of W) of each sample. */
    void alongBlock(int block, HiddenLayer layer, SumVector out) {
        if (block == NormalizedNet.U) {
            tools.lines().dots(1, layer.residuals(), layer.outputs(), 0, out);
        } else {
            tools.lines().dots(1 / beta(), layer.byInputs(), layer.h(), 0, out);
        }
    }

    /** Overwrites {@code out} with p of each sample, of the scale of a block. */
    void ofSamples(int block, HiddenLayer layer, SumVector out) {
        alongBlock(block == ofOuter() ? NormalizedNet.U : NormalizedNet.W, layer, out);
    }
}
