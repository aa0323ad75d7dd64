#pragma once

#include <stdbool.h>
#include <stddef.h>

/// Products of matrices in single precision with vectors of eight floats (AVX2 with FMA), which are faster than oneDNN's with such
/// vectors; with wider ones oneDNN's are as fast as the processor.
///
/// The right factor is laid out in panels of a few columns, so that the innermost loop reads one after the other; the left one is
/// laid out in the same way, a piece at a time (Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication", ACM
/// TOMS 2008).

/// What an element of a product becomes in the end.
typedef enum {
    PRODUCTS_KEEP,
    /// It is kept between two bounds.
    PRODUCTS_CLIP,
    /// x·Φ(x) with the error function.
    PRODUCTS_GELU,
    /// x·Φ(x) by the approximation with tanh.
    PRODUCTS_GELU_TANH,
    /// x / (1 + e⁻ˣ)
    PRODUCTS_SILU
} products_function;

/// Whether this processor has such vectors.
bool products_are_supported(void);

/// Columns of a panel, rows that are computed together, and rows of a piece at most.
enum { PRODUCTS_PANEL = 16, PRODUCTS_TILE_ROWS = 6, PRODUCTS_PIECE_ROWS = 72 };

/// Floats of a right factor in panels.
///
/// \param inner its rows.
size_t products_packed_count(ptrdiff_t inner, ptrdiff_t columns);

/// A matrix whose elements lie at even distances.
typedef struct {
    const float *start;
    ptrdiff_t row_step, column_step;
} products_matrix;

/// Lays some panels of a right factor out; the last is filled up with zeros.
///
/// \param packed for all panels, aligned for vectors.
void products_pack(
    products_matrix right, ptrdiff_t inner, ptrdiff_t columns, ptrdiff_t first_panel, ptrdiff_t end_panel, float *packed);

/// function(factor · left · right + bias + addend)
typedef struct {
    ptrdiff_t rows, inner, columns;
    products_matrix left;
    /// By ``products_pack``.
    const float *packed;
    float factor;
    /// One value for each column, or NULL.
    const float *bias;
    /// Row-major like the output, or NULL.
    const float *addend;
    products_function function;
    /// The bounds of ``PRODUCTS_CLIP``.
    float low, high;
    /// Row-major; it does not overlap what is read.
    float *output;
} products_operands;

/// Rows and panels, each up to, not including, the end.
typedef struct {
    ptrdiff_t first_row, end_row;
    ptrdiff_t first_panel, end_panel;
} products_piece;

/// Computes a piece of a product.
void products_multiply(const products_operands *operands, products_piece piece);
