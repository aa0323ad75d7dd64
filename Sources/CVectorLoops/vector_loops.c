#include "vector_loops.h"
#include "channel_loops.h"

#include <math.h>

// Compiled once for each width of vectors, the functions under names of their own.

// Angles that are not reduced by the C library.
static const float fast_angle = 1e6f;

// Taps of a kernel's row that are summed up together at most: with their sums in registers.
enum { DEPTHWISE_TAPS = 7 };

#if defined(__x86_64__)

#pragma clang attribute push(__attribute__((target("avx512f,fma"), min_vector_width(512))), apply_to = function)
#define NAME(x) x##_avx512
#include "loops_body.h"
#undef NAME
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define NAME(x) x##_avx2
#include "loops_body.h"
#undef NAME
#pragma clang attribute pop

#endif

#define NAME(x) x##_plain
#include "loops_body.h"
#undef NAME

static _Atomic loops_vectors limit = LOOPS_AVX512;

void loops_limit_vectors(loops_vectors widest) { limit = widest; }

static loops_vectors widest(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (limit >= LOOPS_AVX512 && __builtin_cpu_supports("avx512f")) return LOOPS_AVX512;
    if (limit >= LOOPS_AVX2 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return LOOPS_AVX2;
#endif
    return LOOPS_PLAIN;
}

#if defined(__x86_64__)
#define DISPATCH(f, ...)                               \
    switch (widest()) {                                \
    case LOOPS_AVX512: return f##_avx512(__VA_ARGS__); \
    case LOOPS_AVX2: return f##_avx2(__VA_ARGS__);     \
    default: return f##_plain(__VA_ARGS__);            \
    }
#else
#define DISPATCH(f, ...) return f##_plain(__VA_ARGS__);
#endif

void loops_arithmetic_row(
    loops_arithmetic operation, const float *a, ptrdiff_t a_step, const float *b, ptrdiff_t b_step, float *out,
    ptrdiff_t count) {
    DISPATCH(arithmetic_row, operation, a, a_step, b, b_step, out, count)
}
void loops_function_row(loops_function function, float a, float b, const float *in, float *out, ptrdiff_t count) {
    DISPATCH(function_row, function, a, b, in, out, count)
}
void loops_function_gradient_row(
    loops_function function, float a, float b, const float *gradient, const float *in, float *out,
    ptrdiff_t count) {
    DISPATCH(function_gradient_row, function, a, b, gradient, in, out, count)
}
void loops_rectify_gradient_row(
    const float *gradient, const float *in, const float *slopes, ptrdiff_t step, float *out, ptrdiff_t count) {
    DISPATCH(rectify_gradient_row, gradient, in, slopes, step, out, count)
}
void loops_choice_row(
    const float *condition, const float *yes, ptrdiff_t yes_step, const float *no, ptrdiff_t no_step, float *out,
    ptrdiff_t count) {
    DISPATCH(choice_row, condition, yes, yes_step, no, no_step, out, count)
}
double loops_total_row(loops_total total, const float *in, ptrdiff_t count) {
    DISPATCH(total_row, total, in, count)
}
void loops_total_column(loops_total total, const float *in, double *totals, ptrdiff_t count) {
    DISPATCH(total_column, total, in, totals, count)
}
void loops_standardize_row(const float *in, double mean, double scale, float *out, ptrdiff_t count) {
    DISPATCH(standardize_row, in, mean, scale, out, count)
}
double loops_deviation_row(const float *in, double mean, ptrdiff_t count) {
    DISPATCH(deviation_row, in, mean, count)
}
double loops_product_row(const float *a, const float *b, ptrdiff_t count) {
    DISPATCH(product_row, a, b, count)
}
void loops_standardize_gradient_row(
    const float *gradient, const float *value, double mean, double slope, double scale, float *out,
    ptrdiff_t count) {
    DISPATCH(standardize_gradient_row, gradient, value, mean, slope, scale, out, count)
}
void channels_scale(
    int lanes, const float *in, const float *factors, const float *shifts, float low, float high, float *out,
    ptrdiff_t pixels) {
    DISPATCH(channels_scale, lanes, in, factors, shifts, low, high, out, pixels)
}
void channels_sum(int lanes, const float *a, const float *b, double *sums, ptrdiff_t pixels) {
    DISPATCH(channels_sum, lanes, a, b, sums, pixels)
}
void channels_window_sums(
    int lanes, const float *in, const float *gradient, const channels_window *window, double *sums) {
    if (lanes == 16) {
        DISPATCH(depthwise_block16, in, gradient, window, sums)
    } else {
        DISPATCH(depthwise_block8, in, gradient, window, sums)
    }
}
void channels_gather(int lanes, const float *const *sources, float *out, ptrdiff_t pixels) {
    DISPATCH(channels_gather, lanes, sources, out, pixels)
}
void channels_scale_row(
    const float *in, float factor, float shift, float low, float high, float *out, ptrdiff_t pixels) {
    DISPATCH(channels_scale_row, in, factor, shift, low, high, out, pixels)
}
double loops_exponential_total_row(const float *in, float peak, ptrdiff_t count) {
    DISPATCH(exponential_total_row, in, peak, count)
}
void loops_exponential_total_column(const float *in, const double *peaks, double *totals, ptrdiff_t count) {
    DISPATCH(exponential_total_column, in, peaks, totals, count)
}
void loops_shift_row(const float *in, const double *shifts, ptrdiff_t step, float *out, ptrdiff_t count) {
    DISPATCH(shift_row, in, shifts, step, out, count)
}
void loops_softmax_gradient_row(
    const float *gradient, const float *value, const double *sums, ptrdiff_t step, float *out, ptrdiff_t count) {
    DISPATCH(softmax_gradient_row, gradient, value, sums, step, out, count)
}
void loops_weighted_sums(
    const float *in, ptrdiff_t lanes, const int32_t *positions, const float *weights, ptrdiff_t stride,
    ptrdiff_t taps, float *out, ptrdiff_t count) {
    DISPATCH(weighted_sums, in, lanes, positions, weights, stride, taps, out, count)
}
void loops_spread_sums(
    const float *gradient, ptrdiff_t lanes, const int32_t *positions, const float *weights, ptrdiff_t stride,
    ptrdiff_t taps, float *target, ptrdiff_t count) {
    DISPATCH(spread_sums, gradient, lanes, positions, weights, stride, taps, target, count)
}
void loops_local_response(
    const float *in, ptrdiff_t channels, ptrdiff_t step, ptrdiff_t below, ptrdiff_t above, float factor,
    float bias, float exponent, float *out, float *bases, ptrdiff_t count) {
    DISPATCH(local_response, in, channels, step, below, above, factor, bias, exponent, out, bases, count)
}
void loops_local_response_gradient(
    const float *gradient, const float *in, const float *value, ptrdiff_t channels, ptrdiff_t step,
    ptrdiff_t below, ptrdiff_t above, float factor, float exponent, const float *bases, float *products,
    float *out, ptrdiff_t count) {
    DISPATCH(
        local_response_gradient, gradient, in, value, channels, step, below, above, factor, exponent, bases,
        products, out, count)
}
