package dev.noether.study.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClaimTest {

    private static Claim claim(double measured, Claim.Bound bound) {
        return new Claim("a sentence", "name", measured, bound, "because");
    }

    @Test
    void boundsAreOpenBelowAndAboveAndClosedWithin() {
        assertThat(claim(1, new Claim.Below(1)).holds()).isFalse();
        assertThat(claim(Math.nextDown(1.0), new Claim.Below(1)).holds()).isTrue();
        assertThat(claim(1, new Claim.Above(1)).holds()).isFalse();
        assertThat(claim(Math.nextUp(1.0), new Claim.Above(1)).holds()).isTrue();
        assertThat(claim(1, new Claim.Within(1, 2)).holds()).isTrue();
        assertThat(claim(2, new Claim.Within(1, 2)).holds()).isTrue();
        assertThat(claim(Math.nextUp(2.0), new Claim.Within(1, 2)).holds()).isFalse();
    }

    @Test
    void notANumberKeepsToNothing() {
        assertThat(claim(Double.NaN, new Claim.Below(1)).holds()).isFalse();
        assertThat(claim(Double.NaN, new Claim.Above(1)).holds()).isFalse();
        assertThat(claim(Double.NaN, new Claim.Within(1, 2)).holds()).isFalse();
    }

    @Test
    void jsonHasTheThresholdBesideItsReason() {
        assertThat(claim(1.5, new Claim.Within(1, 2)).json())
                .containsEntry("claim", "a sentence")
                .containsEntry("quantity", "name")
                .containsEntry("measured", 1.5)
                .containsEntry("comparator", "within")
                .containsEntry("threshold", List.of(1.0, 2.0))
                .containsEntry("holds", true)
                .containsEntry("reason", "because");
        assertThat(claim(3, new Claim.Below(0.5)).json())
                .containsEntry("comparator", "<")
                .containsEntry("threshold", 0.5)
                .containsEntry("holds", false);
        assertThat(claim(3, new Claim.Above(0.5)).json()).containsEntry("comparator", ">");
    }

    @Test
    void tableSaysWhichFails() {
        assertThat(claim(3, new Claim.Below(0.5)).cells()).containsExactly("a sentence", "3.0000", "< 0.5", "FAILS");
        assertThat(claim(0, new Claim.Below(1e-14)).cells()).endsWith("< 1e-14", "holds");
        assertThat(claim(1.5, new Claim.Within(1, 2)).cells()).endsWith("in [1, 2]", "holds");
    }
}
