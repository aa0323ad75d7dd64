import CFFmpeg
import VideoReport

/// Makes upright RGB pictures of a bounded size with square pixels out of frames.
struct FrameScaler {
    private var context: OpaquePointer?

    /// - Parameters:
    ///   - rotation: degrees anticlockwise that the file asks for.
    ///   - side: the longest side that is allowed.
    /// - Returns: H×W×3 bytes; transparent pixels are laid over white.
    mutating func picture(
        of frame: UnsafeMutablePointer<AVFrame>, rotation: Double, side: Int
    ) throws(VideoProblem) -> (width: Int, height: Int, pixels: [UInt8]) {
        let stored = frame.pointee
        guard ffmpeg_is_known(stored.format) != 0,
            Int(stored.width) * Int(stored.height) <= VideoRequest.mostPixels
        else { throw .tooLarge }
        let (width, height) = Self.size(of: stored, side: side)
        let hasAlpha = ffmpeg_has_alpha(stored.format) != 0
        let target = hasAlpha ? AV_PIX_FMT_RGBA : AV_PIX_FMT_RGB24
        context = sws_getCachedContext(
            context, stored.width, stored.height, AVPixelFormat(stored.format), Int32(width), Int32(height),
            target, Int32(SWS_BICUBIC) | Int32(SWS_ACCURATE_RND) | Int32(SWS_FULL_CHR_H_INT), nil, nil, nil)
        guard let context else { throw .damaged }
        setColours(of: stored, context)
        let channels = hasAlpha ? 4 : 3
        // Vectors write up to 64 bytes at the end of a row.
        let pitch = (width * channels + 63) / 64 * 64
        var rows = [UInt8](repeating: 0, count: pitch * height + 64)
        let done = rows.withUnsafeMutableBufferPointer { rows in
            var planes: [UnsafeMutablePointer<UInt8>?] = [rows.baseAddress, nil, nil, nil]
            var pitches: [Int32] = [Int32(pitch), 0, 0, 0]
            return withUnsafePointer(to: frame.pointee.data) { data in
                data.withMemoryRebound(to: UnsafePointer<UInt8>?.self, capacity: 8) { data in
                    withUnsafePointer(to: frame.pointee.linesize) { sizes in
                        sizes.withMemoryRebound(to: Int32.self, capacity: 8) { sizes in
                            sws_scale(context, data, sizes, 0, stored.height, &planes, &pitches)
                        }
                    }
                }
            }
        }
        guard done == height else { throw .damaged }
        let pixels = Self.packed(rows, width, height, pitch: pitch, channels: channels)
        return Self.turned(pixels, width, height, by: rotation)
    }

    /// Numbers of pixels a side, once pixels are square.
    private static func size(of frame: AVFrame, side: Int) -> (width: Int, height: Int) {
        var (width, height) = (Double(frame.width), Double(frame.height))
        let ratio = frame.sample_aspect_ratio
        if ratio.num > 0, ratio.den > 0 {
            let aspect = min(max(Double(ratio.num) / Double(ratio.den), 0.125), 8)
            if aspect > 1 { width *= aspect } else { height /= aspect }
        }
        let share = min(1, Double(side) / max(width, height))
        return (max(1, Int((width * share).rounded())), max(1, Int((height * share).rounded())))
    }

    /// The matrix and the range that the frame names; for high frames without a name that of HDTV, as players do.
    private func setColours(of frame: AVFrame, _ context: OpaquePointer) {
        let isNamed = frame.colorspace != AVCOL_SPC_UNSPECIFIED && frame.colorspace != AVCOL_SPC_RGB
        let matrix =
            isNamed ? Int32(frame.colorspace.rawValue) : frame.height >= 720 ? SWS_CS_ITU709 : SWS_CS_ITU601
        let isFull = frame.color_range == AVCOL_RANGE_JPEG ? Int32(1) : 0
        let coefficients = sws_getCoefficients(matrix)
        _ = sws_setColorspaceDetails(
            context, coefficients, isFull, sws_getCoefficients(SWS_CS_DEFAULT), 1, 0, 1 << 16, 1 << 16)
    }

    private static func packed(
        _ rows: [UInt8], _ width: Int, _ height: Int, pitch: Int, channels: Int
    ) -> [UInt8] {
        var pixels = [UInt8](repeating: 0, count: width * height * 3)
        for y in 0..<height {
            guard channels == 4 else {
                pixels.replaceSubrange(
                    y * width * 3..<(y + 1) * width * 3, with: rows[y * pitch..<y * pitch + width * 3])
                continue
            }
            for x in 0..<width {
                let source = y * pitch + x * 4
                let alpha = UInt32(rows[source + 3])
                for channel in 0..<3 {
                    let value = UInt32(rows[source + channel]) * alpha + 255 * (255 - alpha) + 127
                    pixels[(y * width + x) * 3 + channel] = UInt8(truncatingIfNeeded: value / 255)
                }
            }
        }
        return pixels
    }

    /// By quarters; what lies between them is not done.
    private static func turned(
        _ pixels: [UInt8], _ width: Int, _ height: Int, by rotation: Double
    ) -> (width: Int, height: Int, pixels: [UInt8]) {
        guard rotation.isFinite, abs(rotation) < 1e6 else { return (width, height, pixels) }
        let quarters = ((Int((rotation / 90).rounded()) % 4) + 4) % 4
        guard quarters != 0 else { return (width, height, pixels) }
        let (newWidth, newHeight) = quarters == 2 ? (width, height) : (height, width)
        var turned = [UInt8](repeating: 0, count: pixels.count)
        for y in 0..<newHeight {
            for x in 0..<newWidth {
                // Where it comes from, for a turn anticlockwise.
                let (column, row) =
                    switch quarters {
                    case 1: (width - 1 - y, x)
                    case 2: (width - 1 - x, height - 1 - y)
                    default: (y, height - 1 - x)
                    }
                for channel in 0..<3 {
                    turned[(y * newWidth + x) * 3 + channel] = pixels[(row * width + column) * 3 + channel]
                }
            }
        }
        return (newWidth, newHeight, turned)
    }
}
