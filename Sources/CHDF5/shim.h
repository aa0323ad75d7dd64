// HDF5's constants are macros that call functions, and some of its types are macros that name a version: neither
// reaches Swift. The functions here have the names of what they stand for.
#include <hdf5.h>

static inline hid_t hdf5_little_endian_float32(void) { return H5T_IEEE_F32LE; }
static inline haddr_t hdf5_no_address(void) { return HADDR_UNDEF; }

// The callbacks hand out the caller's own bytes, so that the library reads them where they lie.
static inline void *hdf5_image_take(size_t size, H5FD_file_image_op_t operation, void *bytes) {
    (void)size, (void)operation;
    return bytes;
}

static inline void *hdf5_image_copy(
    void *to, const void *from, size_t size, H5FD_file_image_op_t operation, void *bytes) {
    (void)from, (void)size, (void)operation, (void)bytes;
    return to;
}

static inline void *hdf5_image_grow(void *image, size_t size, H5FD_file_image_op_t operation, void *bytes) {
    (void)image, (void)size, (void)operation, (void)bytes;
    return NULL;
}

static inline herr_t hdf5_image_give(void *image, H5FD_file_image_op_t operation, void *bytes) {
    (void)image, (void)operation, (void)bytes;
    return 0;
}

static inline void *hdf5_image_share(void *bytes) { return bytes; }

static inline herr_t hdf5_image_release(void *bytes) {
    (void)bytes;
    return 0;
}

// Opens the bytes of a whole HDF5 file for reading; they must stay. No file is opened.
static inline hid_t hdf5_open_bytes(void *bytes, size_t count) {
    H5FD_file_image_callbacks_t callbacks = {
        hdf5_image_take, hdf5_image_copy, hdf5_image_grow, hdf5_image_give, hdf5_image_share, hdf5_image_release,
        bytes};
    hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    if (access < 0 || H5Pset_fapl_core(access, 1 << 16, 0) < 0 ||
        H5Pset_file_image_callbacks(access, &callbacks) < 0 || H5Pset_file_image(access, bytes, count) < 0)
        return -1;
    return H5Fopen("bytes", H5F_ACC_RDONLY, access);
}

static inline hid_t hdf5_open_object(hid_t group, const char *name) { return H5Oopen(group, name, H5P_DEFAULT); }

static inline herr_t hdf5_silence(void) { return H5Eset_auto2(H5E_DEFAULT, NULL, NULL); }

// The number of links of a group, or a negative number.
static inline int64_t hdf5_link_count(hid_t group) {
    H5G_info_t info;
    return H5Gget_info(group, &info) < 0 ? -1 : (int64_t)info.nlinks;
}

// What is handed to a visitor: the link's name, 0 for a hard link, 1 for a soft one, 2 for any other.
typedef herr_t (*hdf5_link_visitor)(const char *name, int kind, void *context);

struct hdf5_link_visit {
    hdf5_link_visitor visit;
    void *context;
};

static inline herr_t hdf5_visit_link(hid_t group, const char *name, const H5L_info_t *info, void *data) {
    (void)group;
    struct hdf5_link_visit *call = data;
    int kind = info->type == H5L_TYPE_HARD ? 0 : info->type == H5L_TYPE_SOFT ? 1 : 2;
    return call->visit(name, kind, call->context);
}

// Calls the visitor for each link in the order of the names; it goes on while the visitor returns 0.
static inline herr_t hdf5_visit_links(hid_t group, hdf5_link_visitor visit, void *context) {
    struct hdf5_link_visit call = {visit, context};
    return H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, NULL, hdf5_visit_link, &call);
}

static inline int hdf5_attribute_count(hid_t object) { return H5Aget_num_attrs(object); }

static inline hid_t hdf5_open_attribute(hid_t object, unsigned index) {
    return H5Aopen_by_idx(object, ".", H5_INDEX_NAME, H5_ITER_INC, index, H5P_DEFAULT, H5P_DEFAULT);
}

static inline herr_t hdf5_read_floats(hid_t dataset, float *destination) {
    return H5Dread(dataset, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, destination);
}

static inline herr_t hdf5_reclaim_strings(hid_t type, hid_t space, void *strings) {
    return H5Dvlen_reclaim(type, space, H5P_DEFAULT, strings);
}
