#include "products.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Rows of a tile, floats of a vector, and products that are added up before the next rows come. A tile of six rows and two vectors
// of columns stays in registers: twelve sums, the two vectors of the right factor and one of the left are fifteen of sixteen.
enum { ROWS = PRODUCTS_TILE_ROWS, LANES = 8, PANEL = PRODUCTS_PANEL, DEPTH = 320 };

// Angles that are not reduced by the C library.
static const float fast_angle = 1e6f;

// A panel's part stays in the nearest cache while all rows of a piece pass by. Parts come one after the other, in each of them
// the panels, so that reading goes on evenly.
static ptrdiff_t depth_of(ptrdiff_t inner) {
    ptrdiff_t parts = (inner + DEPTH - 1) / DEPTH;
    return (inner + parts - 1) / parts;
}

static ptrdiff_t filled_up(ptrdiff_t columns) { return (columns + PANEL - 1) / PANEL * PANEL; }

size_t products_packed_count(ptrdiff_t inner, ptrdiff_t columns) { return (size_t)(filled_up(columns) * inner); }

#if defined(__x86_64__)

bool products_are_supported(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)

#define NAME(x) x##_lanes
#include "elementary_body.h"
#undef NAME

typedef float vector __attribute__((vector_size(4 * LANES), aligned(4)));

static inline vector all(float x) {
    vector result;
    for (int lane = 0; lane < LANES; lane++) result[lane] = x;
    return result;
}

// Adds `count` products to the sums of `rows` rows, or begins them; `rows` is known where this is called.
static inline __attribute__((always_inline)) void tile(
    int rows, const float *left, const float *right, ptrdiff_t count, float *sums, ptrdiff_t step, int is_first) {
    vector sum[ROWS][2];
#pragma clang loop unroll(full)
    for (int row = 0; row < rows; row++)
        for (int half = 0; half < 2; half++)
            sum[row][half] =
                is_first ? all(0) : *(const vector *)(sums + row * step + half * LANES);
    for (ptrdiff_t i = 0; i < count; i++, left += ROWS, right += PANEL) {
        vector first = *(const vector *)right, second = *(const vector *)(right + LANES);
#pragma clang loop unroll(full)
        for (int row = 0; row < rows; row++) {
            vector value = all(left[row]);
            sum[row][0] += value * first;
            sum[row][1] += value * second;
        }
    }
#pragma clang loop unroll(full)
    for (int row = 0; row < rows; row++)
        for (int half = 0; half < 2; half++) *(vector *)(sums + row * step + half * LANES) = sum[row][half];
}

static void tile_of(
    int rows, const float *left, const float *right, ptrdiff_t count, float *sums, ptrdiff_t step, int is_first) {
    switch (rows) {
    case 1: return tile(1, left, right, count, sums, step, is_first);
    case 2: return tile(2, left, right, count, sums, step, is_first);
    case 3: return tile(3, left, right, count, sums, step, is_first);
    case 4: return tile(4, left, right, count, sums, step, is_first);
    case 5: return tile(5, left, right, count, sums, step, is_first);
    default: return tile(6, left, right, count, sums, step, is_first);
    }
}

void products_pack(
    products_matrix right, ptrdiff_t inner, ptrdiff_t columns, ptrdiff_t first_panel, ptrdiff_t end_panel,
    float *packed) {
    ptrdiff_t depth = depth_of(inner), filled = filled_up(columns);
    for (ptrdiff_t first = 0; first < inner; first += depth) {
        ptrdiff_t count = inner - first < depth ? inner - first : depth;
        for (ptrdiff_t panel = first_panel; panel < end_panel; panel++) {
            ptrdiff_t column = panel * PANEL, width = columns - column < PANEL ? columns - column : PANEL;
            const float *start = right.start + first * right.row_step + column * right.column_step;
            float *out = packed + first * filled + column * count;
            if (right.column_step == 1 && width == PANEL) {
                for (ptrdiff_t row = 0; row < count; row++)
                    memcpy(out + row * PANEL, start + row * right.row_step, sizeof(float) * PANEL);
                continue;
            }
            for (ptrdiff_t c = 0; c < PANEL; c++)
                for (ptrdiff_t row = 0; row < count; row++)
                    out[row * PANEL + c] = c < width ? start[row * right.row_step + c * right.column_step] : 0;
        }
    }
}

// Rows of the left factor side by side, ROWS at a time; what is missing in the last is zero.
static void pack_left(
    products_matrix left, ptrdiff_t first_row, ptrdiff_t rows, ptrdiff_t first, ptrdiff_t count, float *packed) {
    for (ptrdiff_t row = 0; row < rows; row += ROWS, packed += ROWS * count) {
        int height = rows - row < ROWS ? (int)(rows - row) : ROWS;
        const float *start = left.start + (first_row + row) * left.row_step + first * left.column_step;
        if (height == ROWS && left.column_step == 1) {
            const float *a = start, *b = a + left.row_step, *c = b + left.row_step, *d = c + left.row_step,
                        *e = d + left.row_step, *f = e + left.row_step;
            for (ptrdiff_t i = 0; i < count; i++) {
                float *out = packed + ROWS * i;
                out[0] = a[i], out[1] = b[i], out[2] = c[i], out[3] = d[i], out[4] = e[i], out[5] = f[i];
            }
            continue;
        }
        for (ptrdiff_t i = 0; i < count; i++)
            for (int r = 0; r < ROWS; r++)
                packed[ROWS * i + r] = r < height ? start[r * left.row_step + i * left.column_step] : 0;
    }
}

// x·Φ(x). The error function of a magnitude is that times a quotient of polynomials of its square, fitted to 1.9·10⁻⁸ of it up to
// 3.92, from where on it rounds to 1.
static inline float gelu(float x) {
    float magnitude = __builtin_fabsf(x), m = magnitude * 0.707106781f;
    m = m < 3.92f ? m : 3.92f;
    float t = m * m;
    float p = 2.05070614e-6f;
    p = p * t + 2.84871290e-4f;
    p = p * t + 3.76406568e-3f;
    p = p * t + 5.27440347e-2f;
    p = p * t + 1.90367311e-1f;
    p = p * t + 1.12837911f;
    float q = 3.80974998e-5f;
    q = q * t + 1.16220245e-3f;
    q = q * t + 1.49660986e-2f;
    q = q * t + 1.14093371e-1f;
    q = q * t + 5.02041399e-1f;
    q = q * t + 1.0f;
    float share = m * p / q;
    share = share < 1.0f ? share : 1.0f;
    return 0.5f * (x + magnitude * share);
}

#define EACH(expression)                                                          \
    for (ptrdiff_t i = 0; i < count; i++) { float x = values[i]; values[i] = expression; } \
    break

static void end_row(
    const products_operands *o, const float *bias, const float *addend, float *values, ptrdiff_t count) {
    if (o->factor != 1)
        for (ptrdiff_t i = 0; i < count; i++) values[i] *= o->factor;
    if (bias)
        for (ptrdiff_t i = 0; i < count; i++) values[i] += bias[i];
    if (addend)
        for (ptrdiff_t i = 0; i < count; i++) values[i] += addend[i];
    float low = o->low, high = o->high;
    switch (o->function) {
    case PRODUCTS_KEEP: break;
    case PRODUCTS_CLIP: EACH((x < low ? low : x > high ? high : x));
    case PRODUCTS_GELU: EACH(gelu(x));
    case PRODUCTS_GELU_TANH:
        EACH(0.5f * x * (1.0f + hyperbolic_tangent_lanes(x * (0.797884561f + 0.0356774081f * x * x))));
    case PRODUCTS_SILU: EACH(x * logistic_lanes(x));
    }
}

#undef EACH

void products_multiply(const products_operands *o, products_piece piece) {
    ptrdiff_t depth = depth_of(o->inner), filled = filled_up(o->columns);
    ptrdiff_t rows = piece.end_row - piece.first_row;
    float left[PRODUCTS_PIECE_ROWS * DEPTH], edge[ROWS * PANEL];
    for (ptrdiff_t first = 0; first < o->inner; first += depth) {
        ptrdiff_t count = o->inner - first < depth ? o->inner - first : depth;
        int is_first = first == 0, is_last = first + count == o->inner;
        pack_left(o->left, piece.first_row, rows, first, count, left);
        for (ptrdiff_t panel = piece.first_panel; panel < piece.end_panel; panel++) {
            ptrdiff_t column = panel * PANEL;
            ptrdiff_t width = o->columns - column < PANEL ? o->columns - column : PANEL;
            const float *right = o->packed + first * filled + column * count;
            for (ptrdiff_t row = 0; row < rows; row += ROWS) {
                int height = rows - row < ROWS ? (int)(rows - row) : ROWS;
                float *out = o->output + (piece.first_row + row) * o->columns + column;
                const float *these = left + row * count;
                if (width == PANEL) {
                    tile_of(height, these, right, count, out, o->columns, is_first);
                } else {
                    if (!is_first)
                        for (int r = 0; r < height; r++)
                            memcpy(edge + r * PANEL, out + r * o->columns, sizeof(float) * width);
                    tile_of(height, these, right, count, edge, PANEL, is_first);
                    for (int r = 0; r < height; r++)
                        memcpy(out + r * o->columns, edge + r * PANEL, sizeof(float) * width);
                }
            }
        }
        if (!is_last) continue;
        ptrdiff_t start = piece.first_panel * PANEL, end = piece.end_panel * PANEL;
        if (end > o->columns) end = o->columns;
        for (ptrdiff_t row = piece.first_row; row < piece.end_row; row++) {
            ptrdiff_t place = row * o->columns + start;
            end_row(
                o, o->bias ? o->bias + start : NULL, o->addend ? o->addend + place : NULL, o->output + place,
                end - start);
        }
    }
}

#pragma clang attribute pop

#else

bool products_are_supported(void) { return false; }

void products_pack(
    products_matrix right, ptrdiff_t inner, ptrdiff_t columns, ptrdiff_t first_panel, ptrdiff_t end_panel,
    float *packed) {
    abort();
}

void products_multiply(const products_operands *operands, products_piece piece) { abort(); }

#endif
