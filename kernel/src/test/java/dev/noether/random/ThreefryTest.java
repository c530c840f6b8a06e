package dev.noether.random;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The known answers that the authors publish with Random123, file {@code kat_vectors}, threefry4x32 with 20 rounds. */
final class ThreefryTest {

    @ParameterizedTest
    @CsvSource({
        "00000000 00000000 00000000 00000000, 00000000 00000000 00000000 00000000, 9c6ca96a e17eae66 fc10ecd4 5256a7d8",
        "ffffffff ffffffff ffffffff ffffffff, ffffffff ffffffff ffffffff ffffffff, 2a881696 57012287 f6c7446e a16a6732",
        "243f6a88 85a308d3 13198a2e 03707344, a4093822 299f31d0 082efa98 ec4e6c89, 59cd1dbb b8879579 86b5d00c ac8b6d84"
    })
    void givesThePublishedAnswers(String counter, String key, String answer) {
        int[] words = parse(counter);
        int[] keyWords = parse(key);
        Threefry.encrypt(keyWords, words);
        assertThat(words).isEqualTo(parse(answer));
        assertThat(keyWords).isEqualTo(parse(key));
    }

    private static int[] parse(String words) {
        String[] parts = words.trim().split(" ");
        int[] result = new int[parts.length];
        for (int i = 0; i < parts.length; i++) {
            result[i] = Integer.parseUnsignedInt(parts[i], 16);
        }
        return result;
    }
}
