// HDF5's constants are macros that call functions, and some of its types are macros that name a version: neither
// reaches Swift. The functions here have the names of what they stand for.
#include <hdf5.h>

static inline hid_t hdf5_little_endian_float32(void) { return H5T_IEEE_F32LE; }
static inline haddr_t hdf5_no_address(void) { return HADDR_UNDEF; }

static inline hid_t hdf5_open_for_reading(const char *path, hid_t access) {
    return H5Fopen(path, H5F_ACC_RDONLY, access);
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
