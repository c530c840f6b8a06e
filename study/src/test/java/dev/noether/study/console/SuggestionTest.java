package dev.noether.study.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {

    private static final List<String> WORDS = List.of("simd", "opencl", "weightDecay", "U", "sum");

    @ParameterizedTest
    @CsvSource({"smid,simd", "open-cl,opencl", "weightdecay,weightDecay", "wieghtDecy,weightDecay", "u,U", "sun,sum"})
    void aWordThatIsNearIsFound(String word, String meant) {
        assertThat(Suggestion.nearest(word, WORDS)).contains(meant);
        assertThat(Suggestion.suffix(word, WORDS)).isEqualTo(", did you mean '" + meant + "'?");
    }

    @ParameterizedTest
    @CsvSource({"V", "cuda", "learningRate", "''"})
    void aWordThatIsFarIsNot(String word) {
        assertThat(Suggestion.nearest(word, WORDS)).isEmpty();
        assertThat(Suggestion.suffix(word, WORDS)).isEmpty();
    }
}
