import CAVIF

/// libavif's reading of the primary picture of a file, as it is stored: nothing is turned or cut. One thread, this one.
struct AVIFDecoder: PictureDecoder {
    private let image: UnsafeMutablePointer<avifImage>
    let width: Int
    let height: Int

    /// Decodes a picture.
    ///
    /// - Returns: nil where libavif refuses it. Nothing is freed: the process ends.
    init?(_ bytes: UnsafeRawBufferPointer, pixelLimit: Int) {
        guard let decoder = avifDecoderCreate(), let limit = UInt32(exactly: pixelLimit) else { return nil }
        decoder.pointee.maxThreads = 1
        decoder.pointee.imageSizeLimit = limit
        decoder.pointee.ignoreExif = 1
        decoder.pointee.ignoreXMP = 1
        let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
        guard avifDecoderSetIOMemory(decoder, start, bytes.count) == AVIF_RESULT_OK,
            avifDecoderSetSource(decoder, AVIF_DECODER_SOURCE_PRIMARY_ITEM) == AVIF_RESULT_OK,
            avifDecoderParse(decoder) == AVIF_RESULT_OK, avifDecoderNextImage(decoder) == AVIF_RESULT_OK,
            let image = decoder.pointee.image
        else { return nil }
        self.image = image
        (width, height) = (Int(image.pointee.width), Int(image.pointee.height))
    }

    func copy(to destination: UnsafeMutablePointer<UInt8>) -> Bool {
        let rowSize = width * 4
        let pixels = UnsafeMutablePointer<UInt8>.allocate(capacity: rowSize * height)
        var colours = avifRGBImage()
        avifRGBImageSetDefaults(&colours, image)
        (colours.format, colours.depth) = (AVIF_RGB_FORMAT_RGBA, 8)
        (colours.pixels, colours.rowBytes) = (pixels, UInt32(truncatingIfNeeded: rowSize))
        guard avifImageYUVToRGB(image, &colours) == AVIF_RESULT_OK else { return false }
        for y in 0..<height {
            PixelRow.overWhite(pixels + y * rowSize, destination + y * width * 3, width)
        }
        return true
    }
}
