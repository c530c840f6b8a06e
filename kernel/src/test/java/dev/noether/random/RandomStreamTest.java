package dev.noether.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RandomStreamTest {

    private static final long SEED = 0xFEDC_BA98_7654_3210L;
    private static final long STEP = 0xABCD_1234_5678L;

    @Test
    void componentsComeFromTheBlockThatTheirAddressNames() {
        float[] floats = new float[11];
        double[] doubles = new double[11];
        RandomStream stream = new RandomStream(SEED);
        stream.normals(Purpose.TARGET, STEP, 17, 11, floats, 0);
        stream.normals(Purpose.TARGET, STEP, 17, 11, doubles, 0);
        float[] floatPair = new float[2];
        double[] doublePair = new double[2];
        for (int c = 0; c < 11; c++) {
            int[] w = block(Purpose.TARGET, STEP, 17, c / 4);
            int pair = c & 2;
            Normals.pair(Normals.uniformFloat(w[pair]), Normals.uniformFloat(w[pair + 1]), floatPair, 0);
            assertThat(floats[c]).isEqualTo(floatPair[c & 1]);
            w = block(Purpose.TARGET, STEP, 17, c / 2);
            Normals.pair(Normals.uniformDouble(w[0], w[1]), Normals.uniformDouble(w[2], w[3]), doublePair, 0);
            assertThat(doubles[c]).isEqualTo(doublePair[c & 1]);
        }
    }

    private static int[] block(int purpose, long step, int sample, int block) {
        int[] words = {block, sample, (int) step, purpose << 16 | (int) (step >>> 32)};
        Threefry.encrypt(new int[] {(int) SEED, (int) (SEED >>> 32), 0, 0}, words);
        return words;
    }

    @Test
    void signsAreTheAddressedBits() {
        double[] signs = new double[301];
        signs[300] = 17;
        new RandomStream(SEED).signs(Purpose.PROBES, STEP, 5, 299, signs, 1);
        assertThat(signs[0]).isZero();
        assertThat(signs[300]).isEqualTo(17);
        int negative = 0;
        for (int c = 0; c < 299; c++) {
            int word = block(Purpose.PROBES, STEP, 5, c / 128)[c % 128 / 32];
            assertThat(signs[c + 1]).isEqualTo((word & (1 << (c % 32))) != 0 ? -1 : 1);
            negative += signs[c + 1] < 0 ? 1 : 0;
        }
        // Binomial: mean 149.5, standard deviation 8.6.
        assertThat(negative).isBetween(107, 192);
    }

    @Test
    void indicesAreTheHighWordsOfTheAddressedProducts() {
        RandomStream stream = new RandomStream(SEED);
        for (int i = 0; i < 9; i++) {
            int word = block(Purpose.DATA_INDEX, STEP, 0, i / 4)[i % 4];
            long expected = Integer.toUnsignedLong(word) * 1_000_003 / (1L << 32);
            assertThat(stream.index(STEP, i, 1_000_003)).isEqualTo((int) expected);
        }
        assertThat(stream.index(STEP, 5, 1)).isZero();
        assertThat(stream.index(STEP, 5, Integer.MAX_VALUE)).isBetween(0, Integer.MAX_VALUE - 1);
    }

    /** Chi-square of the counts: mean size - 1, variance 2 (size - 1). */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10, 1009})
    void indicesAreUniform(int size) {
        int draws = 200_000;
        int batch = 100;
        RandomStream stream = new RandomStream(31);
        int[] counts = new int[size];
        for (int i = 0; i < draws; i++) {
            counts[stream.index(i / batch, i % batch, size)]++;
        }
        double expected = (double) draws / size;
        double chiSquare = 0;
        for (int count : counts) {
            chiSquare += (count - expected) * (count - expected) / expected;
        }
        double freedom = size - 1.0;
        assertThat(chiSquare).isLessThan(freedom + 6 * Math.sqrt(2 * freedom) + 20);
    }

    @Test
    void purposesAreDistinct() {
        int[] purposes = {
            Purpose.INPUTS,
            Purpose.LABEL_NOISE,
            Purpose.TARGET,
            Purpose.PROBES,
            Purpose.FLOW,
            Purpose.DATA_INDEX,
            Purpose.DATA_INPUTS,
            Purpose.DATA_LABEL_NOISE,
            Purpose.EVALUATION_INPUTS,
            Purpose.EVALUATION_LABEL_NOISE,
            Purpose.initialValues(0),
            Purpose.initialValues(1)
        };
        Set<Integer> words = new HashSet<>();
        for (int purpose : purposes) {
            assertThat(words.add(RandomStream.highWord(purpose, STEP))).isTrue();
            assertThat(RandomStream.highWord(purpose, STEP) >>> 16).isEqualTo(purpose);
        }
    }
}
