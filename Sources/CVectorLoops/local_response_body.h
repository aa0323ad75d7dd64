// Normalisation by the channels beside each one: x·baseᵉ with base = bias + factor·Σx².

static inline void NAME(power_row)(const float *in, float exponent, float *out, ptrdiff_t count) {
    if (exponent == -0.75f) {
        for (ptrdiff_t i = 0; i < count; i++) {
            float root = __builtin_sqrtf(in[i]);
            out[i] = 1.0f / (root * __builtin_sqrtf(root));
        }
    } else {
        for (ptrdiff_t i = 0; i < count; i++) out[i] = powf(in[i], exponent);
    }
}

// The sum of rows `step` apart from `first` to `last`, squared where `is_squared`.
static inline void NAME(sum_of_rows)(
    const float *in, ptrdiff_t step, ptrdiff_t first, ptrdiff_t last, int is_squared, float *out,
    ptrdiff_t count) {
    for (ptrdiff_t i = 0; i < count; i++) out[i] = 0.0f;
    for (ptrdiff_t row = first; row <= last; row++) {
        const float *own = in + row * step;
        if (is_squared) {
            for (ptrdiff_t i = 0; i < count; i++) out[i] += own[i] * own[i];
        } else {
            for (ptrdiff_t i = 0; i < count; i++) out[i] += own[i];
        }
    }
}

static void NAME(local_response)(
    const float *in, ptrdiff_t channels, ptrdiff_t step, ptrdiff_t below, ptrdiff_t above, float factor,
    float bias, float exponent, float *out, float *bases, ptrdiff_t count) {
    for (ptrdiff_t channel = 0; channel < channels; channel++) {
        ptrdiff_t first = channel > below ? channel - below : 0;
        ptrdiff_t last = channels - 1 - channel > above ? channel + above : channels - 1;
        const float *own = in + channel * step;
        float *target = out + channel * step, *base = bases + channel * count;
        NAME(sum_of_rows)(in, step, first, last, 1, base, count);
        for (ptrdiff_t i = 0; i < count; i++) base[i] = bias + factor * base[i];
        NAME(power_row)(base, exponent, target, count);
        for (ptrdiff_t i = 0; i < count; i++) target[i] *= own[i];
    }
}

static void NAME(local_response_gradient)(
    const float *gradient, const float *in, const float *value, ptrdiff_t channels, ptrdiff_t step,
    ptrdiff_t below, ptrdiff_t above, float factor, float exponent, const float *bases, float *products,
    float *out, ptrdiff_t count) {
    for (ptrdiff_t channel = 0; channel < channels; channel++) {
        const float *own = gradient + channel * step, *y = value + channel * step;
        const float *base = bases + channel * count;
        float *product = products + channel * count;
        for (ptrdiff_t i = 0; i < count; i++) product[i] = own[i] * y[i] / base[i];
    }
    for (ptrdiff_t channel = 0; channel < channels; channel++) {
        ptrdiff_t first = channel > above ? channel - above : 0;
        ptrdiff_t last = channels - 1 - channel > below ? channel + below : channels - 1;
        const float *own = gradient + channel * step, *x = in + channel * step;
        const float *base = bases + channel * count;
        float *target = out + channel * step;
        NAME(sum_of_rows)(products, count, first, last, 0, target, count);
        for (ptrdiff_t i = 0; i < count; i++) target[i] *= 2.0f * factor * exponent * x[i];
        float powers[64];
        for (ptrdiff_t start = 0; start < count; start += 64) {
            ptrdiff_t part = count - start < 64 ? count - start : 64;
            NAME(power_row)(base + start, exponent, powers, part);
            for (ptrdiff_t i = 0; i < part; i++) target[start + i] += own[start + i] * powers[i];
        }
    }
}
