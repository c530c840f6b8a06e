package dev.noether.gpu;

import dev.noether.model.NormalizedNet;

/** The second derivatives of {@link RadialParts} at a point, averages over the batch. */
final class RadialCurvature {

    private final NormalizedNet.Variant variant;
    private final Toolbox tools;
    private final RadialParts radial;
    private final HiddenLayer layer;
    private final Workspace hiddenMemory;
    private final Workspace outputMemory;
    private final double[] first = new double[2];
    private final double[] second = new double[2];
    private final double[] mixed = new double[2];

    RadialCurvature(NormalizedNet.Variant variant, Toolbox tools, RadialParts radial, HiddenLayer layer) {
        this.variant = variant;
        this.tools = tools;
        this.radial = radial;
        this.layer = layer;
        hiddenMemory = tools.workspace();
        outputMemory = tools.workspace();
    }

    /** Computes all for the point of the last forward pass. */
    void compute(DevicePoint theta) {
        int outer = radial.ofOuter();
        int inner = radial.ofInner();
        int size = layer.size();
        double beta = radial.beta();
        first[outer] = radial.mean(outer, layer);
        first[inner] = radial.mean(inner, layer);
        View along = hiddenMemory.matrix(size, layer.h().columns());
        View k = outputMemory.matrix(size, layer.outputs().columns());
        tools.maps().hadamard(1 / beta, layer.psi(), layer.h(), along);
        tools.products().plain(1, along, theta.block(NormalizedNet.U).transposed(), k);
        tools.maps().hadamard(1 / beta, layer.omega(), layer.h(), along);
        tools.maps().hadamard(1 / beta, along, layer.h(), along);
        second[outer] = tools.sums().squares(layer.outputs()) / size;
        second[inner] = (tools.sums().squares(k) + tools.sums().dot(layer.errors(), along)) / size;
        switch (variant) {
            case A -> {
                double both = first[inner] + tools.sums().dot(k, layer.outputs()) / size;
                mixed[outer] = both;
                mixed[inner] = both;
            }
            case B -> {
                mixed[outer] = first[outer] + second[outer];
                mixed[inner] = first[inner] + second[inner];
            }
        }
    }

    /** {@code E p} of the scale of a block. */
    double first(int block) {
        return first[block];
    }

    /** {@code E q} of the scale of a block. */
    double second(int block) {
        return second[block];
    }

    /** {@code E C . T} of a block T. */
    double mixed(int block) {
        return mixed[block];
    }
}
