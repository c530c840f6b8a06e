package dev.noether.validate;

import java.util.List;

/**
 * What a referee found.
 *
 * @param rows one for each backend, model, precision and quantity
 * @param left backends, or precisions of one, that could not be measured
 */
public record AgreementTable(List<AgreementRow> rows, List<Left> left) {

    public AgreementTable {
        rows = List.copyOf(rows);
        left = List.copyOf(left);
    }

    /** Whether every row holds. */
    public boolean holds() {
        return rows.stream().allMatch(AgreementRow::holds);
    }

    /**
     * A backend that was left out.
     *
     * @param backend its name
     * @param reason why, and what helps, in one sentence
     */
    public record Left(String backend, String reason) {}
}
