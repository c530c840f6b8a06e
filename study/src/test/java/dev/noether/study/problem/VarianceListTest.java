package dev.noether.study.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.noether.study.console.InputException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VarianceListTest {

    private static double[] parse(String text, int count) {
        return VarianceList.parse(text, count, "--noise-variances", "--outputs");
    }

    @Test
    void oneNumberIsForAll() {
        assertThat(parse("0.2", 3)).containsExactly(0.2, 0.2, 0.2);
        assertThat(parse("0", 1)).containsExactly(0);
    }

    @Test
    void listsAndRepetitionsMix() {
        assertThat(parse("1,2,3", 3)).containsExactly(1, 2, 3);
        assertThat(parse("0.5*2,3", 3)).containsExactly(0.5, 0.5, 3);
        assertThat(parse("7*3", 3)).containsExactly(7, 7, 7);
    }

    @Test
    void powersFallOffAndHaveMeanOne() {
        double[] variances = parse("power:1.5", 7);
        assertThat(Arrays.stream(variances).sum()).isCloseTo(7, within(7 * 4 * Math.ulp(1.0)));
        for (int k = 0; k < 7; k++) {
            assertThat(variances[k] / variances[0]).isCloseTo(Math.pow(k + 1, -1.5), within(4 * Math.ulp(1.0)));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1,2 | --noise-variances lists 2 variances, --outputs asks for 3; give one number, 3 of them, VALUE*COUNT items that add up to 3, or power:P",
                "1*2 | --noise-variances lists 2 variances, --outputs asks for 3; give one number, 3 of them, VALUE*COUNT items that add up to 3, or power:P",
                "1*2147483647,1*2147483647 | --noise-variances lists 4294967294 variances, --outputs asks for 3; give one number, 3 of them, VALUE*COUNT items that add up to 3, or power:P",
                "-1 | a variance of --noise-variances is -1, it must be finite and at least 0",
                "1,x,1 | a variance of --noise-variances is 'x', it must be a finite number",
                "1,,1 | a variance of --noise-variances is '', it must be a finite number",
                "1*0,1*3 | a count of --noise-variances is '0', it must be an integer of at least 1",
                "1*1.5,1 | a count of --noise-variances is '1.5', it must be an integer of at least 1",
                "power: | the power of --noise-variances is '', it must be a finite number",
                "power:-1000 | --noise-variances power:-1000 leaves the range of a double; take a power nearer to 0",
            })
    void mistakesAreOneSentence(String text, String sentence) {
        assertThatThrownBy(() -> parse(text, 3))
                .isInstanceOf(InputException.class)
                .hasMessage(sentence);
    }
}
