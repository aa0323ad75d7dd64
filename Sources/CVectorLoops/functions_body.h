// Functions of one operand and their derivatives. Those that call the C library go element by element.

// tanh(softplus(x)) is w / (w + 2).
static inline float NAME(mish)(float x) {
    float e = NAME(exponential)(x);
    float w = e * (e + 2.0f);
    return x > 20.0f ? x : x * (w / (w + 2.0f));
}

static inline float NAME(mish_derivative)(float x) {
    float e = NAME(exponential)(x);
    float w = e * (e + 2.0f), d = w + 2.0f;
    return x > 20.0f ? 1.0f : w / d + x * (4.0f * e * (e + 1.0f) / (d * d));
}

#define EACH(expression)                                                                 \
    for (ptrdiff_t i = 0; i < count; i++) { float x = in[i]; out[i] = expression; }      \
    break

static void NAME(function_row)(
    loops_function function, float a, float b, const float *in, float *out, ptrdiff_t count) {
    switch (function) {
    case LOOPS_SQUARE: EACH(x * x);
    case LOOPS_CUBE: EACH(x * x * x);
    case LOOPS_RECIPROCAL: EACH(1.0f / x);
    case LOOPS_SQUARE_ROOT: EACH(__builtin_sqrtf(x));
    case LOOPS_RECIPROCAL_SQUARE_ROOT: EACH(1.0f / __builtin_sqrtf(x));
    case LOOPS_ERROR_FUNCTION: EACH(NAME(error_function)(x));
    case LOOPS_ABSOLUTE: EACH(__builtin_fabsf(x));
    case LOOPS_NEGATIVE: EACH(-x);
    case LOOPS_SIGN: EACH(x > 0.0f ? 1.0f : x < 0.0f ? -1.0f : x);
    case LOOPS_FLOOR: EACH(__builtin_floorf(x));
    case LOOPS_CEILING: EACH(__builtin_ceilf(x));
    case LOOPS_ROUND: EACH(__builtin_rintf(x));
    case LOOPS_TRUNCATE: EACH(__builtin_truncf(x));
    case LOOPS_LOGARITHM: EACH(NAME(logarithm)(x));
    case LOOPS_SINE:
        if (NAME(has_fast_angles)(in, count)) { EACH(NAME(sine)(x, 0)); }
        EACH(sinf(x));
    case LOOPS_COSINE:
        if (NAME(has_fast_angles)(in, count)) { EACH(NAME(sine)(x, 1)); }
        EACH(cosf(x));
    case LOOPS_TANGENT: EACH(tanf(x));
    case LOOPS_ARC_SINE: EACH(asinf(x));
    case LOOPS_ARC_COSINE: EACH(acosf(x));
    case LOOPS_ARC_TANGENT: EACH(NAME(arc_tangent)(x));
    case LOOPS_HYPERBOLIC_SINE: EACH(sinhf(x));
    case LOOPS_HYPERBOLIC_COSINE: EACH(coshf(x));
    case LOOPS_ARC_HYPERBOLIC_SINE: EACH(asinhf(x));
    case LOOPS_ARC_HYPERBOLIC_COSINE: EACH(acoshf(x));
    case LOOPS_ARC_HYPERBOLIC_TANGENT: EACH(atanhf(x));
    case LOOPS_THRESHOLDED_RELU: EACH(x > a ? x : 0.0f);
    case LOOPS_SELU: EACH(x > 0.0f ? b * x : b * a * NAME(exponential_minus_one)(x));
    case LOOPS_CELU: EACH(x > 0.0f ? x : a * NAME(exponential_minus_one)(x / a));
    case LOOPS_SOFTPLUS: EACH((x > 0.0f ? x : 0.0f) + NAME(softplus_of_negative_magnitude)(x));
    case LOOPS_LOG_SIGMOID: EACH((x < 0.0f ? x : 0.0f) - NAME(softplus_of_negative_magnitude)(x));
    case LOOPS_SOFTSIGN: EACH(x / (1.0f + __builtin_fabsf(x)));
    case LOOPS_MISH: EACH(NAME(mish)(x));
    case LOOPS_SOFT_SHRINK: EACH(x > a ? x - a : x < -a ? x + a : 0.0f);
    case LOOPS_HARD_SHRINK: EACH(__builtin_fabsf(x) > a ? x : 0.0f);
    case LOOPS_TANH_SHRINK: EACH(x - NAME(hyperbolic_tangent)(x));
    case LOOPS_SQUAREPLUS: EACH((x + __builtin_sqrtf(x * x + a)) * 0.5f);
    case LOOPS_SPARSE_PLUS: EACH(x <= -1.0f ? 0.0f : x < 1.0f ? (x + 1.0f) * (x + 1.0f) * 0.25f : x);
    }
}

#undef EACH
#define EACH(derivative)                                                                              \
    for (ptrdiff_t i = 0; i < count; i++) { float x = in[i]; out[i] = gradient[i] * (derivative); }   \
    break

static void NAME(function_gradient_row)(
    loops_function function, float a, float b, const float *gradient, const float *in, float *out,
    ptrdiff_t count) {
    switch (function) {
    case LOOPS_SQUARE: EACH(2.0f * x);
    case LOOPS_CUBE: EACH(3.0f * x * x);
    case LOOPS_RECIPROCAL: EACH(-1.0f / (x * x));
    case LOOPS_SQUARE_ROOT: EACH(0.5f / __builtin_sqrtf(x));
    case LOOPS_RECIPROCAL_SQUARE_ROOT: EACH(-0.5f / (x * __builtin_sqrtf(x)));
    case LOOPS_ERROR_FUNCTION: EACH(1.12837917f * NAME(exponential)(-x * x));
    case LOOPS_ABSOLUTE: EACH(x > 0.0f ? 1.0f : x < 0.0f ? -1.0f : 0.0f);
    case LOOPS_NEGATIVE:
        for (ptrdiff_t i = 0; i < count; i++) out[i] = -gradient[i];
        break;
    case LOOPS_SIGN:
    case LOOPS_FLOOR:
    case LOOPS_CEILING:
    case LOOPS_ROUND:
    case LOOPS_TRUNCATE:
        for (ptrdiff_t i = 0; i < count; i++) out[i] = 0.0f;
        break;
    case LOOPS_LOGARITHM: EACH(1.0f / x);
    case LOOPS_SINE:
        if (NAME(has_fast_angles)(in, count)) { EACH(NAME(sine)(x, 1)); }
        EACH(cosf(x));
    case LOOPS_COSINE:
        if (NAME(has_fast_angles)(in, count)) { EACH(-NAME(sine)(x, 0)); }
        EACH(-sinf(x));
    case LOOPS_TANGENT: EACH(1.0f / (cosf(x) * cosf(x)));
    case LOOPS_ARC_SINE: EACH(1.0f / __builtin_sqrtf(1.0f - x * x));
    case LOOPS_ARC_COSINE: EACH(-1.0f / __builtin_sqrtf(1.0f - x * x));
    case LOOPS_ARC_TANGENT: EACH(1.0f / (1.0f + x * x));
    case LOOPS_HYPERBOLIC_SINE: EACH(coshf(x));
    case LOOPS_HYPERBOLIC_COSINE: EACH(sinhf(x));
    case LOOPS_ARC_HYPERBOLIC_SINE: EACH(1.0f / __builtin_sqrtf(x * x + 1.0f));
    case LOOPS_ARC_HYPERBOLIC_COSINE: EACH(1.0f / __builtin_sqrtf(x * x - 1.0f));
    case LOOPS_ARC_HYPERBOLIC_TANGENT: EACH(1.0f / (1.0f - x * x));
    case LOOPS_THRESHOLDED_RELU: EACH(x > a ? 1.0f : 0.0f);
    case LOOPS_SELU: EACH(x > 0.0f ? b : b * a * NAME(exponential)(x));
    case LOOPS_CELU: EACH(x > 0.0f ? 1.0f : NAME(exponential)(x / a));
    case LOOPS_SOFTPLUS: EACH(NAME(logistic)(x));
    case LOOPS_LOG_SIGMOID: EACH(NAME(logistic)(-x));
    case LOOPS_SOFTSIGN: EACH(1.0f / ((1.0f + __builtin_fabsf(x)) * (1.0f + __builtin_fabsf(x))));
    case LOOPS_MISH: EACH(NAME(mish_derivative)(x));
    case LOOPS_SOFT_SHRINK:
    case LOOPS_HARD_SHRINK: EACH(__builtin_fabsf(x) > a ? 1.0f : 0.0f);
    case LOOPS_TANH_SHRINK: EACH(NAME(hyperbolic_tangent)(x) * NAME(hyperbolic_tangent)(x));
    case LOOPS_SQUAREPLUS: EACH((1.0f + x / __builtin_sqrtf(x * x + a)) * 0.5f);
    case LOOPS_SPARSE_PLUS: EACH(x <= -1.0f ? 0.0f : x < 1.0f ? (x + 1.0f) * 0.5f : 1.0f);
    }
}

#undef EACH

static void NAME(rectify_gradient_row)(
    const float *gradient, const float *in, const float *slopes, ptrdiff_t step, float *out, ptrdiff_t count) {
    for (ptrdiff_t i = 0; i < count; i++) {
        float slope = slopes[i * step];
        out[i] = gradient[i] * (in[i] < 0.0f ? slope : 1.0f);
    }
}
