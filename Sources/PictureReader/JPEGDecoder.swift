import CJPEG
import Glibc

/// libjpeg, which can leave out the finer half of the frequencies, twice and three times: a picture of half the side costs a
/// quarter of the memory and is never there whole.
///
/// Of a file in several scans libjpeg holds every coefficient, two bytes each; whoever asks has seen to it that they fit.
struct JPEGDecoder: PictureDecoder {
    private let decoder: UnsafeMutablePointer<jpeg_decompress_struct>
    let width: Int
    let height: Int

    /// Reads the header. What libjpeg refuses ends the process, then and later; nothing is freed.
    ///
    /// - Parameter reduction: 1, 2, 4 or 8: of the sides, rounded up.
    init?(_ bytes: UnsafeRawBufferPointer, reduction: Int) {
        guard let start = bytes.baseAddress, let denominator = UInt32(exactly: reduction) else { return nil }
        let faults = UnsafeMutablePointer<jpeg_error_mgr>.allocate(capacity: 1)
        decoder = .allocate(capacity: 1)
        decoder.pointee.err = jpeg_std_error(faults)
        faults.pointee.error_exit = { _ in _exit(EXIT_FAILURE) }
        faults.pointee.output_message = { _ in }
        jpeg_start(decoder)
        jpeg_mem_src(decoder, start.assumingMemoryBound(to: UInt8.self), UInt(bytes.count))
        guard jpeg_read_header(decoder, 1) == JPEG_HEADER_OK else { return nil }
        decoder.pointee.out_color_space = decoder.pointee.num_components == 4 ? JCS_CMYK : JCS_RGB
        (decoder.pointee.scale_num, decoder.pointee.scale_denom) = (1, denominator)
        jpeg_calc_output_dimensions(decoder)
        (width, height) = (Int(decoder.pointee.output_width), Int(decoder.pointee.output_height))
    }

    func copy(to destination: UnsafeMutablePointer<UInt8>) -> Bool {
        guard jpeg_start_decompress(decoder) != 0, Int(decoder.pointee.output_width) == width,
            Int(decoder.pointee.output_height) == height
        else { return false }
        let channels = Int(decoder.pointee.output_components)
        guard channels == 3 || channels == 4 else { return false }
        let convert = channels == 4 ? PixelRow.invertedInks : PixelRow.same
        let row = UnsafeMutablePointer<UInt8>.allocate(capacity: width * channels)
        var rows: JSAMPROW? = row
        for y in 0..<height {
            guard jpeg_read_scanlines(decoder, &rows, 1) == 1 else { return false }
            convert(row, destination + y * width * 3, width)
        }
        return true
    }
}
