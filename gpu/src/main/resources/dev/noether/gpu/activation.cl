/* A hidden unit phi(h) and its derivatives. From Java: ACTIVATION, and the names that it may have (TANH, RELU, LEAKY_RELU,
 * SWISH, GELU, SOFTPLUS). With s(h) = 1 / (1 + e^-h), P and p the normal distribution and density:
 *
 *              phi                phi'                  phi''
 * tanh         tanh h             1 - phi^2             -2 phi phi'
 * relu, leaky  h or slope h       1 or slope            0
 * swish        h s                s (1 + h s(-h))       s s(-h) (2 + h (s(-h) - s))
 * gelu         h P                P + h p               (2 - h^2) p
 * softplus     ln(1 + e^h)        s                     s s(-h)
 *
 * All is made of e = e^-|h|, which does not overflow: one of s(h), s(-h) is 1 / (1 + e), the other e / (1 + e), and neither
 * is a difference. No native functions: their errors have no bound. */

/* Beyond this, where all exponentials are 0, h counts as this, so that 0 times infinity does not arise. NaN stays NaN. */
#define FAR ((real) 1000)
#define NOT_BELOW(h) ((h) < -FAR ? -FAR : (h))
#define NEAR(h) ((h) > FAR ? FAR : NOT_BELOW(h))

#define DENSITY_AT_ZERO ((real) 0.398942280401432677939946059934)
#define SQRT_OF_HALF ((real) 0.707106781186547524400844362105)

static real value_of(real h, real slope) {
#if ACTIVATION == TANH
    return tanh(h);
#elif ACTIVATION == RELU
    return h <= 0 ? (real) 0 : h;
#elif ACTIVATION == LEAKY_RELU
    return h > 0 ? h : slope * h;
#elif ACTIVATION == SWISH
    real e = exp(-fabs(h));
    return NOT_BELOW(h) * ((h < 0 ? e : (real) 1) / (1 + e));
#elif ACTIVATION == GELU
    real tail = (real) 0.5 * erfc(fabs(h) * SQRT_OF_HALF);
    return NOT_BELOW(h) * (h < 0 ? tail : 1 - tail);
#elif ACTIVATION == SOFTPLUS
    real log = log1p(exp(-fabs(h)));
    return h < 0 ? log : h + log;
#endif
}

static real first_of(real h, real slope) {
#if ACTIVATION == TANH
    real e = exp(-2 * fabs(h));
    real d = 1 / (1 + e);
    return 4 * e * d * d;
#elif ACTIVATION == RELU
    return isnan(h) ? h : h > 0 ? (real) 1 : (real) 0;
#elif ACTIVATION == LEAKY_RELU
    return isnan(h) ? h : h > 0 ? (real) 1 : slope;
#elif ACTIVATION == SWISH
    real e = exp(-fabs(h));
    real d = 1 / (1 + e);
    return (h < 0 ? e * d : d) * fma(NEAR(h), h < 0 ? d : e * d, (real) 1);
#elif ACTIVATION == GELU
    real near = NEAR(h);
    real tail = (real) 0.5 * erfc(fabs(h) * SQRT_OF_HALF);
    return fma(near * DENSITY_AT_ZERO, exp((real) -0.5 * near * near), h < 0 ? tail : 1 - tail);
#elif ACTIVATION == SOFTPLUS
    real e = exp(-fabs(h));
    return (h < 0 ? e : (real) 1) / (1 + e);
#endif
}

static real second_of(real h) {
#if ACTIVATION == TANH
    return -2 * value_of(h, 0) * first_of(h, 0);
#elif ACTIVATION == RELU || ACTIVATION == LEAKY_RELU
    return 0;
#elif ACTIVATION == SWISH
    real e = exp(-fabs(h));
    real d = 1 / (1 + e);
    return e * d * d * fma(-fabs(NEAR(h)), (1 - e) * d, (real) 2);
#elif ACTIVATION == GELU
    real near = NEAR(h);
    return fma(-near, near, (real) 2) * DENSITY_AT_ZERO * exp((real) -0.5 * near * near);
#elif ACTIVATION == SOFTPLUS
    real e = exp(-fabs(h));
    real d = 1 / (1 + e);
    return e * d * d;
#endif
}
