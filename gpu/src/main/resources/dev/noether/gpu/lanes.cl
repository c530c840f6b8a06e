/* Vectors of WIDTH reals, 4, 8 or 16. Defines from Java: WIDTH. */
#define JOIN(a, b) JOIN_EXPANDED(a, b)
#define JOIN_EXPANDED(a, b) a##b
#define LOAD JOIN(vload, WIDTH)
#define STORE JOIN(vstore, WIDTH)
#define UNROLL _Pragma("unroll")
#if REAL_IS_DOUBLE
typedef JOIN(double, WIDTH) lanes;
#else
typedef JOIN(float, WIDTH) lanes;
#endif
