#pragma once

#include <stddef.h>

/// Loops over one block of channels: `pixels` × `lanes` floats, the channels of the block side by side, as in oneDNN's
/// nChw16c and nChw8c. `lanes` is 16 or 8. No output overlaps an input unless it is the same.

/// out = in·factor + shift for each channel, then kept between two bounds; what is not a number stays.
///
/// \param factors one for each lane; NULL for ones.
/// \param shifts one for each lane; NULL for zeros.
void channels_scale(
    int lanes, const float *in, const float *factors, const float *shifts, float low, float high, float *out,
    ptrdiff_t pixels);

/// The same for the pixels of one channel, one after the other.
void channels_scale_row(
    const float *in, float factor, float shift, float low, float high, float *out, ptrdiff_t pixels);

/// Σ a·b over the pixels for each channel, in double precision.
///
/// \param b NULL for ones.
/// \param sums one for each lane.
void channels_sum(int lanes, const float *a, const float *b, double *sums, ptrdiff_t pixels);

/// out[p, lane] = sources[lane][p·lanes]: channels out of any blocks.
///
/// \param sources where each lane's first value lies; NULL for zeros.
void channels_gather(int lanes, const float *const *sources, float *out, ptrdiff_t pixels);

/// A window that goes over rows and columns of a block of channels.
typedef struct {
    ptrdiff_t in_rows, in_columns, out_rows, out_columns;
    ptrdiff_t kernel_rows, kernel_columns;
    ptrdiff_t row_stride, column_stride, row_dilation, column_dilation;
    /// Zeros above the first row and left of the first column.
    ptrdiff_t rows_before, columns_before;
} channels_window;

/// Σ in·gradient over the pixels of the output, for each place of the kernel and each channel: the gradient of a depthwise
/// convolution with respect to its weights.
///
/// \param gradient at what the convolution puts out.
/// \param sums kernel rows × kernel columns × lanes.
void channels_window_sums(
    int lanes, const float *in, const float *gradient, const channels_window *window, double *sums);
