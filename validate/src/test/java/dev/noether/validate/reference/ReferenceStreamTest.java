package dev.noether.validate.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.model.Matrix;
import dev.noether.model.Precision;
import dev.noether.random.RandomStream;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianSampler;
import dev.noether.task.GaussianTask;
import org.junit.jupiter.api.Test;

/** The stream that is written anew here is the engine's, to the bit. */
class ReferenceStreamTest {

    /** Known answers of the Random123 distribution, file kat_vectors, threefry4x32 with 20 rounds. */
    @Test
    void passesThePublishedVectors() {
        assertThat(ReferenceStream.threefry(new int[4], new int[4]))
                .containsExactly(0x9c6ca96a, 0xe17eae66, 0xfc10ecd4, 0x5256a7d8);
        int[] ones = {-1, -1, -1, -1};
        assertThat(ReferenceStream.threefry(ones, ones))
                .containsExactly(0x2a881696, 0x57012287, 0xf6c7446e, 0xa16a6732);
        int[] counter = {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344};
        int[] key = {0xa4093822, 0x299f31d0, 0x082efa98, 0xec4e6c89};
        assertThat(ReferenceStream.threefry(key, counter))
                .containsExactly(0x59cd1dbb, 0xb8879579, 0x86b5d00c, 0xac8b6d84);
    }

    @Test
    void drawsTheMinibatchesOfTheEngineToTheBit() {
        Matrix sx = Matrix.of(new double[][] {{2, 0.5, -0.25}, {0.5, 1, 0.125}, {-0.25, 0.125, 0.75}});
        Matrix target = Matrix.of(new double[][] {{1.25, -0.5, 0.3}, {0.1, 2, -1}});
        GaussianTask correlated = new GaussianTask(Covariance.full(sx), Covariance.diagonal(0.5, 0), target);
        for (long seed : new long[] {0, 1, -1, 0x123456789abcdefL}) {
            for (long step : new long[] {0, 1, 0xffffffffL, 0x123456789aL}) {
                Batch.Samples ours =
                        (Batch.Samples) ReferenceMinibatch.of(new BatchSource.Fresh(correlated, 257), seed, step);
                Batch.Samples theirs = GaussianSampler.minibatch(correlated, Precision.DOUBLE, seed, step, 257);
                assertThat(ours.x().toRows()).isDeepEqualTo(theirs.x().toRows());
                assertThat(ours.y().toRows()).isDeepEqualTo(theirs.y().toRows());
            }
        }
    }

    @Test
    void choosesTheSamplesThatTheEngineChooses() {
        for (int size : new int[] {1, 7, 1000, Integer.MAX_VALUE}) {
            for (long seed : new long[] {1, -5, 0x123456789abcdefL}) {
                RandomStream engine = new RandomStream(seed);
                ReferenceStream reference = new ReferenceStream(seed);
                for (int i = 0; i < 11; i++) {
                    long step = 0x2_0000_0001L * i;
                    assertThat(reference.index(step, i, size)).isEqualTo(engine.index(step, i, size));
                }
            }
        }
    }
}
