// The loops, for the vectors that the including file chose. Sums may be taken in any order; nothing else is reassociated.

static inline float NAME(exponential)(float x) {
    // 2ⁿ·eʳ with r in ±ln 2 / 2; below the least normal number the result is 0.
    float n = __builtin_rintf(x * 1.44269504f);
    float r = x - n * 0.693359375f + n * 2.12194440e-4f;
    float p = 1.38368339e-3f;
    p = p * r + 8.37482207e-3f;
    p = p * r + 4.16682261e-2f;
    p = p * r + 1.66664201e-1f;
    p = p * r + 4.99999921e-1f;
    p = p * r + 1.00000004f;
    p = p * r + 1.0f;
    union { int i; float f; } power = {((int)n + 127) << 23};
    return n < -126.0f ? 0.0f : p * power.f;
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

#define EACH(expression)                                                                           \
    do {                                                                                           \
        if (a_step == 1 && b_step == 1) {                                                          \
            for (ptrdiff_t i = 0; i < count; i++) { float x = a[i], y = b[i]; out[i] = expression; } \
        } else if (a_step == 1) {                                                                  \
            float y = b[0];                                                                        \
            for (ptrdiff_t i = 0; i < count; i++) { float x = a[i]; out[i] = expression; }         \
        } else if (b_step == 1) {                                                                  \
            float x = a[0];                                                                        \
            for (ptrdiff_t i = 0; i < count; i++) { float y = b[i]; out[i] = expression; }         \
        } else {                                                                                   \
            float x = a[0], y = b[0], value = expression;                                          \
            for (ptrdiff_t i = 0; i < count; i++) out[i] = value;                                  \
        }                                                                                          \
    } while (0)

static void NAME(arithmetic_row)(
    loops_arithmetic operation, const float *a, ptrdiff_t a_step, const float *b, ptrdiff_t b_step, float *out,
    ptrdiff_t count) {
    if (count <= 0) return;
    switch (operation) {
    case LOOPS_ADD: EACH(x + y); break;
    case LOOPS_SUBTRACT: EACH(x - y); break;
    case LOOPS_MULTIPLY: EACH(x * y); break;
    case LOOPS_DIVIDE: EACH(x / y); break;
    case LOOPS_MAXIMUM: EACH(x != x || x > y ? x : y); break;
    case LOOPS_MINIMUM: EACH(x != x || x < y ? x : y); break;
    }
}

#undef EACH
#define EACH(expression) \
    for (ptrdiff_t i = 0; i < count; i++) { float x = in[i]; out[i] = expression; }

static void NAME(function_row)(loops_function function, const float *in, float *out, ptrdiff_t count) {
    switch (function) {
    case LOOPS_SQUARE: EACH(x * x) break;
    case LOOPS_CUBE: EACH(x * x * x) break;
    case LOOPS_RECIPROCAL: EACH(1.0f / x) break;
    case LOOPS_SQUARE_ROOT: EACH(__builtin_sqrtf(x)) break;
    case LOOPS_RECIPROCAL_SQUARE_ROOT: EACH(1.0f / __builtin_sqrtf(x)) break;
    case LOOPS_ERROR_FUNCTION: EACH(NAME(error_function)(x)) break;
    }
}

#undef EACH
#define EACH(expression) \
    for (ptrdiff_t i = 0; i < count; i++) { float x = in[i]; out[i] = gradient[i] * (expression); }

static void NAME(function_gradient_row)(
    loops_function function, const float *gradient, const float *in, float *out, ptrdiff_t count) {
    switch (function) {
    case LOOPS_SQUARE: EACH(2.0f * x) break;
    case LOOPS_CUBE: EACH(3.0f * x * x) break;
    case LOOPS_RECIPROCAL: EACH(-1.0f / (x * x)) break;
    case LOOPS_SQUARE_ROOT: EACH(0.5f / __builtin_sqrtf(x)) break;
    case LOOPS_RECIPROCAL_SQUARE_ROOT: EACH(-0.5f / (x * __builtin_sqrtf(x))) break;
    case LOOPS_ERROR_FUNCTION: EACH(1.12837917f * NAME(exponential)(-x * x)) break;
    }
}

#undef EACH
#define EACH(start, expression)                                        \
    do {                                                               \
        double total = start;                                          \
        for (ptrdiff_t i = 0; i < count; i++) {                        \
            _Pragma("clang fp reassociate(on)") double x = in[i];      \
            total = expression;                                        \
        }                                                              \
        return total;                                                  \
    } while (0)

// The extreme of a row in 16 interleaved parts, so that no element waits for the one before it.
#define EXTREME(start, beats)                                                                        \
    do {                                                                                             \
        float parts[16];                                                                             \
        for (int j = 0; j < 16; j++) parts[j] = start;                                               \
        ptrdiff_t whole = count / 16 * 16;                                                           \
        for (ptrdiff_t i = 0; i < whole; i += 16)                                                    \
            for (int j = 0; j < 16; j++) {                                                           \
                float x = in[i + j], best = parts[j];                                                \
                parts[j] = best != best || best beats x ? best : x;                                  \
            }                                                                                        \
        float total = start;                                                                         \
        for (int j = 0; j < 16; j++) total = total != total || total beats parts[j] ? total : parts[j]; \
        for (ptrdiff_t i = whole; i < count; i++)                                                    \
            total = total != total || total beats in[i] ? total : in[i];                             \
        return total;                                                                                \
    } while (0)

static double NAME(total_row)(loops_total total_kind, const float *in, ptrdiff_t count) {
    switch (total_kind) {
    case LOOPS_SUM: EACH(0, total + x);
    case LOOPS_SUM_OF_SQUARES: EACH(0, total + x * x);
    case LOOPS_SUM_OF_MAGNITUDES: EACH(0, total + __builtin_fabs(x));
    case LOOPS_GREATEST: EXTREME(-INFINITY, >);
    case LOOPS_LEAST: EXTREME(INFINITY, <);
    }
    return 0;
}

#undef EXTREME
#undef EACH
#define EACH(expression)                                                                       \
    for (ptrdiff_t i = 0; i < count; i++) { double x = in[i], total = totals[i]; totals[i] = expression; }

static void NAME(total_column)(loops_total total_kind, const float *in, double *totals, ptrdiff_t count) {
    switch (total_kind) {
    case LOOPS_SUM: EACH(total + x) break;
    case LOOPS_SUM_OF_SQUARES: EACH(total + x * x) break;
    case LOOPS_SUM_OF_MAGNITUDES: EACH(total + __builtin_fabs(x)) break;
    case LOOPS_GREATEST: EACH(total != total || total > x ? total : x) break;
    case LOOPS_LEAST: EACH(total != total || total < x ? total : x) break;
    }
}

#undef EACH

static void NAME(standardize_row)(const float *in, double mean, double scale, float *out, ptrdiff_t count) {
    for (ptrdiff_t i = 0; i < count; i++) out[i] = (float)(((double)in[i] - mean) * scale);
}

static double NAME(deviation_row)(const float *in, double mean, ptrdiff_t count) {
    double total = 0;
    for (ptrdiff_t i = 0; i < count; i++) {
#pragma clang fp reassociate(on)
        double deviation = (double)in[i] - mean;
        total += deviation * deviation;
    }
    return total;
}

static double NAME(product_row)(const float *a, const float *b, ptrdiff_t count) {
    double total = 0;
    for (ptrdiff_t i = 0; i < count; i++) {
#pragma clang fp reassociate(on)
        total += (double)a[i] * (double)b[i];
    }
    return total;
}

static void NAME(standardize_gradient_row)(
    const float *gradient, const float *value, double mean, double slope, double scale, float *out,
    ptrdiff_t count) {
    for (ptrdiff_t i = 0; i < count; i++)
        out[i] = (float)(((double)gradient[i] - mean - (double)value[i] * slope) * scale);
}

#include "channel_loops_body.h"
