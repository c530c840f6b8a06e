package dev.noether.random;

/**
 * The random numbers of one seed, in plain scalar code. A number is addressed, never taken in turn: the counter is
 * {@code (block, sample, low word of step, high 16 bits of step + 2^16 purpose)}, the key is the seed. A block gives
 * four float or two double normals. Not safe for use by several threads at once.
 */
public final class RandomStream {

    /** Float normals in one block of the stream. */
    public static final int FLOATS_PER_BLOCK = 4;

    /** Double normals in one block of the stream. */
    public static final int DOUBLES_PER_BLOCK = 2;

    /** Random signs in one block of the stream, one a bit. */
    public static final int SIGNS_PER_BLOCK = 128;

    private final int[] key;
    private final int[] words = new int[4];
    private final float[] floats = new float[FLOATS_PER_BLOCK];
    private final double[] doubles = new double[DOUBLES_PER_BLOCK];

    /** The stream of a seed; all 64 bits count. */
    public RandomStream(long seed) {
        key = new int[] {(int) seed, (int) (seed >>> 32), 0, 0};
    }

    /** Fourth counter word: purpose and the high bits of the step. */
    public static int highWord(int purpose, long step) {
        return (purpose << 16) | (int) (step >>> 32);
    }

    /** Writes components 0 ... count - 1 of a sample's normals to {@code out[at ...]}. */
    public void normals(int purpose, long step, int sample, int count, float[] out, int at) {
        for (int c = 0; c < count; c += FLOATS_PER_BLOCK) {
            encrypt(purpose, step, sample, c / FLOATS_PER_BLOCK);
            Normals.pair(Normals.uniformFloat(words[0]), Normals.uniformFloat(words[1]), floats, 0);
            Normals.pair(Normals.uniformFloat(words[2]), Normals.uniformFloat(words[3]), floats, 2);
            System.arraycopy(floats, 0, out, at + c, Math.min(FLOATS_PER_BLOCK, count - c));
        }
    }

    /** Writes components 0 ... count - 1 of a sample's normals to {@code out[at ...]}. */
    public void normals(int purpose, long step, int sample, int count, double[] out, int at) {
        normals(purpose, step, sample, 0, count, out, at);
    }

    /** Writes components first ... first + count - 1 of a sample's normals to {@code out[at ...]}. */
    public void normals(int purpose, long step, int sample, int first, int count, double[] out, int at) {
        int end = Math.addExact(first, count);
        for (int c = first & -DOUBLES_PER_BLOCK; c < end; c += DOUBLES_PER_BLOCK) {
            encrypt(purpose, step, sample, c / DOUBLES_PER_BLOCK);
            double u = Normals.uniformDouble(words[0], words[1]);
            double v = Normals.uniformDouble(words[2], words[3]);
            if (c >= first && c + DOUBLES_PER_BLOCK <= end) {
                Normals.pair(u, v, out, at + c - first);
            } else {
                Normals.pair(u, v, doubles, 0);
                int from = Math.max(first, c);
                System.arraycopy(
                        doubles, from - c, out, at + from - first, Math.min(end, c + DOUBLES_PER_BLOCK) - from);
            }
        }
    }

    /**
     * Writes components 0 ... count - 1 of a sample's signs, 1 or -1 with equal probability, to {@code out[at ...]}: -1
     * where bit {@code c mod 32} of word {@code c / 32 mod 4} of block {@code c / 128} is set.
     */
    public void signs(int purpose, long step, int sample, int count, double[] out, int at) {
        for (int c = 0; c < count; c++) {
            if (c % SIGNS_PER_BLOCK == 0) {
                encrypt(purpose, step, sample, c / SIGNS_PER_BLOCK);
            }
            boolean negative = (words[(c >>> 5) & 3] >>> (c & 31) & 1) != 0;
            out[at + c] = negative ? -1 : 1;
        }
    }

    /**
     * Index into a data set of {@code size} samples, for place {@code i} of minibatch {@code step}: the high word of
     * {@code w size}, w the word {@code i mod 4} of block {@code i / 4} of sample 0.
     */
    public int index(long step, int i, int size) {
        encrypt(Purpose.DATA_INDEX, step, 0, i >>> 2);
        return (int) ((Integer.toUnsignedLong(words[i & 3]) * size) >>> 32);
    }

    private void encrypt(int purpose, long step, int sample, int block) {
        words[0] = block;
        words[1] = sample;
        words[2] = (int) step;
        words[3] = highWord(purpose, step);
        Threefry.encrypt(key, words);
    }
}
