package dev.noether.study.evaluate;

import dev.noether.study.console.InputException;
import dev.noether.study.console.NumberText;
import java.util.Set;
import picocli.CommandLine.Option;

/** The flags of what is estimated from products with the Hessian. Mixed into a command. */
final class SpectrumOptions {

    private static final int PROBES = 100;
    private static final int EIGENVALUES = 5;
    private static final double TOLERANCE = 1e-8;

    @Option(
            names = "--probes",
            paramLabel = "N",
            description = "of hutchinson, random signs of --seed; at least 2 (default: " + PROBES + ")")
    private Integer probes;

    @Option(
            names = "--eigenvalues",
            paramLabel = "K",
            description = "how many topEigenvalues prints; all if the model has no more (default: " + EIGENVALUES + ")")
    private Integer eigenvalues;

    @Option(
            names = "--tolerance",
            paramLabel = "X",
            description = "largest residual of topEigenvalues, relative to the largest of them in size; raised to 256"
                    + " epsilons of the precision where it is below (default: " + TOLERANCE + ")")
    private Double tolerance;

    /** @throws InputException for a flag that is wrong, or whose member is not printed */
    void check(Set<CaseQuantity> printed) {
        requireUsed("--probes", probes, CaseQuantity.HUTCHINSON, printed);
        requireUsed("--eigenvalues", eigenvalues, CaseQuantity.TOP_EIGENVALUES, printed);
        requireUsed("--tolerance", tolerance, CaseQuantity.TOP_EIGENVALUES, printed);
        if (probes() < 2) {
            throw new InputException("--probes is " + probes + ", it must be at least 2: one has no standard error");
        }
        NumberText.positive(eigenvalues(), "--eigenvalues");
        if (!(tolerance() > 0 && tolerance() < 1)) {
            throw new InputException(
                    "--tolerance is " + NumberText.plain(tolerance()) + ", it must be above 0 and below 1");
        }
    }

    private static void requireUsed(String flag, Object given, CaseQuantity owner, Set<CaseQuantity> printed) {
        if (given != null && !printed.contains(owner)) {
            throw new InputException(
                    flag + " belongs to " + owner.word + "; add it to --quantities, or leave " + flag + " out");
        }
    }

    /** Probe vectors. */
    int probes() {
        return probes == null ? PROBES : probes;
    }

    /** Number of eigenvalues. */
    int eigenvalues() {
        return eigenvalues == null ? EIGENVALUES : eigenvalues;
    }

    /** Largest residual, relative to the largest eigenvalue. */
    double tolerance() {
        return tolerance == null ? TOLERANCE : tolerance;
    }
}
