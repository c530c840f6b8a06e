package dev.noether.validate.traced;

import dev.noether.model.Precision;
import java.util.List;

/**
 * {@code P = n^T} with {@code n = theta / |theta|}: {@code dn = A dtheta}, {@code A = (I - n n^T) / |theta|}, and, from
 * {@code dn = A dtheta} and {@code d|theta| = n . dtheta},
 *
 * <pre>
 * d(A m) = -(m (n.v) + n (m.v) + (n.m) (v - 3 n (n.v))) / |theta|^2
 * </pre>
 */
final class UnitVector implements LinearMap {

    private final Traced unit;
    private final Traced inverse;
    private final Traced projection;
    private final Traced one;

    /** The direction of {@code theta}, a row. */
    UnitVector(Traced theta, Precision precision) {
        inverse = inverseNorm(theta);
        unit = theta.hadamard(inverse);
        Traced identity = Traced.identity(theta.columns(), precision);
        projection = identity.minus(unit.transpose().times(unit)).hadamard(inverse);
        one = Traced.identity(1, precision);
    }

    /** {@code 1 / |theta|}: the sum of squares is one to a single number, and a root and a quotient round, in double. */
    static Traced inverseNorm(Traced theta) {
        Traced square = theta.inner(theta).asWritten();
        return square.map(s -> 1 / Math.sqrt(s), s -> 0.5 / (s * Math.sqrt(s)), s -> 1 / Math.sqrt(s), Math.sqrt(2));
    }

    @Override
    public Traced map() {
        return unit;
    }

    @Override
    public Traced left(int b) {
        return one;
    }

    @Override
    public Traced right(int b) {
        return projection;
    }

    @Override
    public List<Traced> curvature(Traced m, List<Traced> v) {
        Traced along = v.getFirst();
        Traced nv = unit.inner(along);
        Traced mv = m.inner(along);
        Traced nm = unit.inner(m);
        Traced turned = along.minus(unit.hadamard(nv).scaled(3)).hadamard(nm);
        return List.of(negative(m.hadamard(nv).plus(unit.hadamard(mv)).plus(turned)));
    }

    @Override
    public Traced curvatureDiagonal(Traced m, int b) {
        Traced nm = unit.inner(m);
        Traced ones = unit.constant(1, unit.columns(), 1);
        Traced turned = ones.minus(unit.squared().scaled(3)).hadamard(nm);
        return negative(m.hadamard(unit).scaled(2).plus(turned));
    }

    /** {@code -(n.m) (dx - 1) / |theta|^2}. */
    @Override
    public Traced curvatureTrace(Traced m, int b) {
        Traced nm = unit.inner(m);
        return negative(nm.scaled(unit.columns() - 1));
    }

    @Override
    public Traced traceOnLeft(Traced c, Traced trace, int b) {
        return trace;
    }

    /** {@code (tr C - n C n^T) / |theta|^2}. */
    @Override
    public Traced traceOnRight(Traced c, int b) {
        Traced along = unit.times(c).inner(unit);
        return across(Totals.trace(c), along);
    }

    /** {@code (|x|^2 - (n.x)^2) / |theta|^2}, from n.x on in double: both squares may be nearly the same. */
    @Override
    public Traced squaresOnRight(Traced x, int b) {
        return across(
                x.inDouble().squared().rowSums(),
                x.times(unit.transpose()).inDouble().squared());
    }

    private Traced across(Traced whole, Traced along) {
        return whole.minus(along).hadamard(inverse.squared());
    }

    private Traced negative(Traced term) {
        return term.hadamard(inverse.squared()).scaled(-1);
    }
}
