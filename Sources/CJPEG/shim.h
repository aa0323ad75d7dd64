// libjpeg, whose header needs stdio's; and a macro that Swift does not see.
#include <stdio.h>

#include <jpeglib.h>

static inline void jpeg_start(struct jpeg_decompress_struct *decoder) { jpeg_create_decompress(decoder); }
