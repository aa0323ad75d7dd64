// The loops over one block of channels, for the vectors that the including file chose.

#define SCALE(LANES)                                                                              \
    for (ptrdiff_t p = 0; p < pixels; p++, in += LANES, out += LANES)                             \
        for (int lane = 0; lane < LANES; lane++) {                                                \
            float value = in[lane] * factor[lane] + shift[lane];                                  \
            value = value < low ? low : value;                                                    \
            out[lane] = value > high ? high : value;                                              \
        }

static void NAME(channels_scale)(
    int lanes, const float *in, const float *factors, const float *shifts, float low, float high, float *out,
    ptrdiff_t pixels) {
    float factor[16], shift[16];
    for (int lane = 0; lane < lanes; lane++) {
        factor[lane] = factors ? factors[lane] : 1;
        shift[lane] = shifts ? shifts[lane] : 0;
    }
    if (lanes == 16) {
        SCALE(16)
    } else {
        SCALE(8)
    }
}

static void NAME(channels_scale_row)(
    const float *in, float factor, float shift, float low, float high, float *out, ptrdiff_t pixels) {
    for (ptrdiff_t p = 0; p < pixels; p++) {
        float value = in[p] * factor + shift;
        value = value < low ? low : value;
        out[p] = value > high ? high : value;
    }
}

// A few dozen pixels are added up in single precision, which costs no accuracy, before they are widened.
#define SUM(LANES)                                                                                \
    for (ptrdiff_t p = 0; p < pixels;) {                                                          \
        float part[LANES] = {0};                                                                  \
        for (ptrdiff_t end = p + 64 < pixels ? p + 64 : pixels; p < end; p++)                     \
            for (int lane = 0; lane < LANES; lane++)                                              \
                part[lane] += b ? a[p * LANES + lane] * b[p * LANES + lane] : a[p * LANES + lane]; \
        for (int lane = 0; lane < LANES; lane++) sums[lane] += part[lane];                        \
    }

static void NAME(channels_sum)(int lanes, const float *a, const float *b, double *sums, ptrdiff_t pixels) {
    for (int lane = 0; lane < lanes; lane++) sums[lane] = 0;
    if (lanes == 16) {
        SUM(16)
    } else {
        SUM(8)
    }
}

#define GATHER(LANES)                                                     \
    for (ptrdiff_t p = 0; p < pixels; p++, out += LANES) {                \
        float values[LANES];                                              \
        for (int lane = 0; lane < LANES; lane++) values[lane] = from[lane][p * step[lane]]; \
        for (int lane = 0; lane < LANES; lane++) out[lane] = values[lane]; \
    }

static void NAME(channels_gather)(int lanes, const float *const *sources, float *out, ptrdiff_t pixels) {
    static const float zero = 0;
    const float *from[16];
    ptrdiff_t step[16];
    for (int lane = 0; lane < lanes; lane++) {
        from[lane] = sources[lane] ? sources[lane] : &zero;
        step[lane] = sources[lane] ? lanes : 0;
    }
    if (lanes == 16) {
        GATHER(16)
    } else {
        GATHER(8)
    }
}

#undef GATHER
#undef SCALE
#undef SUM
