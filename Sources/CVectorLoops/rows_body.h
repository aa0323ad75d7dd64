// The loops, for the vectors that the including file chose. Sums may be taken in any order; nothing else is reassociated.

#define EACH(expression)                                                                           \
    do {                                                                                           \
        if (a_step == 1 && b_step == 1) {                                                          \
            for (ptrdiff_t i = 0; i < count; i++) { float x = a[i], y = b[i]; out[i] = expression; } \
        } else if (a_step == 1) {                                                                  \
            float y = b[0];                                                                        \
            for (ptrdiff_t i = 0; i < count; i++) { float x = a[i]; out[i] = expression; }         \
        } else if (b_step == 1) {                                                                  \
            float x = a[0];                                                                        \
            for (ptrdiff_t i = 0; i < count; i++) { float y = b[i]; out[i] = expression; }         \
        } else {                                                                                   \
            float x = a[0], y = b[0], value = expression;                                          \
            for (ptrdiff_t i = 0; i < count; i++) out[i] = value;                                  \
        }                                                                                          \
    } while (0)

static void NAME(arithmetic_row)(
    loops_arithmetic operation, const float *a, ptrdiff_t a_step, const float *b, ptrdiff_t b_step, float *out,
    ptrdiff_t count) {
    if (count <= 0) return;
    switch (operation) {
    case LOOPS_ADD: EACH(x + y); break;
    case LOOPS_SUBTRACT: EACH(x - y); break;
    case LOOPS_MULTIPLY: EACH(x * y); break;
    case LOOPS_DIVIDE: EACH(x / y); break;
    case LOOPS_MAXIMUM: EACH(x != x || x > y ? x : y); break;
    case LOOPS_MINIMUM: EACH(x != x || x < y ? x : y); break;
    case LOOPS_LESS: EACH(x < y ? 1.0f : 0.0f); break;
    case LOOPS_LESS_OR_EQUAL: EACH(x <= y ? 1.0f : 0.0f); break;
    case LOOPS_EQUAL: EACH(x == y ? 1.0f : 0.0f); break;
    case LOOPS_GREATER: EACH(x > y ? 1.0f : 0.0f); break;
    case LOOPS_GREATER_OR_EQUAL: EACH(x >= y ? 1.0f : 0.0f); break;
    case LOOPS_RECTIFY: EACH(x < 0.0f ? x * y : x); break;
    }
}

#undef EACH
#define EACH(start, expression)                                        \
    do {                                                               \
        double total = start;                                          \
        for (ptrdiff_t i = 0; i < count; i++) {                        \
            _Pragma("clang fp reassociate(on)") double x = in[i];      \
            total = expression;                                        \
        }                                                              \
        return total;                                                  \
    } while (0)

// The extreme of a row in 16 interleaved parts, so that no element waits for the one before it.
#define EXTREME(start, beats)                                                                        \
    do {                                                                                             \
        float parts[16];                                                                             \
        for (int j = 0; j < 16; j++) parts[j] = start;                                               \
        ptrdiff_t whole = count / 16 * 16;                                                           \
        for (ptrdiff_t i = 0; i < whole; i += 16)                                                    \
            for (int j = 0; j < 16; j++) {                                                           \
                float x = in[i + j], best = parts[j];                                                \
                parts[j] = best != best || best beats x ? best : x;                                  \
            }                                                                                        \
        float total = start;                                                                         \
        for (int j = 0; j < 16; j++) total = total != total || total beats parts[j] ? total : parts[j]; \
        for (ptrdiff_t i = whole; i < count; i++)                                                    \
            total = total != total || total beats in[i] ? total : in[i];                             \
        return total;                                                                                \
    } while (0)

static double NAME(total_row)(loops_total total_kind, const float *in, ptrdiff_t count) {
    switch (total_kind) {
    case LOOPS_SUM: EACH(0, total + x);
    case LOOPS_SUM_OF_SQUARES: EACH(0, total + x * x);
    case LOOPS_SUM_OF_MAGNITUDES: EACH(0, total + __builtin_fabs(x));
    case LOOPS_GREATEST: EXTREME(-INFINITY, >);
    case LOOPS_LEAST: EXTREME(INFINITY, <);
    }
    return 0;
}

#undef EXTREME
#undef EACH
#define EACH(expression)                                                                       \
    for (ptrdiff_t i = 0; i < count; i++) { double x = in[i], total = totals[i]; totals[i] = expression; }

static void NAME(total_column)(loops_total total_kind, const float *in, double *totals, ptrdiff_t count) {
    switch (total_kind) {
    case LOOPS_SUM: EACH(total + x) break;
    case LOOPS_SUM_OF_SQUARES: EACH(total + x * x) break;
    case LOOPS_SUM_OF_MAGNITUDES: EACH(total + __builtin_fabs(x)) break;
    case LOOPS_GREATEST: EACH(total != total || total > x ? total : x) break;
    case LOOPS_LEAST: EACH(total != total || total < x ? total : x) break;
    }
}

#undef EACH

static void NAME(standardize_row)(const float *in, double mean, double scale, float *out, ptrdiff_t count) {
    for (ptrdiff_t i = 0; i < count; i++) out[i] = (float)(((double)in[i] - mean) * scale);
}

static double NAME(deviation_row)(const float *in, double mean, ptrdiff_t count) {
    double total = 0;
    for (ptrdiff_t i = 0; i < count; i++) {
#pragma clang fp reassociate(on)
        double deviation = (double)in[i] - mean;
        total += deviation * deviation;
    }
    return total;
}

static double NAME(product_row)(const float *a, const float *b, ptrdiff_t count) {
    double total = 0;
    for (ptrdiff_t i = 0; i < count; i++) {
#pragma clang fp reassociate(on)
        total += (double)a[i] * (double)b[i];
    }
    return total;
}

static void NAME(standardize_gradient_row)(
    const float *gradient, const float *value, double mean, double slope, double scale, float *out,
    ptrdiff_t count) {
    for (ptrdiff_t i = 0; i < count; i++)
        out[i] = (float)(((double)gradient[i] - mean - (double)value[i] * slope) * scale);
}

static void NAME(choice_row)(
    const float *condition, const float *yes, ptrdiff_t yes_step, const float *no, ptrdiff_t no_step, float *out,
    ptrdiff_t count) {
    for (ptrdiff_t i = 0; i < count; i++) {
        float a = yes[i * yes_step], b = no[i * no_step];
        out[i] = condition[i] != 0.0f ? a : b;
    }
}

static double NAME(exponential_total_row)(const float *in, float peak, ptrdiff_t count) {
    double total = 0;
    for (ptrdiff_t i = 0; i < count; i++) {
#pragma clang fp reassociate(on)
        total += (double)NAME(exponential)(in[i] - peak);
    }
    return total;
}

static void NAME(exponential_total_column)(
    const float *in, const double *peaks, double *totals, ptrdiff_t count) {
    for (ptrdiff_t i = 0; i < count; i++) totals[i] += (double)NAME(exponential)(in[i] - (float)peaks[i]);
}

static void NAME(shift_row)(const float *in, const double *shifts, ptrdiff_t step, float *out, ptrdiff_t count) {
    if (step == 0) {
        double shift = shifts[0];
        for (ptrdiff_t i = 0; i < count; i++) out[i] = (float)((double)in[i] - shift);
    } else {
        for (ptrdiff_t i = 0; i < count; i++) out[i] = (float)((double)in[i] - shifts[i]);
    }
}

static void NAME(softmax_gradient_row)(
    const float *gradient, const float *value, const double *sums, ptrdiff_t step, float *out, ptrdiff_t count) {
    if (step == 0) {
        float sum = (float)sums[0];
        for (ptrdiff_t i = 0; i < count; i++) out[i] = gradient[i] - NAME(exponential)(value[i]) * sum;
    } else {
        for (ptrdiff_t i = 0; i < count; i++) out[i] = gradient[i] - NAME(exponential)(value[i]) * (float)sums[i];
    }
}
