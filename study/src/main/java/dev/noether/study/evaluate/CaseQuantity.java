package dev.noether.study.evaluate;

import dev.noether.backend.Quantity;
import dev.noether.study.console.InputException;
import dev.noether.study.console.Suggestion;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The members of what {@code noether evaluate} prints, in their order. */
enum CaseQuantity {
    LOSS("loss", Quantity.LOSS, true),
    GRADIENT("gradient", Quantity.GRADIENT, true),
    HESSIAN_TRACE("hessianTrace", Quantity.HESSIAN_TRACE, true),
    HESSIAN_TRACE_BY_BLOCK("hessianTraceByBlock", Quantity.HESSIAN_TRACE, true),
    HESSIAN_DIAGONAL("hessianDiagonal", Quantity.HESSIAN_DIAGONAL, true),
    /** The Hessian times the direction of the case. */
    HESSIAN_VECTOR_PRODUCT("hessianVectorProduct", null, true),
    /** Sigma times the direction of the case. */
    NOISE_COVARIANCE_VECTOR_PRODUCT("noiseCovarianceVectorProduct", null, true),
    NOISE_TRACE("noiseTrace", Quantity.NOISE_TRACE, true),
    /** Charges of the symmetries, each with {@code Tr[Sigma A]} where the noise has a covariance. */
    CHARGES("charges", Quantity.CHARGES, true),
    GAMMA_W("gammaW", Quantity.GAMMAS, true),
    GAMMA_U("gammaU", Quantity.GAMMAS, true),
    LOSS_PER_SAMPLE("lossPerSample", Quantity.LOSS_PER_SAMPLE, false),
    /** D with the gammas of the batch. */
    BALANCE("balance", Quantity.BALANCE, false),
    CHARGE_MATRICES("chargeMatrices", Quantity.CHARGE_MATRICES, false),
    SQUARED_NORM("squaredNorm", Quantity.SQUARED_NORM, false),
    /** Hutchinson's estimate of the Hessian trace. */
    HUTCHINSON("hutchinson", null, false),
    /** Largest eigenvalues of the Hessian. */
    TOP_EIGENVALUES("topEigenvalues", null, false);

    /** Name in {@code --quantities} and in the output. */
    final String word;

    /** What the backend computes for it; empty where it is made of products with vectors. */
    final Optional<Quantity> quantity;

    private final boolean always;

    CaseQuantity(String word, Quantity quantity, boolean always) {
        this.word = word;
        this.quantity = Optional.ofNullable(quantity);
        this.always = always;
    }

    /** What is printed when nothing is asked for, as far as the case has it. */
    static Set<CaseQuantity> usual() {
        EnumSet<CaseQuantity> usual = EnumSet.noneOf(CaseQuantity.class);
        Arrays.stream(values()).filter(member -> member.always).forEach(usual::add);
        return usual;
    }

    /** Reads a comma list; members are printed in their own order, whatever that of the list. */
    static Set<CaseQuantity> parse(String list) {
        EnumSet<CaseQuantity> asked = EnumSet.noneOf(CaseQuantity.class);
        for (String item : list.split(",", -1)) {
            if (item.isBlank()) {
                throw new InputException("--quantities is '" + list + "', in which a name is missing; it may list "
                        + String.join(", ", words()));
            }
            asked.add(named(item.strip()));
        }
        return asked;
    }

    private static CaseQuantity named(String word) {
        return Arrays.stream(values())
                .filter(quantity -> quantity.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new InputException("--quantities lists '" + word + "', it may list "
                        + String.join(", ", words()) + Suggestion.suffix(word, words())));
    }

    private static List<String> words() {
        return Arrays.stream(values()).map(quantity -> quantity.word).toList();
    }

    /** Whether it is a product with the direction of the case. */
    boolean needsDirection() {
        return switch (this) {
            case HESSIAN_VECTOR_PRODUCT, NOISE_COVARIANCE_VECTOR_PRODUCT -> true;
            default -> false;
        };
    }

    /** Whether it belongs to the covariance of the gradient noise, which one sample does not have. */
    boolean ofNoise() {
        return switch (this) {
            case NOISE_COVARIANCE_VECTOR_PRODUCT, NOISE_TRACE -> true;
            default -> false;
        };
    }
}
