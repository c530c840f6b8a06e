package dev.noether.backend.simd;

import dev.noether.model.NormalizedNet;
import dev.noether.simd.FloatLaneSums;
import dev.noether.simd.FloatSums;

/**
 * The scales {@code a = 1/|O|} and {@code b = 1/|I|} of a normalised net, (O, I) = (W, U) in Net-A and (U, W) in Net-B,
 * and the derivatives of {@code l = 1/2 |r|^2} of a sample by them. With {@code e = a U (phi'(h) * h)}, the derivative of
 * f by ln b, and {@code G} that of l by the hidden inputs h,
 *
 * <pre>
 * p of O   a dl/da = r . f     q   a^2 d2l/da2 = |f|^2
 * p of I   b dl/db = G . h     q   b^2 d2l/db2 = |e|^2 + sum_j B_j phi''_j h_j^2
 * </pre>
 *
 * {@code r . f} and {@code G . h} are also the products of the gradients at fixed scales with U and with W. The
 * derivative C of such a gradient by the logarithm of the block's own scale has with the block the product
 *
 * <pre>
 * Net-A   b d(r . f)/db = e . f + r . e = a d(G . h)/da,  r . e = G . h       Net-B   s d/ds (s dl/ds) = p + q
 * </pre>
 */
final class FloatRadialParts {

    private final FloatLaneSums sums = new FloatLaneSums();
    private final NormalizedNet.Variant variant;
    private final FloatHiddenLayer layer;
    private final FloatHiddenTangent tangent;
    private final int ofOuter;
    private final int ofInner;
    private final double[] squaredNorms = new double[2];
    private final double[] second = new double[2];
    private final double[] mixed = new double[2];

    /** {@code r_i . f_i}. */
    private double[] ofOutputs = new double[0];

    /** {@code G_i . h_i}. */
    private double[] ofHidden = new double[0];

    private double meanOfOutputs;
    private double meanOfHidden;
    private boolean hasFirst;
    private boolean hasFirstBySample;
    private boolean hasSecond;

    FloatRadialParts(NormalizedNet.Variant variant, FloatHiddenLayer layer, FloatHiddenTangent tangent) {
        this.variant = variant;
        this.layer = layer;
        this.tangent = tangent;
        ofOuter = switch (variant) {
            case A -> NormalizedNet.W;
            case B -> NormalizedNet.U;
        };
        ofInner = switch (variant) {
            case A -> NormalizedNet.U;
            case B -> NormalizedNet.W;
        };
    }

    /** Makes room for as many samples as the layer has. */
    void resize() {
        if (ofOutputs.length < layer.size()) {
            ofOutputs = new double[layer.size()];
            ofHidden = new double[layer.size()];
        }
    }

    /** Takes the norms of a new point; the layer's forward pass follows. */
    void forward(FloatPoint theta) {
        for (int b = 0; b < squaredNorms.length; b++) {
            double square = FloatSums.squares(theta.block(b));
            // Of a square that overflowed, 1/m would be zero: a finite, wrong scale.
            squaredNorms[b] = Double.isFinite(square) ? square : Double.NaN;
        }
        hasFirst = false;
        hasFirstBySample = false;
        hasSecond = false;
    }

    /** Index of the block O. */
    int ofOuter() {
        return ofOuter;
    }

    /** Index of the block I. */
    int ofInner() {
        return ofInner;
    }

    /** a. */
    double outerScale() {
        return 1 / Math.sqrt(squaredNorms[ofOuter]);
    }

    /** b. */
    double innerScale() {
        return 1 / Math.sqrt(squaredNorms[ofInner]);
    }

    /** {@code m^2} of a block. */
    double squaredNorm(int block) {
        return squaredNorms[block];
    }

    private void differentiate() {
        if (!hasFirst) {
            meanOfOutputs = sums.products(layer.residuals, layer.outputs) / layer.size();
            meanOfHidden = sums.products(layer.byH(), layer.h) / layer.size();
            hasFirst = true;
        }
    }

    private void differentiateBySample() {
        if (!hasFirstBySample) {
            sums.rowProducts(layer.residuals, layer.outputs, ofOutputs);
            sums.rowProducts(layer.byH(), layer.h, ofHidden);
            hasFirstBySample = true;
        }
    }

    /** p of each sample; there may be more entries than samples. */
    double[] ofSamples(int block) {
        differentiateBySample();
        return block == ofOuter ? ofOutputs : ofHidden;
    }

    /** {@code E p}. */
    double mean(int block) {
        differentiate();
        return block == ofOuter ? meanOfOutputs : meanOfHidden;
    }

    /** The product of each sample's gradient at fixed scales with the block; there may be more entries than samples. */
    double[] alongBlock(int block) {
        differentiateBySample();
        return block == NormalizedNet.U ? ofOutputs : ofHidden;
    }

    /**
     * Computes what {@link #second} and {@link #mixed} give, and what the layer has of second derivatives.
     *
     * @param squaredInputs {@code |x_i|^2}
     */
    void differentiateTwice(double[] squaredInputs) {
        if (!hasSecond) {
            layer.differentiateTwice(squaredInputs, true);
            tangent.alongInnerScale();
            int size = layer.size();
            second[ofOuter] = sums.squares(layer.outputs) / size;
            second[ofInner] = (tangent.squaresAlongInnerScale() + layer.bendAlongH()) / size;
            switch (variant) {
                case A -> {
                    double both = mean(ofInner) + tangent.productsAlongInnerScale() / size;
                    mixed[ofOuter] = both;
                    mixed[ofInner] = both;
                }
                case B -> {
                    mixed[ofOuter] = mean(ofOuter) + second[ofOuter];
                    mixed[ofInner] = mean(ofInner) + second[ofInner];
                }
            }
            hasSecond = true;
        }
    }

    /** {@code E q}, after {@link #differentiateTwice}. */
    double second(int block) {
        return second[block];
    }

    /** {@code E C . T}, after {@link #differentiateTwice}. */
    double mixed(int block) {
        return mixed[block];
    }

    /** {@code E p'}, the change of p along the direction that the tangent was last taken. */
    double change(int block) {
        double sum;
        if (block == ofOuter) {
            sum = FloatSums.products(tangent.outputs, layer.outputs)
                    + FloatSums.products(tangent.outputs, layer.residuals);
        } else {
            sum = FloatSums.products(tangent.byH, layer.h) + FloatSums.products(layer.byH(), tangent.h);
        }
        return sum / layer.size();
    }
}
