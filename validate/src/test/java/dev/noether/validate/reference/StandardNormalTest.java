package dev.noether.validate.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandardNormalTest {

    /** About four units in the last place. */
    private static final double RELATIVE = 1e-15;

    /** Values to 25 digits from an arbitrary-precision package; every argument is a double. */
    @ParameterizedTest
    @CsvSource({
        "-37.5, 4.605353009581954843827969e-308, 1.728233732284105220750793e-306",
        "-20.0, 2.753624118606233695075623e-89, 5.520948362159763189582736e-88",
        "-8.25, 7.919726314642477340961374e-17, 6.627137455968751535612296e-16",
        "-5.0, 0.0000002866515718791939116737523, 0.00000148671951473429770790824",
        "-3.125, 0.0008890252991084320593331889, 0.003022258035198756096707835",
        "-2.0, 0.02275013194817920720028264, 0.0539909665131880519505642",
        "-1.4140625, 0.07867177620957938294442678, 0.1467940184099958749686972",
        "-1.0009765625, 0.1584190697764081378727388, 0.2417344250585793732518851",
        "-1.0, 0.1586552539314570514147675, 0.2419707245191433497978302",
        "-0.9990234375, 0.1588916688477345825640415, 0.2422070239796706478377807",
        "-0.75, 0.2266273523768681993270622, 0.3011374321548044049316712",
        "-0.25, 0.4012936743170762757591462, 0.3866681168028492069412258",
        "-1e-09, 0.4999999996010577195985673, 0.3989422804014326777404749",
        "0.0, 0.5, 0.3989422804014326779399461",
        "1e-300, 0.5, 0.3989422804014326779399461",
        "0.0625, 0.5249176690292472211952862, 0.3981638566868865850416951",
        "0.5, 0.6914624612740131036377046, 0.3520653267642994777746804",
        "0.9990234375, 0.8411083311522654174359585, 0.2422070239796706478377807",
        "1.0, 0.8413447460685429485852325, 0.2419707245191433497978302",
        "1.0009765625, 0.8415809302235918621272612, 0.2417344250585793732518851",
        "1.75, 0.9599408431361829095812427, 0.08627731882651151443166943",
        "3.0, 0.9986501019683699054733482, 0.004431848411938007175602353",
        "6.0, 0.9999999990134123549623019, 6.075882849823285486996308e-9",
        "8.25, 0.9999999999999999208027369, 6.627137455968751535612296e-16"
    })
    void hasTheKnownValues(double h, double distribution, double density) {
        assertThat(StandardNormal.distribution(h)).isCloseTo(distribution, within(RELATIVE * distribution));
        assertThat(StandardNormal.density(h)).isCloseTo(density, within(RELATIVE * density));
    }

    @Test
    void isOneWithItsMirrorImage() {
        for (double h = 0; h < 9; h += 0.0078125) {
            double sum = StandardNormal.distribution(h) + StandardNormal.distribution(-h);
            assertThat(sum).isCloseTo(1, within(3 * Math.ulp(1.0)));
        }
    }

    @Test
    void endsInZeroAndOne() {
        assertThat(StandardNormal.distribution(Double.NEGATIVE_INFINITY)).isZero();
        assertThat(StandardNormal.distribution(-1e300)).isZero();
        assertThat(StandardNormal.distribution(1e300)).isEqualTo(1);
        assertThat(StandardNormal.distribution(Double.POSITIVE_INFINITY)).isEqualTo(1);
        assertThat(StandardNormal.density(1e300)).isZero();
        assertThat(StandardNormal.distribution(Double.NaN)).isNaN();
        assertThat(StandardNormal.density(Double.NaN)).isNaN();
    }
}
