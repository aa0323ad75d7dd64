// The gradient of a depthwise convolution with respect to its weights, for the vectors and the lanes that the including file chose.

typedef float LANED(vector) __attribute__((vector_size(4 * LANES), aligned(4)));

// Taps of one row of the kernel, side by side, so that each value of the gradient is read once for all of them; `taps` is known
// where this is called. Single precision for a row or a few dozen products, then double.
static inline __attribute__((always_inline)) void LANED(depthwise_taps)(
    int taps, const float *in, const float *gradient, const channels_window *window, ptrdiff_t kernel_row,
    ptrdiff_t first_tap, double *sums) {
    ptrdiff_t first[DEPTHWISE_TAPS], end[DEPTHWISE_TAPS], start[DEPTHWISE_TAPS];
    ptrdiff_t all_first = 0, all_end = window->out_columns, stride = window->column_stride;
    for (int tap = 0; tap < taps; tap++) {
        start[tap] = (first_tap + tap) * window->column_dilation - window->columns_before;
        first[tap] = start[tap] >= 0 ? 0 : (-start[tap] + stride - 1) / stride;
        ptrdiff_t room = window->in_columns - start[tap];
        end[tap] = room <= 0 ? 0 : (room + stride - 1) / stride;
        if (end[tap] > window->out_columns) end[tap] = window->out_columns;
        if (first[tap] > end[tap]) first[tap] = end[tap];
        if (all_first < first[tap]) all_first = first[tap];
        if (all_end > end[tap]) all_end = end[tap];
    }
    if (all_end < all_first) all_end = all_first;
    LANED(vector) sum[DEPTHWISE_TAPS];
    ptrdiff_t count = 0;
#pragma clang loop unroll(full)
    for (int tap = 0; tap < taps; tap++) sum[tap] = (LANED(vector)){0};
    for (ptrdiff_t y = 0; y <= window->out_rows; y++) {
        if (count >= 64 || y == window->out_rows) {
#pragma clang loop unroll(full)
            for (int tap = 0; tap < taps; tap++) {
                for (int lane = 0; lane < LANES; lane++) sums[tap * LANES + lane] += sum[tap][lane];
                sum[tap] = (LANED(vector)){0};
            }
            count = 0;
            if (y == window->out_rows) return;
        }
        ptrdiff_t row = y * window->row_stride + kernel_row * window->row_dilation - window->rows_before;
        if (row < 0 || row >= window->in_rows) continue;
        count += window->out_columns;
        const float *read = in + row * window->in_columns * LANES;
        const float *given = gradient + y * window->out_columns * LANES;
#pragma clang loop unroll(full)
        for (int tap = 0; tap < taps; tap++) {
            const float *at = read + start[tap] * LANES;
            // At the edges, where only some of the taps read something.
            for (ptrdiff_t x = first[tap]; x < end[tap]; x++) {
                if (x == all_first) x = all_end;
                if (x >= end[tap]) break;
                sum[tap] += *(const LANED(vector) *)(given + x * LANES) * *(const LANED(vector) *)(at + x * stride * LANES);
            }
        }
        const float *at = read + (start[0] + all_first * stride) * LANES;
        for (ptrdiff_t x = all_first; x < all_end; x++, at += stride * LANES) {
            LANED(vector) value = *(const LANED(vector) *)(given + x * LANES);
#pragma clang loop unroll(full)
            for (int tap = 0; tap < taps; tap++)
                sum[tap] += value * *(const LANED(vector) *)(at + tap * window->column_dilation * LANES);
        }
    }
}

static void LANED(depthwise_block)(
    const float *in, const float *gradient, const channels_window *window, double *sums) {
    for (ptrdiff_t i = 0; i < window->kernel_rows * window->kernel_columns * LANES; i++) sums[i] = 0;
    for (ptrdiff_t row = 0; row < window->kernel_rows; row++)
        for (ptrdiff_t tap = 0; tap < window->kernel_columns;) {
            double *target = sums + (row * window->kernel_columns + tap) * LANES;
            ptrdiff_t left = window->kernel_columns - tap;
            int taps = left >= 7 ? (left == 9 ? 3 : left == 8 ? 5 : 7) : (int)left;
            switch (taps) {
            case 7: LANED(depthwise_taps)(7, in, gradient, window, row, tap, target); break;
            case 6: LANED(depthwise_taps)(6, in, gradient, window, row, tap, target); break;
            case 5: LANED(depthwise_taps)(5, in, gradient, window, row, tap, target); break;
            case 4: LANED(depthwise_taps)(4, in, gradient, window, row, tap, target); break;
            case 3: LANED(depthwise_taps)(3, in, gradient, window, row, tap, target); break;
            case 2: LANED(depthwise_taps)(2, in, gradient, window, row, tap, target); break;
            default: LANED(depthwise_taps)(1, in, gradient, window, row, tap, target); break;
            }
            tap += taps;
        }
}
