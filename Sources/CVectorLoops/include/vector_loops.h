#pragma once

#include <stddef.h>
#include <stdint.h>

/// Loops over rows of floats, compiled once for each width of the processor's vectors; the widest that is there
/// and allowed is used.
/// None of them may overlap its output with its input unless they are the same.

/// Widths of vectors.
typedef enum { LOOPS_PLAIN, LOOPS_AVX2, LOOPS_AVX512 } loops_vectors;

/// Keeps all loops to vectors of no greater width.
void loops_limit_vectors(loops_vectors widest);

/// Arithmetic of two operands. Comparisons are 1 where they hold and 0 elsewhere; LOOPS_RECTIFY is a for a ≥ 0 and a·b else.
typedef enum {
    LOOPS_ADD, LOOPS_SUBTRACT, LOOPS_MULTIPLY, LOOPS_DIVIDE, LOOPS_MAXIMUM, LOOPS_MINIMUM,
    LOOPS_LESS, LOOPS_LESS_OR_EQUAL, LOOPS_EQUAL, LOOPS_GREATER, LOOPS_GREATER_OR_EQUAL, LOOPS_RECTIFY
} loops_arithmetic;

/// Functions of one operand x, some with settings a and b.
typedef enum {
    LOOPS_SQUARE, LOOPS_CUBE, LOOPS_RECIPROCAL, LOOPS_SQUARE_ROOT, LOOPS_RECIPROCAL_SQUARE_ROOT, LOOPS_ERROR_FUNCTION,
    LOOPS_ABSOLUTE, LOOPS_NEGATIVE, LOOPS_SIGN, LOOPS_FLOOR, LOOPS_CEILING,
    /// Halves to the even number.
    LOOPS_ROUND,
    /// Towards 0.
    LOOPS_TRUNCATE,
    LOOPS_LOGARITHM, LOOPS_SINE, LOOPS_COSINE, LOOPS_TANGENT, LOOPS_ARC_SINE, LOOPS_ARC_COSINE, LOOPS_ARC_TANGENT,
    LOOPS_HYPERBOLIC_SINE, LOOPS_HYPERBOLIC_COSINE, LOOPS_ARC_HYPERBOLIC_SINE, LOOPS_ARC_HYPERBOLIC_COSINE,
    LOOPS_ARC_HYPERBOLIC_TANGENT,
    /// x for x > a, 0 else.
    LOOPS_THRESHOLDED_RELU,
    /// b·x for x > 0, b·a·(eˣ − 1) else.
    LOOPS_SELU,
    /// x for x > 0, a·(exp(x / a) − 1) else.
    LOOPS_CELU,
    LOOPS_SOFTPLUS, LOOPS_LOG_SIGMOID, LOOPS_SOFTSIGN, LOOPS_MISH,
    /// x without its first a on both sides of 0.
    LOOPS_SOFT_SHRINK,
    /// x where |x| > a, 0 else.
    LOOPS_HARD_SHRINK,
    LOOPS_TANH_SHRINK,
    /// (x + √(x² + a)) / 2
    LOOPS_SQUAREPLUS,
    LOOPS_SPARSE_PLUS
} loops_function;

/// What a row is summed up to.
typedef enum { LOOPS_SUM, LOOPS_SUM_OF_SQUARES, LOOPS_SUM_OF_MAGNITUDES, LOOPS_GREATEST, LOOPS_LEAST } loops_total;

/// out[i] = a[i·a_step] ∘ b[i·b_step]; each step is 0 or 1. A maximum or minimum with NaN is NaN where the first is.
void loops_arithmetic_row(
    loops_arithmetic operation, const float *a, ptrdiff_t a_step, const float *b, ptrdiff_t b_step, float *out,
    ptrdiff_t count);

/// out[i] = f(in[i]), within a few units in the last place.
void loops_function_row(loops_function function, float a, float b, const float *in, float *out, ptrdiff_t count);

/// out[i] = gradient[i]·f′(in[i]). Steps have the derivative 0 everywhere.
void loops_function_gradient_row(
    loops_function function, float a, float b, const float *gradient, const float *in, float *out, ptrdiff_t count);

/// out[i] = gradient[i] for in[i] ≥ 0, gradient[i]·slopes[i·step] else; the step is 0 or 1.
void loops_rectify_gradient_row(
    const float *gradient, const float *in, const float *slopes, ptrdiff_t step, float *out, ptrdiff_t count);

/// out[i] = yes[i·yes_step] where condition[i] is not 0, no[i·no_step] else; each step is 0 or 1.
void loops_choice_row(
    const float *condition, const float *yes, ptrdiff_t yes_step, const float *no, ptrdiff_t no_step, float *out,
    ptrdiff_t count);

/// The total of a row, in double precision.
double loops_total_row(loops_total total, const float *in, ptrdiff_t count);

/// Adds a row to totals, element by element: totals[i] += in[i] and so on.
void loops_total_column(loops_total total, const float *in, double *totals, ptrdiff_t count);

/// out[i] = (in[i] − mean)·scale
void loops_standardize_row(const float *in, double mean, double scale, float *out, ptrdiff_t count);

/// Σ(in[i] − mean)², in double precision.
double loops_deviation_row(const float *in, double mean, ptrdiff_t count);

/// Σ a[i]·b[i], in double precision.
double loops_product_row(const float *a, const float *b, ptrdiff_t count);

/// out[i] = (gradient[i] − mean − value[i]·slope)·scale: the gradient of a standardised row, value being its output.
void loops_standardize_gradient_row(
    const float *gradient, const float *value, double mean, double slope, double scale, float *out,
    ptrdiff_t count);

/// Σ exp(in[i] − peak)
double loops_exponential_total_row(const float *in, float peak, ptrdiff_t count);

/// totals[i] += exp(in[i] − peaks[i])
void loops_exponential_total_column(const float *in, const double *peaks, double *totals, ptrdiff_t count);

/// out[i] = in[i] − shifts[i·step]; the step is 0 or 1.
void loops_shift_row(const float *in, const double *shifts, ptrdiff_t step, float *out, ptrdiff_t count);

/// out[i] = gradient[i] − exp(value[i])·sums[i·step]: the gradient of a log-softmax, value being its output.
void loops_softmax_gradient_row(
    const float *gradient, const float *value, const double *sums, ptrdiff_t step, float *out, ptrdiff_t count);

/// Weighted sums of elements that are `lanes` floats each: out[i] = Σₖ weights[k·stride + i]·in[positions[k·stride + i]]
/// for i < count and k < taps. A weight of 0 takes nothing, whatever stands there.
void loops_weighted_sums(
    const float *in, ptrdiff_t lanes, const int32_t *positions, const float *weights, ptrdiff_t stride,
    ptrdiff_t taps, float *out, ptrdiff_t count);

/// What is left to each element of such sums: target[positions[k·stride + i]] += weights[k·stride + i]·gradient[i].
void loops_spread_sums(
    const float *gradient, ptrdiff_t lanes, const int32_t *positions, const float *weights, ptrdiff_t stride,
    ptrdiff_t taps, float *target, ptrdiff_t count);

/// Normalisation by the channels beside each one, for `count` elements of channels that are `step` floats apart:
/// out = in·baseᵉ with base = bias + factor·Σ in² over the channels from `below` under to `above` over its own.
///
/// - bases: gets the bases, channels × count.
void loops_local_response(
    const float *in, ptrdiff_t channels, ptrdiff_t step, ptrdiff_t below, ptrdiff_t above, float factor, float bias,
    float exponent, float *out, float *bases, ptrdiff_t count);

/// The gradient of that.
///
/// - value: what was put out.
/// - products: room for channels × count floats.
void loops_local_response_gradient(
    const float *gradient, const float *in, const float *value, ptrdiff_t channels, ptrdiff_t step, ptrdiff_t below,
    ptrdiff_t above, float factor, float exponent, const float *bases, float *products, float *out,
    ptrdiff_t count);
