package dev.noether.study.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberTextTest {

    @ParameterizedTest
    @CsvSource({"1,1", "-2.5,-2.5", "1e-4,1e-4", ".5,0.5", "3.,3", "+7E2,700", "' 4 ',4"})
    void decimalNumbersAreRead(String text, double value) {
        assertThat(NumberText.finite(text, "it")).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "NaN", "Infinity", "1d", "1f", "0x1p3", "1e999", "1,5", "--1"})
    void everythingElseIsRefusedWithItsPlace(String text) {
        assertThatThrownBy(() -> NumberText.finite(text, "the factor"))
                .isInstanceOf(InputException.class)
                .hasMessage("the factor is '" + text + "', it must be a finite number");
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "1,1.0000",
        "-1234.5678,-1234.6",
        "1e-5,1.0000e-05",
        "0.001,0.0010000",
        "1e6,1.0000e+06",
        "NaN,NaN",
        "Infinity,Infinity"
    })
    void tablesHaveFiveDigits(double value, String text) {
        assertThat(NumberText.rounded(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"10,10", "-3,-3", "0.01,0.01", "1e300,1.0E300"})
    void plainNumbersHaveNoIdleFraction(double value, String text) {
        assertThat(NumberText.plain(value)).isEqualTo(text);
    }
}
