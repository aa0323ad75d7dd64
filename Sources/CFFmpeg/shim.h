// FFmpeg 5 and later. Macros that Swift does not see, and what differs between its versions.
#include <libavcodec/avcodec.h>
#include <libavdevice/avdevice.h>
#include <libavformat/avformat.h>
#include <libavutil/cpu.h>
#include <libavutil/display.h>
#include <libavutil/log.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>

#include <dlfcn.h>

static const int ffmpeg_end_of_file = AVERROR_EOF;
static const int ffmpeg_try_again = AVERROR(EAGAIN);
static const int ffmpeg_busy = AVERROR(EBUSY);
static const int ffmpeg_seek_size = AVSEEK_SIZE;
static const int ffmpeg_seek_backward = AVSEEK_FLAG_BACKWARD;
static const int ffmpeg_corrupt_packet = AV_PKT_FLAG_CORRUPT;
static const int ffmpeg_custom_input = AVFMT_FLAG_CUSTOM_IO;
static const int64_t ffmpeg_no_time = AV_NOPTS_VALUE;

// Makes the formats of libavdevice known. It is loaded only here: a hundred libraries come with it, and some of them start threads,
// which a process behind walls is not to have.
static inline int ffmpeg_load_devices(void) {
    void *library = dlopen("libavdevice.so." AV_STRINGIFY(LIBAVDEVICE_VERSION_MAJOR), RTLD_NOW);
    void (*register_all)(void) = library ? (void (*)(void))dlsym(library, "avdevice_register_all") : NULL;
    if (!register_all) return -1;
    register_all();
    return 0;
}

// Degrees by which a picture is to be turned anticlockwise so that it stands upright; 0 where nothing is said.
static inline double ffmpeg_rotation(const AVStream *stream) {
#if LIBAVCODEC_VERSION_MAJOR >= 61
    const AVPacketSideData *data = av_packet_side_data_get(
        stream->codecpar->coded_side_data, stream->codecpar->nb_coded_side_data, AV_PKT_DATA_DISPLAYMATRIX);
    return data && data->size >= 36 ? av_display_rotation_get((const int32_t *)data->data) : 0;
#else
    size_t size = 0;
    const uint8_t *data = av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, &size);
    return data && size >= 36 ? av_display_rotation_get((const int32_t *)data) : 0;
#endif
}

// Whether the pixels of a format have an alpha channel or colours of a table, which may have one.
static inline int ffmpeg_has_alpha(int format) {
    const AVPixFmtDescriptor *description = av_pix_fmt_desc_get((enum AVPixelFormat)format);
    return description && (description->flags & (AV_PIX_FMT_FLAG_ALPHA | AV_PIX_FMT_FLAG_PAL)) != 0;
}

static inline int ffmpeg_is_known(int format) { return av_pix_fmt_desc_get((enum AVPixelFormat)format) != NULL; }
