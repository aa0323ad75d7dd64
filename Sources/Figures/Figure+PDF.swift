import CCairo
import Files
import Foundation
import Imaging

extension Figure {
    /// The drawing as one page of PDF 1.4, which text can be copied from; fonts lie in it as far as they are used.
    ///
    /// - Parameter title: what a reader shows in its window's title.
    /// - Throws: `FileError` without the fonts, ``FigureError/pdf(reason:)``.
    public func pdf(title: String) throws -> Data {
        let typeface = try Typeface.shared()
        let output = PDFOutput()
        let surface = cairo_pdf_surface_create_for_stream(
            { context, bytes, count in
                guard let context, let bytes else { return CAIRO_STATUS_WRITE_ERROR }
                Unmanaged<PDFOutput>.fromOpaque(context).takeUnretainedValue().data
                    .append(bytes, count: Int(count))
                return CAIRO_STATUS_SUCCESS
            }, Unmanaged.passUnretained(output).toOpaque(), width, height)
        defer { cairo_surface_destroy(surface) }
        cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_4)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Glassbox")
        let page = cairo_create(surface)
        for mark in marks {
            cairo_save(page)
            draw(mark, on: page, typeface)
            cairo_restore(page)
        }
        let drawn = cairo_status(page)
        cairo_destroy(page)
        cairo_surface_finish(surface)
        let written = cairo_surface_status(surface)
        for status in [drawn, written] where status != CAIRO_STATUS_SUCCESS {
            throw FigureError.pdf(reason: String(cString: cairo_status_to_string(status)))
        }
        return output.data
    }

    private func draw(_ mark: Mark, on page: OpaquePointer?, _ typeface: Typeface) {
        switch mark {
        case .rectangle(let box, let fill, _):
            colour(fill, on: page)
            cairo_rectangle(page, box.x, box.y, box.width, box.height)
            cairo_fill(page)
        case .line(let x, let y, let toX, let toY, let stroke, let isDashed):
            colour(stroke, on: page)
            cairo_set_line_width(page, 1)
            if isDashed { cairo_set_dash(page, [4, 3], 2, 0) }
            cairo_move_to(page, x, y)
            cairo_line_to(page, toX, toY)
            cairo_stroke(page)
        case .text(let text):
            colour(Self.ink, on: page)
            cairo_set_font_face(page, typeface.font(isBold: text.isBold))
            cairo_set_font_size(page, text.size)
            cairo_translate(page, text.x, text.y)
            cairo_rotate(page, text.turn * .pi / 180)
            let width = typeface.width(of: text.text, size: text.size, isBold: text.isBold)
            let share = text.anchor == .start ? 0 : text.anchor == .middle ? 0.5 : 1
            cairo_move_to(page, -share * width, 0)
            cairo_show_text(page, text.text)
        case .picture(let picture, let box, let isSmooth):
            draw(picture, in: box, isSmooth: isSmooth, on: page)
        }
    }

    private func draw(_ picture: Picture, in box: Box, isSmooth: Bool, on page: OpaquePointer?) {
        let image = cairo_image_surface_create(
            CAIRO_FORMAT_RGB24, Int32(clamping: picture.width), Int32(clamping: picture.height))
        defer { cairo_surface_destroy(image) }
        guard let pixels = cairo_image_surface_get_data(image) else { return }
        let stride = Int(cairo_image_surface_get_stride(image))
        picture.withUnsafeBytes { source in
            for row in 0..<picture.height {
                let line = UnsafeMutableRawPointer(pixels + row * stride)
                for column in 0..<picture.width {
                    let place = 3 * (row * picture.width + column)
                    let pixel =
                        UInt32(source[place]) << 16 | UInt32(source[place + 1]) << 8
                        | UInt32(source[place + 2])
                    line.storeBytes(of: pixel, toByteOffset: 4 * column, as: UInt32.self)
                }
            }
        }
        cairo_surface_mark_dirty(image)
        cairo_translate(page, box.x, box.y)
        cairo_scale(page, box.width / Double(picture.width), box.height / Double(picture.height))
        cairo_set_source_surface(page, image, 0, 0)
        cairo_pattern_set_filter(cairo_get_source(page), isSmooth ? CAIRO_FILTER_GOOD : CAIRO_FILTER_NEAREST)
        cairo_pattern_set_extend(cairo_get_source(page), CAIRO_EXTEND_PAD)
        cairo_rectangle(page, 0, 0, Double(picture.width), Double(picture.height))
        cairo_fill(page)
    }

    private func colour(_ colour: RGB, on page: OpaquePointer?) {
        cairo_set_source_rgb(
            page, Double(colour.red) / 255, Double(colour.green) / 255, Double(colour.blue) / 255)
    }
}

/// What cairo has written.
private final class PDFOutput {
    var data = Data()
}
