import CFFmpeg
import Glibc
import VideoReport

/// What frames are read from: the file or the camera on descriptor 3, or libavdevice's test picture.
enum FrameInput {
    /// Descriptors of a camera lie before this one.
    static let firstClosed: Int32 = 16

    /// Formats and codecs that are kept well and that people have; libavformat knows hundreds of others.
    private static let formats = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,gif"
    private static let codecs = """
        h264,hevc,vp8,vp9,libdav1d,av1,mpeg4,msmpeg4,msmpeg4v2,mpeg1video,mpeg2video,h263,flv,wmv1,wmv2,mjpeg,gif,png,prores,dnxhd,\
        rawvideo,ffv1,huffyuv,qtrle
        """
    private static let bufferSize: Int32 = 1 << 16

    /// The file on descriptor 3.
    static func file() throws(VideoProblem) -> UnsafeMutablePointer<AVFormatContext> {
        var context = avformat_alloc_context()
        guard let buffer = av_malloc(Int(bufferSize)), context != nil,
            let stream = avio_alloc_context(
                buffer.assumingMemoryBound(to: UInt8.self), bufferSize, 0, nil,
                { _, bytes, count in
                    let done = read(3, bytes, Int(count))
                    return done > 0 ? Int32(done) : ffmpeg_end_of_file
                }, nil,
                { _, offset, whence in
                    guard whence & ffmpeg_seek_size == 0 else {
                        var status = stat()
                        return fstat(3, &status) == 0 ? Int64(status.st_size) : -1
                    }
                    return Int64(lseek(3, Int(offset), whence & 3))
                })
        else { throw .damaged }
        context?.pointee.pb = stream
        context?.pointee.flags |= ffmpeg_custom_input
        var options: OpaquePointer?
        av_dict_set(&options, "format_whitelist", formats, 0)
        av_dict_set(&options, "codec_whitelist", codecs, 0)
        // Nothing else is opened, whatever the file says.
        av_dict_set(&options, "protocol_whitelist", "none", 0)
        guard avformat_open_input(&context, "", nil, &options) == 0, let context,
            avformat_find_stream_info(context, nil) >= 0
        else { throw .damaged }
        return context
    }

    /// The camera on descriptor 3, or the test picture.
    static func device(_ request: VideoRequest) throws(VideoProblem) -> UnsafeMutablePointer<AVFormatContext>
    {
        guard ffmpeg_load_devices() == 0 else { throw .noCamera }
        var context: UnsafeMutablePointer<AVFormatContext>?
        let result: Int32
        if request.source == .camera {
            var options: OpaquePointer?
            av_dict_set(&options, "video_size", "640x480", 0)
            var first = avformat_open_input(
                &context, "/proc/self/fd/3", av_find_input_format("v4l2"), &options)
            // One that has no such size gives what it has.
            if first < 0 {
                first = avformat_open_input(
                    &context, "/proc/self/fd/3", av_find_input_format("v4l2"), nil)
            }
            result = first
        } else {
            var graph = "testsrc=size=640x480:rate=30"
            if request.length != .max { graph += ":duration=\(Double(request.length) / 1_000_000)" }
            result = avformat_open_input(&context, graph, av_find_input_format("lavfi"), nil)
        }
        guard result >= 0, let context else { throw result == ffmpeg_busy ? .busy : .noCamera }
        return context
    }
}
