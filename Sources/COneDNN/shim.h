// oneDNN's C interface in the form of version 3, for versions 2 and 3: what differs between the two is here and
// nowhere else. Version 2 passes memory descriptors as structures and makes primitive descriptors in two steps;
// here a descriptor is always a pointer that its owner releases with onednn_md_destroy.
#ifndef GLASSBOX_ONEDNN_SHIM_H
#define GLASSBOX_ONEDNN_SHIM_H

#include <oneapi/dnnl/dnnl.h>
#include <stdlib.h>
#include <string.h>

typedef void *onednn_md;

#if DNNL_VERSION_MAJOR >= 3

#define ONEDNN_MD(md) ((const_dnnl_memory_desc_t)(md))

static inline dnnl_status_t onednn_md_create(
    onednn_md *md, int rank, const int64_t *dims, dnnl_data_type_t type, dnnl_format_tag_t tag) {
    return dnnl_memory_desc_create_with_tag((dnnl_memory_desc_t *)md, rank, dims, type, tag);
}
static inline dnnl_data_type_t onednn_md_type(onednn_md md) {
    dnnl_data_type_t type = dnnl_data_type_undef;
    dnnl_memory_desc_query(ONEDNN_MD(md), dnnl_query_data_type, &type);
    return type;
}
static inline dnnl_status_t onednn_md_create_strided(
    onednn_md *md, int rank, const int64_t *dims, const int64_t *strides) {
    return dnnl_memory_desc_create_with_strides((dnnl_memory_desc_t *)md, rank, dims, dnnl_f32, strides);
}
static inline dnnl_status_t onednn_md_create_submemory(
    onednn_md *md, onednn_md parent, const int64_t *dims, const int64_t *offsets) {
    return dnnl_memory_desc_create_submemory((dnnl_memory_desc_t *)md, ONEDNN_MD(parent), dims, offsets);
}
static inline onednn_md onednn_md_query(const_dnnl_primitive_desc_t pd, dnnl_query_t what) {
    dnnl_memory_desc_t copy = NULL;
    const_dnnl_memory_desc_t found = dnnl_primitive_desc_query_md(pd, what, 0);
    if (!found || dnnl_memory_desc_clone(&copy, found) != dnnl_success) return NULL;
    return copy;
}
static inline void onednn_md_destroy(onednn_md md) { dnnl_memory_desc_destroy((dnnl_memory_desc_t)md); }
static inline dnnl_status_t onednn_append_eltwise(
    dnnl_post_ops_t ops, dnnl_alg_kind_t algorithm, float alpha, float beta) {
    return dnnl_post_ops_append_eltwise(ops, algorithm, alpha, beta);
}
static inline dnnl_status_t onednn_convolution_forward(
    dnnl_primitive_desc_t *pd, dnnl_engine_t engine, dnnl_prop_kind_t prop, dnnl_alg_kind_t algorithm,
    onednn_md src, onednn_md weights, onednn_md bias, onednn_md dst, const int64_t *strides,
    const int64_t *dilates, const int64_t *before, const int64_t *after, dnnl_primitive_attr_t attr) {
    return dnnl_convolution_forward_primitive_desc_create(
        pd, engine, prop, algorithm, ONEDNN_MD(src), ONEDNN_MD(weights), ONEDNN_MD(bias), ONEDNN_MD(dst),
        strides, dilates, before, after, attr);
}
static inline dnnl_status_t onednn_convolution_backward_data(
    dnnl_primitive_desc_t *pd, dnnl_engine_t engine, dnnl_alg_kind_t algorithm, onednn_md diff_src,
    onednn_md weights, onednn_md diff_dst, const int64_t *strides, const int64_t *dilates,
    const int64_t *before, const int64_t *after, const_dnnl_primitive_desc_t hint,
    dnnl_primitive_attr_t attr) {
    return dnnl_convolution_backward_data_primitive_desc_create(
        pd, engine, algorithm, ONEDNN_MD(diff_src), ONEDNN_MD(weights), ONEDNN_MD(diff_dst), strides, dilates,
        before, after, hint, attr);
}
static inline dnnl_status_t onednn_convolution_backward_weights(
    dnnl_primitive_desc_t *pd, dnnl_engine_t engine, dnnl_alg_kind_t algorithm, onednn_md src,
    onednn_md diff_weights, onednn_md diff_bias, onednn_md diff_dst, const int64_t *strides,
    const int64_t *dilates, const int64_t *before, const int64_t *after, const_dnnl_primitive_desc_t hint,
    dnnl_primitive_attr_t attr) {
    return dnnl_convolution_backward_weights_primitive_desc_create(
        pd, engine, algorithm, ONEDNN_MD(src), ONEDNN_MD(diff_weights), ONEDNN_MD(diff_bias),
        ONEDNN_MD(diff_dst), strides, dilates, before, after, hint, attr);
}
static inline dnnl_status_t onednn_batch_normalization_forward(
    dnnl_primitive_desc_t *pd, dnnl_engine_t engine, onednn_md data, float epsilon, unsigned flags,
    dnnl_primitive_attr_t attr) {
    return dnnl_batch_normalization_forward_primitive_desc_create(
        pd, engine, dnnl_forward_training, ONEDNN_MD(data), ONEDNN_MD(data), epsilon, flags, attr);
}
static inline dnnl_status_t onednn_batch_normalization_backward(
    dnnl_primitive_desc_t *pd, dnnl_engine_t engine, onednn_md data, float epsilon, unsigned flags,
    const_dnnl_primitive_desc_t hint, dnnl_primitive_attr_t attr) {
    return dnnl_batch_normalization_backward_primitive_desc_create(
        pd, engine, dnnl_backward, ONEDNN_MD(data), ONEDNN_MD(data), ONEDNN_MD(data), epsilon, flags, hint,
        attr);
}
static inline dnnl_status_t onednn_pooling_forward(
    dnnl_primitive_desc_t *pd, dnnl_engine_t engine, dnnl_prop_kind_t prop, dnnl_alg_kind_t algorithm,
    onednn_md src, onednn_md dst, const int64_t *strides, const int64_t *kernel, const int64_t *dilates,
    const int64_t *before, const int64_t *after, dnnl_primitive_attr_t attr) {
    return dnnl_pooling_forward_primitive_desc_create(
        pd, engine, prop, algorithm, ONEDNN_MD(src), ONEDNN_MD(dst), strides, kernel, dilates, before, after,
        attr);
}
static inline dnnl_status_t onednn_pooling_backward(
    dnnl_primitive_desc_t *pd, dnnl_engine_t engine, dnnl_alg_kind_t algorithm, onednn_md diff_src,
    onednn_md diff_dst, const int64_t *strides, const int64_t *kernel, const int64_t *dilates,
    const int64_t *before, const int64_t *after, const_dnnl_primitive_desc_t hint,
    dnnl_primitive_attr_t attr) {
    return dnnl_pooling_backward_primitive_desc_create(
        pd, engine, algorithm, ONEDNN_MD(diff_src), ONEDNN_MD(diff_dst), strides, kernel, dilates, before,
        after, hint, attr);
}
static inline dnnl_status_t onednn_eltwise_forward(
    dnnl_primitive_desc_t *pd, dnnl_engine_t engine, dnnl_alg_kind_t algorithm, onednn_md data, float alpha,
    float beta, dnnl_primitive_attr_t attr) {
    return dnnl_eltwise_forward_primitive_desc_create(
        pd, engine, dnnl_forward_training, algorithm, ONEDNN_MD(data), ONEDNN_MD(data), alpha, beta, attr);
}
static inline dnnl_status_t onednn_eltwise_backward(
    dnnl_primitive_desc_t *pd, dnnl_engine_t engine, dnnl_alg_kind_t algorithm, onednn_md data, float alpha,
    float beta, const_dnnl_primitive_desc_t hint,
    dnnl_primitive_attr_t attr) {
    return dnnl_eltwise_backward_primitive_desc_create(
        pd, engine, algorithm, ONEDNN_MD(data), ONEDNN_MD(data), ONEDNN_MD(data), alpha, beta, hint, attr);
}
static inline dnnl_status_t onednn_softmax_forward(
    dnnl_primitive_desc_t *pd, dnnl_engine_t engine, onednn_md data, int axis,
    dnnl_primitive_attr_t attr) {
    return dnnl_softmax_forward_primitive_desc_create(
        pd, engine, dnnl_forward_training, dnnl_softmax_accurate, ONEDNN_MD(data), ONEDNN_MD(data), axis, attr);
}
static inline dnnl_status_t onednn_softmax_backward(
    dnnl_primitive_desc_t *pd, dnnl_engine_t engine, onednn_md data, int axis,
    const_dnnl_primitive_desc_t hint,
    dnnl_primitive_attr_t attr) {
    return dnnl_softmax_backward_primitive_desc_create(
        pd, engine, dnnl_softmax_accurate, ONEDNN_MD(data), ONEDNN_MD(data), ONEDNN_MD(data), axis, hint, attr);
}
static inline dnnl_status_t onednn_binary(
    dnnl_primitive_desc_t *pd, dnnl_engine_t engine, dnnl_alg_kind_t algorithm, onednn_md first,
    onednn_md second, onednn_md dst, dnnl_primitive_attr_t attr) {
    return dnnl_binary_primitive_desc_create(
        pd, engine, algorithm, ONEDNN_MD(first), ONEDNN_MD(second), ONEDNN_MD(dst), attr);
}
static inline dnnl_status_t onednn_reduction_sum(
    dnnl_primitive_desc_t *pd, dnnl_engine_t engine, onednn_md src, onednn_md dst,
    dnnl_primitive_attr_t attr) {
    return dnnl_reduction_primitive_desc_create(
        pd, engine, dnnl_reduction_sum, ONEDNN_MD(src), ONEDNN_MD(dst), 0, 0, attr);
}
static inline dnnl_status_t onednn_matmul(
    dnnl_primitive_desc_t *pd, dnnl_engine_t engine, onednn_md left, onednn_md right, onednn_md bias,
    onednn_md dst, dnnl_primitive_attr_t attr) {
    return dnnl_matmul_primitive_desc_create(
        pd, engine, ONEDNN_MD(left), ONEDNN_MD(right), ONEDNN_MD(bias), ONEDNN_MD(dst), attr);
}
static inline dnnl_status_t onednn_inner_product(
    dnnl_primitive_desc_t *pd, dnnl_engine_t engine, onednn_md src, onednn_md weights, onednn_md bias,
    onednn_md dst, dnnl_primitive_attr_t attr) {
    return dnnl_inner_product_forward_primitive_desc_create(
        pd, engine, dnnl_forward_inference, ONEDNN_MD(src), ONEDNN_MD(weights), ONEDNN_MD(bias), ONEDNN_MD(dst),
        attr);
}
static inline dnnl_status_t onednn_concat(
    dnnl_primitive_desc_t *pd, dnnl_engine_t engine, onednn_md dst, int count, int axis,
    const onednn_md *sources,
    dnnl_primitive_attr_t attr) {
    return dnnl_concat_primitive_desc_create(
        pd, engine, ONEDNN_MD(dst), count, axis, (const const_dnnl_memory_desc_t *)sources, attr);
}
static inline dnnl_status_t onednn_reorder(
    dnnl_primitive_desc_t *pd, dnnl_engine_t engine, onednn_md src, onednn_md dst,
    dnnl_primitive_attr_t attr) {
    return dnnl_reorder_primitive_desc_create(pd, ONEDNN_MD(src), engine, ONEDNN_MD(dst), engine, attr);
}
static const float onednn_hardswish_alpha = 1.0f / 6.0f;
static const float onednn_hardswish_beta = 0.5f;

#else

#define ONEDNN_MD(md) ((const dnnl_memory_desc_t *)(md))

static inline onednn_md onednn_md_copy(const dnnl_memory_desc_t *found) {
    if (!found) return NULL;
    dnnl_memory_desc_t *copy = (dnnl_memory_desc_t *)malloc(sizeof *copy);
    if (copy) memcpy(copy, found, sizeof *copy);
    return copy;
}
static inline dnnl_status_t onednn_md_create(
    onednn_md *md, int rank, const int64_t *dims, dnnl_data_type_t type, dnnl_format_tag_t tag) {
    dnnl_memory_desc_t made;
    dnnl_status_t status = dnnl_memory_desc_init_by_tag(&made, rank, dims, type, tag);
    if (status == dnnl_success) *md = onednn_md_copy(&made);
    return status;
}
static inline dnnl_data_type_t onednn_md_type(onednn_md md) { return ONEDNN_MD(md)->data_type; }
static inline dnnl_status_t onednn_md_create_strided(
    onednn_md *md, int rank, const int64_t *dims, const int64_t *strides) {
    dnnl_memory_desc_t made;
    dnnl_status_t status = dnnl_memory_desc_init_by_strides(&made, rank, dims, dnnl_f32, strides);
    if (status == dnnl_success) *md = onednn_md_copy(&made);
    return status;
}
static inline dnnl_status_t onednn_md_create_submemory(
    onednn_md *md, onednn_md parent, const int64_t *dims, const int64_t *offsets) {
    dnnl_memory_desc_t made;
    dnnl_status_t status = dnnl_memory_desc_init_submemory(&made, ONEDNN_MD(parent), dims, offsets);
    if (status == dnnl_success) *md = onednn_md_copy(&made);
    return status;
}
static inline onednn_md onednn_md_query(const_dnnl_primitive_desc_t pd, dnnl_query_t what) {
    return onednn_md_copy(dnnl_primitive_desc_query_md(pd, what, 0));
}
static inline void onednn_md_destroy(onednn_md md) { free(md); }
static inline dnnl_status_t onednn_append_eltwise(
    dnnl_post_ops_t ops, dnnl_alg_kind_t algorithm, float alpha, float beta) {
    return dnnl_post_ops_append_eltwise(ops, 1.0f, algorithm, alpha, beta);
}
static inline dnnl_status_t onednn_convolution_forward(
    dnnl_primitive_desc_t *pd, dnnl_engine_t engine, dnnl_prop_kind_t prop, dnnl_alg_kind_t algorithm,
    onednn_md src, onednn_md weights, onednn_md bias, onednn_md dst, const int64_t *strides,
    const int64_t *dilates, const int64_t *before, const int64_t *after, dnnl_primitive_attr_t attr) {
    dnnl_convolution_desc_t desc;
    dnnl_status_t status = dnnl_dilated_convolution_forward_desc_init(
        &desc, prop, algorithm, ONEDNN_MD(src), ONEDNN_MD(weights), ONEDNN_MD(bias), ONEDNN_MD(dst), strides,
        dilates, before, after);
    return status == dnnl_success ? dnnl_primitive_desc_create(pd, &desc, attr, engine, NULL) : status;
}
static inline dnnl_status_t onednn_convolution_backward_data(
    dnnl_primitive_desc_t *pd, dnnl_engine_t engine, dnnl_alg_kind_t algorithm, onednn_md diff_src,
    onednn_md weights, onednn_md diff_dst, const int64_t *strides, const int64_t *dilates,
    const int64_t *before, const int64_t *after, const_dnnl_primitive_desc_t hint,
    dnnl_primitive_attr_t attr) {
    dnnl_convolution_desc_t desc;
    dnnl_status_t status = dnnl_dilated_convolution_backward_data_desc_init(
        &desc, algorithm, ONEDNN_MD(diff_src), ONEDNN_MD(weights), ONEDNN_MD(diff_dst), strides, dilates,
        before, after);
    return status == dnnl_success ? dnnl_primitive_desc_create(pd, &desc, attr, engine, hint) : status;
}
static inline dnnl_status_t onednn_convolution_backward_weights(
    dnnl_primitive_desc_t *pd, dnnl_engine_t engine, dnnl_alg_kind_t algorithm, onednn_md src,
    onednn_md diff_weights, onednn_md diff_bias, onednn_md diff_dst, const int64_t *strides,
    const int64_t *dilates, const int64_t *before, const int64_t *after, const_dnnl_primitive_desc_t hint,
    dnnl_primitive_attr_t attr) {
    dnnl_convolution_desc_t desc;
    dnnl_status_t status = dnnl_dilated_convolution_backward_weights_desc_init(
        &desc, algorithm, ONEDNN_MD(src), ONEDNN_MD(diff_weights), ONEDNN_MD(diff_bias), ONEDNN_MD(diff_dst),
        strides, dilates, before, after);
    return status == dnnl_success ? dnnl_primitive_desc_create(pd, &desc, attr, engine, hint) : status;
}
static inline dnnl_status_t onednn_batch_normalization_forward(
    dnnl_primitive_desc_t *pd, dnnl_engine_t engine, onednn_md data, float epsilon, unsigned flags,
    dnnl_primitive_attr_t attr) {
    dnnl_batch_normalization_desc_t desc;
    dnnl_status_t status = dnnl_batch_normalization_forward_desc_init(
        &desc, dnnl_forward_training, ONEDNN_MD(data), epsilon, flags);
    return status == dnnl_success ? dnnl_primitive_desc_create(pd, &desc, attr, engine, NULL) : status;
}
static inline dnnl_status_t onednn_batch_normalization_backward(
    dnnl_primitive_desc_t *pd, dnnl_engine_t engine, onednn_md data, float epsilon, unsigned flags,
    const_dnnl_primitive_desc_t hint, dnnl_primitive_attr_t attr) {
    dnnl_batch_normalization_desc_t desc;
    dnnl_status_t status = dnnl_batch_normalization_backward_desc_init(
        &desc, dnnl_backward, ONEDNN_MD(data), ONEDNN_MD(data), epsilon, flags);
    return status == dnnl_success ? dnnl_primitive_desc_create(pd, &desc, attr, engine, hint) : status;
}
static inline dnnl_status_t onednn_pooling_forward(
    dnnl_primitive_desc_t *pd, dnnl_engine_t engine, dnnl_prop_kind_t prop, dnnl_alg_kind_t algorithm,
    onednn_md src, onednn_md dst, const int64_t *strides, const int64_t *kernel, const int64_t *dilates,
    const int64_t *before, const int64_t *after, dnnl_primitive_attr_t attr) {
    dnnl_pooling_v2_desc_t desc;
    dnnl_status_t status = dnnl_pooling_v2_forward_desc_init(
        &desc, prop, algorithm, ONEDNN_MD(src), ONEDNN_MD(dst), strides, kernel, dilates, before, after);
    return status == dnnl_success ? dnnl_primitive_desc_create(pd, &desc, attr, engine, NULL) : status;
}
static inline dnnl_status_t onednn_pooling_backward(
    dnnl_primitive_desc_t *pd, dnnl_engine_t engine, dnnl_alg_kind_t algorithm, onednn_md diff_src,
    onednn_md diff_dst, const int64_t *strides, const int64_t *kernel, const int64_t *dilates,
    const int64_t *before, const int64_t *after, const_dnnl_primitive_desc_t hint,
    dnnl_primitive_attr_t attr) {
    dnnl_pooling_v2_desc_t desc;
    dnnl_status_t status = dnnl_pooling_v2_backward_desc_init(
        &desc, algorithm, ONEDNN_MD(diff_src), ONEDNN_MD(diff_dst), strides, kernel, dilates, before, after);
    return status == dnnl_success ? dnnl_primitive_desc_create(pd, &desc, attr, engine, hint) : status;
}
static inline dnnl_status_t onednn_eltwise_forward(
    dnnl_primitive_desc_t *pd, dnnl_engine_t engine, dnnl_alg_kind_t algorithm, onednn_md data, float alpha,
    float beta, dnnl_primitive_attr_t attr) {
    dnnl_eltwise_desc_t desc;
    dnnl_status_t status =
        dnnl_eltwise_forward_desc_init(&desc, dnnl_forward_training, algorithm, ONEDNN_MD(data), alpha, beta);
    return status == dnnl_success ? dnnl_primitive_desc_create(pd, &desc, attr, engine, NULL) : status;
}
static inline dnnl_status_t onednn_eltwise_backward(
    dnnl_primitive_desc_t *pd, dnnl_engine_t engine, dnnl_alg_kind_t algorithm, onednn_md data, float alpha,
    float beta, const_dnnl_primitive_desc_t hint,
    dnnl_primitive_attr_t attr) {
    dnnl_eltwise_desc_t desc;
    dnnl_status_t status = dnnl_eltwise_backward_desc_init(
        &desc, algorithm, ONEDNN_MD(data), ONEDNN_MD(data), alpha, beta);
    return status == dnnl_success ? dnnl_primitive_desc_create(pd, &desc, attr, engine, hint) : status;
}
static inline dnnl_status_t onednn_softmax_forward(
    dnnl_primitive_desc_t *pd, dnnl_engine_t engine, onednn_md data, int axis,
    dnnl_primitive_attr_t attr) {
    dnnl_softmax_desc_t desc;
    dnnl_status_t status =
        dnnl_softmax_forward_desc_init(&desc, dnnl_forward_training, ONEDNN_MD(data), axis);
    return status == dnnl_success ? dnnl_primitive_desc_create(pd, &desc, attr, engine, NULL) : status;
}
static inline dnnl_status_t onednn_softmax_backward(
    dnnl_primitive_desc_t *pd, dnnl_engine_t engine, onednn_md data, int axis,
    const_dnnl_primitive_desc_t hint,
    dnnl_primitive_attr_t attr) {
    dnnl_softmax_desc_t desc;
    dnnl_status_t status = dnnl_softmax_backward_desc_init(&desc, ONEDNN_MD(data), ONEDNN_MD(data), axis);
    return status == dnnl_success ? dnnl_primitive_desc_create(pd, &desc, attr, engine, hint) : status;
}
static inline dnnl_status_t onednn_binary(
    dnnl_primitive_desc_t *pd, dnnl_engine_t engine, dnnl_alg_kind_t algorithm, onednn_md first,
    onednn_md second, onednn_md dst, dnnl_primitive_attr_t attr) {
    dnnl_binary_desc_t desc;
    dnnl_status_t status =
        dnnl_binary_desc_init(&desc, algorithm, ONEDNN_MD(first), ONEDNN_MD(second), ONEDNN_MD(dst));
    return status == dnnl_success ? dnnl_primitive_desc_create(pd, &desc, attr, engine, NULL) : status;
}
static inline dnnl_status_t onednn_reduction_sum(
    dnnl_primitive_desc_t *pd, dnnl_engine_t engine, onednn_md src, onednn_md dst,
    dnnl_primitive_attr_t attr) {
    dnnl_reduction_desc_t desc;
    dnnl_status_t status =
        dnnl_reduction_desc_init(&desc, dnnl_reduction_sum, ONEDNN_MD(src), ONEDNN_MD(dst), 0, 0);
    return status == dnnl_success ? dnnl_primitive_desc_create(pd, &desc, attr, engine, NULL) : status;
}
static inline dnnl_status_t onednn_matmul(
    dnnl_primitive_desc_t *pd, dnnl_engine_t engine, onednn_md left, onednn_md right, onednn_md bias,
    onednn_md dst, dnnl_primitive_attr_t attr) {
    dnnl_matmul_desc_t desc;
    dnnl_status_t status =
        dnnl_matmul_desc_init(&desc, ONEDNN_MD(left), ONEDNN_MD(right), ONEDNN_MD(bias), ONEDNN_MD(dst));
    return status == dnnl_success ? dnnl_primitive_desc_create(pd, &desc, attr, engine, NULL) : status;
}
static inline dnnl_status_t onednn_inner_product(
    dnnl_primitive_desc_t *pd, dnnl_engine_t engine, onednn_md src, onednn_md weights, onednn_md bias,
    onednn_md dst, dnnl_primitive_attr_t attr) {
    dnnl_inner_product_desc_t desc;
    dnnl_status_t status = dnnl_inner_product_forward_desc_init(
        &desc, dnnl_forward_inference, ONEDNN_MD(src), ONEDNN_MD(weights), ONEDNN_MD(bias), ONEDNN_MD(dst));
    return status == dnnl_success ? dnnl_primitive_desc_create(pd, &desc, attr, engine, NULL) : status;
}
static inline dnnl_status_t onednn_concat(
    dnnl_primitive_desc_t *pd, dnnl_engine_t engine, onednn_md dst, int count, int axis,
    const onednn_md *sources,
    dnnl_primitive_attr_t attr) {
    dnnl_memory_desc_t *list = (dnnl_memory_desc_t *)malloc(sizeof *list * (size_t)count);
    if (!list) return dnnl_out_of_memory;
    for (int i = 0; i < count; i++) memcpy(list + i, sources[i], sizeof *list);
    dnnl_status_t status =
        dnnl_concat_primitive_desc_create(pd, ONEDNN_MD(dst), count, axis, list, attr, engine);
    free(list);
    return status;
}
static inline dnnl_status_t onednn_reorder(
    dnnl_primitive_desc_t *pd, dnnl_engine_t engine, onednn_md src, onednn_md dst,
    dnnl_primitive_attr_t attr) {
    return dnnl_reorder_primitive_desc_create(pd, ONEDNN_MD(src), engine, ONEDNN_MD(dst), engine, attr);
}
static const float onednn_hardswish_alpha = 0.0f;
static const float onednn_hardswish_beta = 0.0f;

#endif

/// Flags of a batch normalisation with a factor and an addend for each channel.
static inline unsigned onednn_normalization_flags(int rectifies) {
    return (unsigned)dnnl_use_scale | (unsigned)dnnl_use_shift
        | (rectifies ? (unsigned)dnnl_fuse_norm_relu : 0u);
}

static inline size_t onednn_md_size(onednn_md md) { return dnnl_memory_desc_get_size(ONEDNN_MD(md)); }
static inline int onednn_md_equal(onednn_md a, onednn_md b) {
    return dnnl_memory_desc_equal(ONEDNN_MD(a), ONEDNN_MD(b));
}
static inline dnnl_status_t onednn_memory_create(
    dnnl_memory_t *memory, onednn_md md, dnnl_engine_t engine, void *data) {
    return dnnl_memory_create(memory, ONEDNN_MD(md), engine, data);
}
static inline dnnl_status_t onednn_append_binary(dnnl_post_ops_t ops, dnnl_alg_kind_t algorithm, onednn_md md) {
    return dnnl_post_ops_append_binary(ops, algorithm, ONEDNN_MD(md));
}
static inline const char *onednn_implementation(const_dnnl_primitive_desc_t pd) {
    const char *name = NULL;
    dnnl_primitive_desc_query(pd, dnnl_query_impl_info_str, 0, (void *)&name);
    return name;
}
static inline int onednn_post_op_argument(int index) {
    return DNNL_ARG_ATTR_MULTIPLE_POST_OP(index) | DNNL_ARG_SRC_1;
}

#endif
