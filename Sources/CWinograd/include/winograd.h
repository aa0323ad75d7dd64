#pragma once

#include <stdbool.h>
#include <stddef.h>

/// Convolutions of 3×3 with stride 1 by Winograd's minimal filtering F(4×4, 3×3) (Lavin and Gray, "Fast Algorithms for
/// Convolutional Neural Networks", CVPR 2016): 36 products instead of 144 for each tile of 4×4 values.
///
/// Data are N×C×H×W in blocks of `lanes` channels, the channels of a block side by side, as oneDNN's nChw16c and nChw8c;
/// channels that fill up the last block are zero.

/// A convolution of one picture.
typedef struct {
    /// Channels of a block: 16 or 8.
    int lanes;
    int input_channels, input_height, input_width;
    int output_channels, output_height, output_width;
    /// Rows and columns of zeros before the first ones.
    int padding_top, padding_left;
} winograd_shape;

/// Where the weights of one output channel, and of one input channel, begin, in floats, and whether their nine values are
/// taken from the last to the first, as for a gradient.
typedef struct {
    ptrdiff_t output_stride, input_stride;
    bool is_reversed;
} winograd_weights;

/// Whether this processor has vectors of 16 (AVX-512) or 8 (AVX2 with FMA) floats.
bool winograd_supports(int lanes);

/// Tiles of one picture.
int winograd_tile_count(const winograd_shape *shape);

/// Groups of output channels that are computed together.
int winograd_group_count(const winograd_shape *shape);

/// Floats of all groups' prepared weights.
size_t winograd_prepared_count(const winograd_shape *shape);

/// Floats that ``winograd_convolve`` needs between its stages.
size_t winograd_scratch_count(const winograd_shape *shape, int tiles);

/// Prepares the weights of one group.
///
/// \param weights of the whole convolution.
/// \param prepared for the whole convolution, aligned for vectors; one group is written.
void winograd_prepare(
    const winograd_shape *shape, const float *weights, winograd_weights layout, int group, float *prepared);

/// What a batch is computed from and to; all memory is aligned for vectors.
typedef struct {
    const float *input;
    /// In the layout of the input, which counts only where this lies between two bounds; or NULL.
    const float *gate;
    float gate_low, gate_high;
    /// By ``winograd_prepare``.
    const float *prepared;
    /// One value for each output channel, filled up with zeros to whole blocks; or NULL.
    const float *bias;
    /// In the layout of the output, to which it is added; or NULL.
    const float *addend;
    /// The least value of the output, at most 0, and the greatest, at least 0: what is outside becomes one of them.
    float low, high;
    float *output;
} winograd_operands;

/// Tiles, counted over the whole batch, and groups of output channels, each up to, not including, the end.
typedef struct {
    int first_tile, end_tile;
    int first_group, end_group;
} winograd_piece;

/// Computes some output channels of some tiles.
///
/// \param scratch for as many tiles as the piece has.
void winograd_convolve(
    const winograd_shape *shape, const winograd_operands *operands, winograd_piece piece, float *scratch);
