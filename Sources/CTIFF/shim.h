// libtiff, and what of it takes a varying number of arguments, which Swift cannot call.
#include <tiffio.h>

// A number of the first directory, or 0.
static inline uint32_t tiff_number(TIFF *file, uint32_t tag) {
    uint32_t number = 0;
    return TIFFGetField(file, tag, &number) ? number : 0;
}

// How the picture is to be turned, 1 to 8.
static inline uint16_t tiff_orientation(TIFF *file) {
    uint16_t orientation = ORIENTATION_TOPLEFT;
    return TIFFGetFieldDefaulted(file, TIFFTAG_ORIENTATION, &orientation) ? orientation : ORIENTATION_TOPLEFT;
}
