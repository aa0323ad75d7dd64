// Elementary functions without branches, so that loops over them become vectors: within 3 units in the last place of a
// 32-bit float, and 0 where the result is below the least normal number.

// 2ⁿ for whole n; beyond the normal numbers the nearest of them.
static inline float NAME(power_of_two)(float n) {
    float within = n > -126.0f ? (n < 127.0f ? n : 127.0f) : -126.0f;
    union { int i; float f; } power = {((int)within + 127) << 23};
    return power.f;
}

// eʳ − 1 for r in ±ln 2 / 2.
static inline float NAME(small_exponential_minus_one)(float r) {
    float p = 1.39412144e-3f;
    p = p * r + 8.36323481e-3f;
    p = p * r + 4.16663736e-2f;
    p = p * r + 1.66665763e-1f;
    p = p * r + 0.5f;
    return p * r * r + r;
}

static inline float NAME(exponential)(float x) {
    // 2ⁿ·eʳ with r in ±ln 2 / 2.
    float n = __builtin_rintf(x * 1.44269504f);
    float r = x - n * 0.693359375f + n * 2.12194440e-4f;
    float result = (1.0f + NAME(small_exponential_minus_one)(r)) * NAME(power_of_two)(n);
    result = n > 127.0f ? result + result : result;
    result = n > 128.0f ? INFINITY : result;
    return n < -126.0f ? 0.0f : result;
}

// eˣ − 1 for x ≤ 0.
static inline float NAME(exponential_minus_one)(float x) {
    float n = __builtin_rintf(x * 1.44269504f);
    float r = x - n * 0.693359375f + n * 2.12194440e-4f;
    float power = NAME(power_of_two)(n);
    float result = NAME(small_exponential_minus_one)(r) * power + (power - 1.0f);
    return n < -126.0f ? -1.0f : result;
}

static inline float NAME(logarithm)(float x) {
    // ln(2ᵉ·(1 + f)) with 1 + f between √½ and √2.
    int is_small = x < 1.17549435e-38f;
    union { float f; int i; } parts = {is_small ? x * 8388608.0f : x};
    float e = (float)(((parts.i >> 23) & 0xff) - 126) - (is_small ? 23.0f : 0.0f);
    parts.i = (parts.i & 0x007fffff) | 0x3f000000;
    int is_low = parts.f < 0.707106781f;
    float f = is_low ? parts.f + parts.f - 1.0f : parts.f - 1.0f;
    e = is_low ? e - 1.0f : e;
    float p = 6.91539049e-2f;
    p = p * f - 1.17902361e-1f;
    p = p * f + 1.18731864e-1f;
    p = p * f - 1.2384294e-1f;
    p = p * f + 1.42186254e-1f;
    p = p * f - 1.66692525e-1f;
    p = p * f + 2.0002228e-1f;
    p = p * f - 2.49999866e-1f;
    p = p * f + 3.33333105e-1f;
    float square = f * f;
    float rest = p * f * square - e * 2.12194440e-4f - 0.5f * square;
    float result = e * 0.693359375f + (f + rest);
    result = x < INFINITY ? result : x;
    return x > 0.0f ? result : x == 0.0f ? -INFINITY : NAN;
}

// ln(1 + e⁻ˡˣˡ)
static inline float NAME(softplus_of_negative_magnitude)(float x) {
    float y = NAME(exponential)(-__builtin_fabsf(x));
    float sum = 1.0f + y;
    // What the sum lost of y.
    return NAME(logarithm)(sum) + (y - (sum - 1.0f)) / sum;
}

static inline float NAME(logistic)(float x) { return 1.0f / (1.0f + NAME(exponential)(-x)); }

static inline float NAME(hyperbolic_tangent)(float x) {
    float t = NAME(exponential_minus_one)(-2.0f * __builtin_fabsf(x));
    return __builtin_copysignf(t / (2.0f + t), x);
}

// The sine of x + quarters·π/2 for |x| ≤ fast_angle, with the angle in double precision.
static inline float NAME(sine)(float x, int quarters) {
    double n = __builtin_rint((double)x * 0.63661977236758134);
    double r = (double)x - n * 1.57079632673412561417;
    r = r - n * 6.07710050630396597660e-11;
    double square = r * r;
    double sine = 2.7249939896204519e-06;
    sine = sine * square - 0.00019840086959318245;
    sine = sine * square + 0.0083333318754422684;
    sine = sine * square - 0.16666666663858487;
    sine = sine * square * r + r;
    double cosine = -2.7300920757207807e-07;
    cosine = cosine * square + 2.4800600036288261e-05;
    cosine = cosine * square - 0.0013888887671065833;
    cosine = cosine * square + 0.041666666664312672;
    cosine = cosine * square * square + (1.0 - 0.5 * square);
    int quarter = (int)n + quarters;
    float value = (float)(quarter & 1 ? cosine : sine);
    return quarter & 2 ? -value : value;
}

// Whether every angle of a row is in the range of the function above.
static inline int NAME(has_fast_angles)(const float *in, ptrdiff_t count) {
    int others = 0;
    for (ptrdiff_t i = 0; i < count; i++) others |= !(__builtin_fabsf(in[i]) <= fast_angle);
    return !others;
}

static inline float NAME(arc_tangent)(float x) {
    float magnitude = __builtin_fabsf(x);
    float t = magnitude > 1.0f ? 1.0f / magnitude : magnitude;
    float square = t * t;
    float p = 1.13487837e-3f;
    p = p * square - 7.42263766e-3f;
    p = p * square + 2.27603409e-2f;
    p = p * square - 4.4946447e-2f;
    p = p * square + 6.75957203e-2f;
    p = p * square - 8.81884843e-2f;
    p = p * square + 1.10602446e-1f;
    p = p * square - 1.42801315e-1f;
    p = p * square + 1.99996933e-1f;
    p = p * square - 3.33333284e-1f;
    float angle = p * square * t + t;
    return __builtin_copysignf(magnitude > 1.0f ? 1.57079633f - angle : angle, x);
}

// Polynomials fitted to erf(x)/x below 1 and to −ln erfc(x) above it.
static inline float NAME(error_function)(float x) {
    float magnitude = __builtin_fabsf(x);
    float t = x * x;
    float small = -9.64151526e-6f;
    small = small * t + 1.12569476e-4f;
    small = small * t - 8.48282881e-4f;
    small = small * t + 5.22094543e-3f;
    small = small * t - 2.68654e-2f;
    small = small * t + 1.1283782e-1f;
    small = small * t - 3.76126384e-1f;
    small = small * t + 1.12837917f;
    small *= x;
    float m = magnitude < 4.0f ? magnitude : 4.0f;
    float large = -1.65381245e-8f;
    large = large * m - 1.27851603e-6f;
    large = large * m + 4.26735137e-5f;
    large = large * m - 5.78570119e-4f;
    large = large * m + 4.69779912e-3f;
    large = large * m - 2.62845695e-2f;
    large = large * m + 1.09883322e-1f;
    large = large * m + 6.32004204e-1f;
    large = large * m + 1.13014151f;
    large = large * m - 2.99563237e-4f;
    large = __builtin_copysignf(1.0f - NAME(exponential)(-large), x);
    float result = magnitude < 1.0f ? small : large;
    return x != x ? x : result;
}
