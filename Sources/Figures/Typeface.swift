import CCairo
import Files

/// The two fonts that ship, for measuring texts and for drawing them into a PDF.
///
/// There is one, and it is never given back: cairo remembers fonts and what it measured of them by the address of FreeType's, which
/// another font would get after that. cairo lets one thread at a time at a font of FreeType's; nothing else changes.
public final class Typeface: @unchecked Sendable {
    private let fonts: [OpaquePointer]

    private static let found: Result<Typeface, FileError> = Result { () throws(FileError) in
        try Typeface()
    }

    /// - Throws: ``FileError/missing(_:)`` without the fonts.
    public static func shared() throws(FileError) -> Typeface { try found.get() }

    private init() throws(FileError) {
        var library: FT_Library?
        guard FT_Init_FreeType(&library) == 0, let library else {
            throw .missing("FreeType")
        }
        var fonts: [OpaquePointer] = []
        for name in ["Regular", "Bold"] {
            let path = try ResourceFolder.path("fonts/NotoSansKR-\(name).otf")
            var face: FT_Face?
            guard FT_New_Face(library, path, 0, &face) == 0, let face,
                let font = cairo_ft_font_face_create_for_ft_face(face, 0)
            else { throw .missing(path) }
            fonts.append(font)
        }
        self.fonts = fonts
    }

    func font(isBold: Bool) -> OpaquePointer { fonts[isBold ? 1 : 0] }

    /// How far a text reaches, in the units of its size.
    public func width(of text: String, size: Double, isBold: Bool = false) -> Double {
        var (matrix, identity) = (cairo_matrix_t(), cairo_matrix_t())
        cairo_matrix_init_scale(&matrix, size, size)
        cairo_matrix_init_identity(&identity)
        let options = cairo_font_options_create()
        defer { cairo_font_options_destroy(options) }
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        let scaled = cairo_scaled_font_create(font(isBold: isBold), &matrix, &identity, options)
        defer { cairo_scaled_font_destroy(scaled) }
        var extents = cairo_text_extents_t()
        cairo_scaled_font_text_extents(scaled, text, &extents)
        return extents.x_advance
    }

    /// A text in lines that are no wider than told, broken between words; a word that does not fit has a line of its own.
    public func lines(of text: String, size: Double, width: Double) -> [String] {
        var lines: [String] = []
        for paragraph in text.split(separator: "\n") {
            var line = ""
            for word in paragraph.split(separator: " ") {
                let longer = line.isEmpty ? String(word) : "\(line) \(word)"
                if !line.isEmpty, self.width(of: longer, size: size) > width {
                    lines.append(line)
                    line = String(word)
                } else {
                    line = longer
                }
            }
            lines.append(line)
        }
        return lines
    }
}
