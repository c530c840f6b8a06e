package dev.noether.random;

/**
 * Threefry4x32 with 20 rounds: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011). A
 * bijection of a 128-bit counter for each 128-bit key, of additions, rotations and exclusive ors of 32-bit words.
 */
public final class Threefry {

    /** Rounds; 13 are known to pass the usual test batteries, 20 have margin. */
    public static final int ROUNDS = 20;

    /** Constant that makes the fifth key word: {@code k4 = PARITY ^ k0 ^ k1 ^ k2 ^ k3}. */
    public static final int PARITY = 0x1BD11BDA;

    /** Rotation of the first pair of words in round r is entry {@code r mod 8}. */
    private static final int[] FIRST = {10, 11, 13, 23, 6, 17, 25, 18};

    /** Rotation of the second pair. */
    private static final int[] SECOND = {26, 21, 27, 5, 20, 11, 10, 20};

    private Threefry() {}

    /** Rotation of word 1 (pair 0) or word 3 (pair 1) in round {@code round}. */
    public static int rotation(int round, int pair) {
        return (pair == 0 ? FIRST : SECOND)[round & 7];
    }

    /**
     * Encrypts one counter.
     *
     * @param key four words; not modified
     * @param words in: the counter (c0 ... c3); out: four random words
     */
    public static void encrypt(int[] key, int[] words) {
        int x0 = words[0] + key[0];
        int x1 = words[1] + key[1];
        int x2 = words[2] + key[2];
        int x3 = words[3] + key[3];
        int parity = PARITY ^ key[0] ^ key[1] ^ key[2] ^ key[3];
        for (int round = 0; round < ROUNDS; round++) {
            // Word 0 meets words 1 and 3 in turn, word 2 the other one.
            if ((round & 1) == 0) {
                x0 += x1;
                x1 = Integer.rotateLeft(x1, FIRST[round & 7]) ^ x0;
                x2 += x3;
                x3 = Integer.rotateLeft(x3, SECOND[round & 7]) ^ x2;
            } else {
                x0 += x3;
                x3 = Integer.rotateLeft(x3, FIRST[round & 7]) ^ x0;
                x2 += x1;
                x1 = Integer.rotateLeft(x1, SECOND[round & 7]) ^ x2;
            }
            if ((round & 3) == 3) {
                int injection = (round + 1) >>> 2;
                x0 += keyWord(key, parity, injection);
                x1 += keyWord(key, parity, injection + 1);
                x2 += keyWord(key, parity, injection + 2);
                x3 += keyWord(key, parity, injection + 3) + injection;
            }
        }
        words[0] = x0;
        words[1] = x1;
        words[2] = x2;
        words[3] = x3;
    }

    private static int keyWord(int[] key, int parity, int index) {
        int i = index % 5;
        return i == 4 ? parity : key[i];
    }
}
