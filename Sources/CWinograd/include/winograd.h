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

/// Some output channels of some tiles of a batch.
///
/// \param input the whole batch, as output; all memory is aligned for vectors.
/// \param prepared by ``winograd_prepare``.
/// \param bias one value for each channel, filled up with zeros to whole blocks, or NULL.
/// \param low the least value of the output, at most 0; what is less becomes it.
/// \param high the greatest value of the output, at least 0.
/// \param first_tile counted over the whole batch; up to, not including, `end_tile`.
/// \param first_group up to, not including, `end_group`.
/// \param scratch for as many tiles.
void winograd_convolve(
    const winograd_shape *shape, const float *input, const float *prepared, const float *bias, float low, float high,
    int first_tile, int end_tile, int first_group, int end_group, float *scratch, float *output);
