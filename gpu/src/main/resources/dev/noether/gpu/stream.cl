/* The random stream: Threefry4x32 with 20 rounds, counter (block, sample, low word of the step, high 16 bits of the step
 * + 2^16 purpose), key the seed in two words and two zeros. ROTATION_r_p and PARITY come from Java.
 *
 * normal_block: REALS_PER_BLOCK standard normals by Box-Muller,
 *     n0 = sqrt(-2 ln u) cos(2 pi v),   n1 = sqrt(-2 ln u) sin(2 pi v),
 * with the polynomials LOG_i, SIN_i, COS_i from Java: the same bits on every device. BLOCKS_AT_ONCE from Java: 1, or as many
 * blocks in the lanes of vectors, for a CPU. */
#if BLOCKS_AT_ONCE == 1
#define OF_BLOCKS(type) type
#else
#define OF_BLOCKS(type) OF_BLOCKS_JOINED(type, BLOCKS_AT_ONCE)
#define OF_BLOCKS_JOINED(type, count) OF_BLOCKS_PASTED(type, count)
#define OF_BLOCKS_PASTED(type, count) type##count
#endif
typedef OF_BLOCKS(uint) words;
#if REAL_IS_DOUBLE
typedef OF_BLOCKS(double) reals;
typedef OF_BLOCKS(long) bits;
#define BITS OF_BLOCKS(as_long)
#define REALS OF_BLOCKS(as_double)
#define TO_REALS OF_BLOCKS(convert_double)
#else
typedef OF_BLOCKS(float) reals;
typedef OF_BLOCKS(int) bits;
#define BITS OF_BLOCKS(as_int)
#define REALS OF_BLOCKS(as_float)
#define TO_REALS OF_BLOCKS(convert_float)
#endif

#define TURN(x, by) (((x) << (by)) | ((x) >> (32 - (by))))
#define ROUND_EVEN(first, second) \
    x0 += x1; x1 = TURN(x1, first) ^ x0; x2 += x3; x3 = TURN(x3, second) ^ x2;
#define ROUND_ODD(first, second) \
    x0 += x3; x3 = TURN(x3, first) ^ x0; x2 += x1; x1 = TURN(x1, second) ^ x2;
#define FOUR_ROUNDS_LOW \
    ROUND_EVEN(ROTATION_0_0, ROTATION_0_1) ROUND_ODD(ROTATION_1_0, ROTATION_1_1) \
    ROUND_EVEN(ROTATION_2_0, ROTATION_2_1) ROUND_ODD(ROTATION_3_0, ROTATION_3_1)
#define FOUR_ROUNDS_HIGH \
    ROUND_EVEN(ROTATION_4_0, ROTATION_4_1) ROUND_ODD(ROTATION_5_0, ROTATION_5_1) \
    ROUND_EVEN(ROTATION_6_0, ROTATION_6_1) ROUND_ODD(ROTATION_7_0, ROTATION_7_1)

/* The four words of a block, or of blocks in vectors. */
#define DEFINE_STREAM_WORDS(NAME, WORDS) \
    static void NAME(ulong seed, uint purpose, ulong step, WORDS sample, WORDS block, WORDS *out) { \
        uint k0 = (uint) seed; \
        uint k1 = (uint) (seed >> 32); \
        uint k4 = PARITY ^ k0 ^ k1; \
        WORDS x0 = block + k0; \
        WORDS x1 = sample + k1; \
        WORDS x2 = (WORDS) ((uint) step); \
        WORDS x3 = (WORDS) ((purpose << 16) | (uint) (step >> 32)); \
        FOUR_ROUNDS_LOW \
        x0 += k1; x3 += k4 + 1; \
        FOUR_ROUNDS_HIGH \
        x2 += k4; x3 += k0 + 2; \
        FOUR_ROUNDS_LOW \
        x1 += k4; x2 += k0; x3 += k1 + 3; \
        FOUR_ROUNDS_HIGH \
        x0 += k4; x1 += k0; x2 += k1; x3 += 4; \
        FOUR_ROUNDS_LOW \
        x0 += k0; x1 += k1; x3 += 5; \
        out[0] = x0; \
        out[1] = x1; \
        out[2] = x2; \
        out[3] = x3; \
    }

DEFINE_STREAM_WORDS(stream_words, uint)
#if BLOCKS_AT_ONCE == 1
#define stream_words_of_blocks stream_words
#else
DEFINE_STREAM_WORDS(stream_words_of_blocks, words)
#endif

/* Index of place i of minibatch `step` in a data set of `size` samples. */
static int stream_index(ulong seed, ulong step, int i, int size) {
    uint word[4];
    stream_words(seed, PURPOSE_DATA_INDEX, step, 0, (uint) i >> 2, word);
    uint low = (i & 1) ? word[1] : word[0];
    uint high = (i & 1) ? word[3] : word[2];
    return (int) mul_hi((i & 2) ? high : low, (uint) size);
}

#if REAL_IS_DOUBLE
#define REALS_PER_BLOCK 2

static reals uniform_real(words high, words low) {
    return fma(TO_REALS(high >> 5), (reals) 0x1p-27, fma(TO_REALS(low >> 6), (reals) 0x1p-53, (reals) 0x1p-54));
}

static reals log_real(reals u) {
    bits shifted = BITS(u) - SQRT_HALF;
    reals k = TO_REALS(shifted >> 52);
    reals f = REALS((shifted & 0x000FFFFFFFFFFFFFL) + SQRT_HALF) - 1.0;
    reals s = f / (2.0 + f);
    reals z = s * s;
    reals half_square = (0.5 * f) * f;
    reals correction = fma(s, fma(z, LOG_POLYNOMIAL(z), half_square), k * LN2_LOW);
    return fma(k, (reals) LN2_HIGH, f - (half_square - correction));
}
#else
#define REALS_PER_BLOCK 4

static reals uniform_real(words word) {
    return fma(TO_REALS(word >> 8), (reals) 0x1p-24f, (reals) 0x1p-25f);
}

static reals log_real(reals u) {
    bits shifted = BITS(u) - SQRT_HALF;
    reals k = TO_REALS(shifted >> 23);
    reals f = REALS((shifted & 0x007FFFFF) + SQRT_HALF) - 1.0f;
    reals tail = fma(k, (reals) LN2_LOW, (f * f) * LOG_POLYNOMIAL(f));
    return fma(k, (reals) LN2_HIGH, tail + f);
}
#endif

/* Square root rounded as IEEE 754 asks for, also where the device's own float root is not. */
static reals rounded_root(reals x) {
#if REAL_IS_DOUBLE || ROOT_IS_ROUNDED
    return sqrt(x);
#else
    return TO_REALS(sqrt(OF_BLOCKS(convert_double)(x)));
#endif
}

static void normal_pair(reals u, reals v, reals *out) {
    reals radius = rounded_root((real) -2 * log_real(u));
    reals turn = (real) 4 * v;
    reals shifted = turn + ROUNDER;
    bits quadrant = BITS(shifted);
    reals g = turn - (shifted - ROUNDER);
    reals square = g * g;
    reals sine_part = g * SIN_POLYNOMIAL(square);
    reals cosine_part = COS_POLYNOMIAL(square);
    reals cosine = (quadrant & 1) != 0 ? sine_part : cosine_part;
    reals sine = (quadrant & 1) != 0 ? cosine_part : sine_part;
    out[0] = radius * (((quadrant + 1) & 2) != 0 ? -cosine : cosine);
    out[1] = radius * ((quadrant & 2) != 0 ? -sine : sine);
}

static void normal_block(ulong seed, uint purpose, ulong step, words sample, words block, reals *out) {
    words word[4];
    stream_words_of_blocks(seed, purpose, step, sample, block, word);
#if REAL_IS_DOUBLE
    normal_pair(uniform_real(word[0], word[1]), uniform_real(word[2], word[3]), out);
#else
    normal_pair(uniform_real(word[0]), uniform_real(word[1]), out);
    normal_pair(uniform_real(word[2]), uniform_real(word[3]), out + 2);
#endif
}
