package dev.noether.study.evaluate;

import dev.noether.backend.BackendException;
import dev.noether.backend.Quantity;
import dev.noether.study.console.InputException;
import dev.noether.study.console.Offer;
import dev.noether.study.file.CaseFile;
import dev.noether.task.Batch;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which members are printed of a case. One that was asked for by its name and has no value is an error; of the usual
 * members it is left out, and a warning says so.
 */
final class CaseMembers {

    private static final String NOISE_OF_CHARGES = "noiseTrace of charges";

    private final CaseFile point;
    private final Offer offer;
    private final boolean byName;
    private final Set<CaseQuantity> printed = EnumSet.noneOf(CaseQuantity.class);
    private final Set<Quantity> quantities = EnumSet.noneOf(Quantity.class);
    private final List<String> withoutCovariance = new ArrayList<>();
    private final List<String> notOffered = new ArrayList<>();

    /**
     * @param list of {@code --quantities}; null for the usual members
     * @throws InputException if one that was asked for has no value here
     * @throws BackendException if the backend does not have one that was asked for
     */
    CaseMembers(String list, CaseFile point, Offer offer) {
        this.point = point;
        this.offer = offer;
        byName = list != null;
        (byName ? CaseQuantity.parse(list) : CaseQuantity.usual()).forEach(this::add);
    }

    private void add(CaseQuantity member) {
        if (member.needsDirection() && point.direction().isEmpty()) {
            refuseIfNamed(
                    member, "is a product with the direction of the case; add a member \"direction\" to the file");
        } else if (member.ofNoise() && !hasCovariance()) {
            refuseIfNamed(member, "needs the covariance of the noise, which one sample does not have; give at least 2");
            withoutCovariance.add(member.word);
        } else if (undefined(member).isPresent()) {
            refuseIfNamed(member, undefined(member).get());
        } else if (member.quantity.filter(offer::lacks).isPresent()) {
            leaveOut(member, new BackendException(BackendException.Kind.UNSUPPORTED, offer.lacking(member.word)));
        } else {
            printed.add(member);
            member.quantity.ifPresent(quantities::add);
            if (member == CaseQuantity.CHARGES) {
                addNoiseOfCharges();
            }
        }
    }

    private void addNoiseOfCharges() {
        if (!hasCovariance()) {
            withoutCovariance.add(NOISE_OF_CHARGES);
        } else if (offer.lacks(Quantity.NOISE_CHARGES)) {
            notOffered.add(NOISE_OF_CHARGES);
        } else {
            quantities.add(Quantity.NOISE_CHARGES);
        }
    }

    private boolean hasCovariance() {
        return point.batch().orElseThrow().size() > 1;
    }

    /** Why a member has no value: the sentence of the contract without the constant that it begins with. */
    private Optional<String> undefined(CaseQuantity member) {
        Batch batch = point.batch().orElseThrow();
        return member.quantity.flatMap(quantity -> quantity.undefined(point.model(), batch)
                .map(reason -> reason.substring(quantity.name().length() + 1)));
    }

    private void refuseIfNamed(CaseQuantity member, String reason) {
        if (byName) {
            throw new InputException("--quantities lists " + member.word + ", which " + reason);
        }
    }

    /**
     * Leaves out what the backend does not have.
     *
     * @throws BackendException the given one, if the member was asked for by its name
     */
    void leaveOut(CaseQuantity member, BackendException refusal) {
        if (byName || refusal.kind() != BackendException.Kind.UNSUPPORTED) {
            throw refusal;
        }
        notOffered.add(member.word);
    }

    /** What is printed, in its order. */
    Set<CaseQuantity> printed() {
        return printed;
    }

    /** What the backend computes for it, in one sweep. */
    Set<Quantity> quantities() {
        return quantities;
    }

    /** One sentence each about what was left out. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (!withoutCovariance.isEmpty()) {
            warnings.add(
                    String.join(", ", withoutCovariance) + ": left out, one sample has no covariance; give at least 2");
        }
        if (!notOffered.isEmpty()) {
            warnings.add(offer.lacking(String.join(", ", notOffered)));
        }
        return warnings;
    }
}
