#pragma once

#include <stddef.h>

/// Loops over rows of floats, compiled once for each width of the processor's vectors; the widest that is there
/// and allowed is used.
/// None of them may overlap its output with its input unless they are the same.

/// Widths of vectors.
typedef enum { LOOPS_PLAIN, LOOPS_AVX2, LOOPS_AVX512 } loops_vectors;

/// Keeps all loops to vectors of no greater width.
void loops_limit_vectors(loops_vectors widest);

/// Arithmetic of two operands.
typedef enum {
    LOOPS_ADD, LOOPS_SUBTRACT, LOOPS_MULTIPLY, LOOPS_DIVIDE, LOOPS_MAXIMUM, LOOPS_MINIMUM
} loops_arithmetic;

/// Functions of one operand.
typedef enum {
    LOOPS_SQUARE, LOOPS_CUBE, LOOPS_RECIPROCAL, LOOPS_SQUARE_ROOT, LOOPS_RECIPROCAL_SQUARE_ROOT, LOOPS_ERROR_FUNCTION
} loops_function;

/// What a row is summed up to.
typedef enum { LOOPS_SUM, LOOPS_SUM_OF_SQUARES, LOOPS_SUM_OF_MAGNITUDES, LOOPS_GREATEST, LOOPS_LEAST } loops_total;

/// out[i] = a[i·a_step] ∘ b[i·b_step]; each step is 0 or 1. A maximum or minimum with NaN is NaN where the first is.
void loops_arithmetic_row(
    loops_arithmetic operation, const float *a, ptrdiff_t a_step, const float *b, ptrdiff_t b_step, float *out,
    ptrdiff_t count);

/// out[i] = f(in[i]). The error function is within 3 units in the last place.
void loops_function_row(loops_function function, const float *in, float *out, ptrdiff_t count);

/// out[i] = gradient[i]·f′(in[i]).
void loops_function_gradient_row(
    loops_function function, const float *gradient, const float *in, float *out, ptrdiff_t count);

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
