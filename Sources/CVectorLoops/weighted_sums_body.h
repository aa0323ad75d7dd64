// Weighted sums of elements that tables name, and what is left over of them to each element.

typedef float NAME(sixteen) __attribute__((vector_size(64), aligned(4)));
typedef float NAME(eight) __attribute__((vector_size(32), aligned(4)));

// Elements that are one vector each.
#define VECTORS(type)                                                                                 \
    do {                                                                                              \
        for (ptrdiff_t i = 0; i < count; i++) {                                                       \
            type sum = {0};                                                                           \
            for (ptrdiff_t k = 0; k < taps; k++) {                                                    \
                float weight = weights[k * stride + i];                                               \
                if (weight != 0.0f)                                                                   \
                    sum += *(const type *)(in + (ptrdiff_t)positions[k * stride + i] * lanes) * weight; \
            }                                                                                         \
            *(type *)(out + i * lanes) = sum;                                                         \
        }                                                                                             \
    } while (0)

static void NAME(weighted_sums)(
    const float *in, ptrdiff_t lanes, const int32_t *positions, const float *weights, ptrdiff_t stride,
    ptrdiff_t taps, float *out, ptrdiff_t count) {
    if (taps == 0) {
        for (ptrdiff_t i = 0; i < count * lanes; i++) out[i] = 0.0f;
        return;
    }
    if (lanes == 1) {
        for (ptrdiff_t i = 0; i < count; i++) {
            float value = weights[i] * in[positions[i]];
            out[i] = weights[i] != 0.0f ? value : 0.0f;
        }
        for (ptrdiff_t k = 1; k < taps; k++) {
            const int32_t *position = positions + k * stride;
            const float *weight = weights + k * stride;
            for (ptrdiff_t i = 0; i < count; i++) {
                float value = out[i] + weight[i] * in[position[i]];
                out[i] = weight[i] != 0.0f ? value : out[i];
            }
        }
    } else if (lanes == 16) {
        VECTORS(NAME(sixteen));
    } else if (lanes == 8) {
        VECTORS(NAME(eight));
    } else {
        for (ptrdiff_t i = 0; i < count; i++) {
            float *row = out + i * lanes;
            // Two rows of the input at a time.
            const float *first = 0;
            float first_weight = 0.0f;
            int has_sum = 0;
            for (ptrdiff_t k = 0; k < taps; k++) {
                float weight = weights[k * stride + i];
                if (weight == 0.0f) continue;
                const float *own = in + (ptrdiff_t)positions[k * stride + i] * lanes;
                if (!first) {
                    first = own;
                    first_weight = weight;
                    continue;
                }
                if (has_sum) {
                    for (ptrdiff_t j = 0; j < lanes; j++) row[j] += first_weight * first[j] + weight * own[j];
                } else {
                    for (ptrdiff_t j = 0; j < lanes; j++) row[j] = first_weight * first[j] + weight * own[j];
                }
                has_sum = 1;
                first = 0;
            }
            if (first && has_sum) {
                for (ptrdiff_t j = 0; j < lanes; j++) row[j] += first_weight * first[j];
            } else if (first) {
                for (ptrdiff_t j = 0; j < lanes; j++) row[j] = first_weight * first[j];
            } else if (!has_sum) {
                for (ptrdiff_t j = 0; j < lanes; j++) row[j] = 0.0f;
            }
        }
    }
}

#undef VECTORS
#define VECTORS(type)                                                                                   \
    do {                                                                                                \
        for (ptrdiff_t i = 0; i < count; i++) {                                                         \
            type own = *(const type *)(gradient + i * lanes);                                           \
            for (ptrdiff_t k = 0; k < taps; k++) {                                                      \
                float weight = weights[k * stride + i];                                                 \
                if (weight != 0.0f)                                                                     \
                    *(type *)(target + (ptrdiff_t)positions[k * stride + i] * lanes) += own * weight;   \
            }                                                                                           \
        }                                                                                               \
    } while (0)

static void NAME(spread_sums)(
    const float *gradient, ptrdiff_t lanes, const int32_t *positions, const float *weights, ptrdiff_t stride,
    ptrdiff_t taps, float *target, ptrdiff_t count) {
    if (lanes == 16) {
        VECTORS(NAME(sixteen));
    } else if (lanes == 8) {
        VECTORS(NAME(eight));
    } else {
        for (ptrdiff_t i = 0; i < count; i++)
            for (ptrdiff_t k = 0; k < taps; k++) {
                float weight = weights[k * stride + i];
                if (weight == 0.0f) continue;
                float *row = target + (ptrdiff_t)positions[k * stride + i] * lanes;
                for (ptrdiff_t j = 0; j < lanes; j++) row[j] += weight * gradient[i * lanes + j];
            }
    }
}

#undef VECTORS
