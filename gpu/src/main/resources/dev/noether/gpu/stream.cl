/* The random stream: Threefry4x32 with 20 rounds, counter (block, sample, low word of the step, high 16 bits of the step
 * + 2^16 purpose), key the seed in two words and two zeros. ROTATION_r_p and PARITY come from Java.
 *
 * normal_block: REALS_PER_BLOCK standard normals by Box-Muller,
 *     n0 = sqrt(-2 ln u) cos(2 pi v),   n1 = sqrt(-2 ln u) sin(2 pi v),
 * with the polynomials LOG_i, SIN_i, COS_i from Java: the same bits on every device. */

#define ROUND_EVEN(first, second) \
    x0 += x1; x1 = rotate(x1, first) ^ x0; x2 += x3; x3 = rotate(x3, second) ^ x2;
#define ROUND_ODD(first, second) \
    x0 += x3; x3 = rotate(x3, first) ^ x0; x2 += x1; x1 = rotate(x1, second) ^ x2;
#define FOUR_ROUNDS_LOW \
    ROUND_EVEN(ROTATION_0_0, ROTATION_0_1) ROUND_ODD(ROTATION_1_0, ROTATION_1_1) \
    ROUND_EVEN(ROTATION_2_0, ROTATION_2_1) ROUND_ODD(ROTATION_3_0, ROTATION_3_1)
#define FOUR_ROUNDS_HIGH \
    ROUND_EVEN(ROTATION_4_0, ROTATION_4_1) ROUND_ODD(ROTATION_5_0, ROTATION_5_1) \
    ROUND_EVEN(ROTATION_6_0, ROTATION_6_1) ROUND_ODD(ROTATION_7_0, ROTATION_7_1)

static uint4 stream_words(ulong seed, uint purpose, ulong step, uint sample, uint block) {
    uint k0 = (uint) seed;
    uint k1 = (uint) (seed >> 32);
    uint k4 = PARITY ^ k0 ^ k1;
    uint x0 = block + k0;
    uint x1 = sample + k1;
    uint x2 = (uint) step;
    uint x3 = (purpose << 16) | (uint) (step >> 32);
    FOUR_ROUNDS_LOW
    x0 += k1; x3 += k4 + 1;
    FOUR_ROUNDS_HIGH
    x2 += k4; x3 += k0 + 2;
    FOUR_ROUNDS_LOW
    x1 += k4; x2 += k0; x3 += k1 + 3;
    FOUR_ROUNDS_HIGH
    x0 += k4; x1 += k0; x2 += k1; x3 += 4;
    FOUR_ROUNDS_LOW
    x0 += k0; x1 += k1; x3 += 5;
    return (uint4) (x0, x1, x2, x3);
}

/* Index of place i of minibatch `step` in a data set of `size` samples. */
static int stream_index(ulong seed, ulong step, int i, int size) {
    uint4 words = stream_words(seed, PURPOSE_DATA_INDEX, step, 0, (uint) i >> 2);
    uint low = (i & 1) ? words.y : words.x;
    uint high = (i & 1) ? words.w : words.z;
    return (int) mul_hi((i & 2) ? high : low, (uint) size);
}

#if REAL_IS_DOUBLE
#define REALS_PER_BLOCK 2

static double uniform_real(uint high, uint low) {
    return fma((double) (high >> 5), 0x1p-27, fma((double) (low >> 6), 0x1p-53, 0x1p-54));
}

static double log_real(double u) {
    long bits = as_long(u) - SQRT_HALF;
    double k = (double) (bits >> 52);
    double f = as_double((bits & 0x000FFFFFFFFFFFFFL) + SQRT_HALF) - 1.0;
    double s = f / (2.0 + f);
    double z = s * s;
    double half_square = (0.5 * f) * f;
    double correction = fma(s, fma(z, LOG_POLYNOMIAL(z), half_square), k * LN2_LOW);
    return fma(k, LN2_HIGH, f - (half_square - correction));
}

#define QUADRANT(shifted) ((int) as_long(shifted))
#else
#define REALS_PER_BLOCK 4

static float uniform_real(uint word) {
    return fma((float) (word >> 8), 0x1p-24f, 0x1p-25f);
}

static float log_real(float u) {
    int bits = as_int(u) - SQRT_HALF;
    float k = (float) (bits >> 23);
    float f = as_float((bits & 0x007FFFFF) + SQRT_HALF) - 1.0f;
    float tail = fma(k, LN2_LOW, (f * f) * LOG_POLYNOMIAL(f));
    return fma(k, LN2_HIGH, tail + f);
}

#define QUADRANT(shifted) (as_int(shifted))
#endif

static void normal_pair(real u, real v, real *out) {
    real radius = rounded_root((real) -2 * log_real(u));
    real turn = (real) 4 * v;
    real shifted = turn + ROUNDER;
    int quadrant = QUADRANT(shifted);
    real g = turn - (shifted - ROUNDER);
    real square = g * g;
    real sine_part = g * SIN_POLYNOMIAL(square);
    real cosine_part = COS_POLYNOMIAL(square);
    real cosine = (quadrant & 1) ? sine_part : cosine_part;
    real sine = (quadrant & 1) ? cosine_part : sine_part;
    out[0] = radius * (((quadrant + 1) & 2) ? -cosine : cosine);
    out[1] = radius * ((quadrant & 2) ? -sine : sine);
}

static void normal_block(ulong seed, uint purpose, ulong step, uint sample, uint block, real *out) {
    uint4 words = stream_words(seed, purpose, step, sample, block);
#if REAL_IS_DOUBLE
    normal_pair(uniform_real(words.x, words.y), uniform_real(words.z, words.w), out);
#else
    normal_pair(uniform_real(words.x), uniform_real(words.y), out);
    normal_pair(uniform_real(words.z), uniform_real(words.w), out + 2);
#endif
}
