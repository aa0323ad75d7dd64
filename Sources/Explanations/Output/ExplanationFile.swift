import Foundation
import Imaging

/// The kinds of file that an answer's picture can be written as, by the ending of the name.
public enum ExplanationFile: String, CaseIterable, Sendable {
    /// Pixels.
    case png
    /// Pixels that are not compressed, for programs.
    case ppm
    /// The ``ExplanationFigure``, with text as text.
    case svg, pdf
    /// The figure on a page with what the method computes, how to read it and what it cannot tell.
    case html

    /// - Returns: nil where the path has another ending.
    public init?(path: String) {
        self.init(rawValue: URL(fileURLWithPath: path).pathExtension.lowercased())
    }

    /// The endings in a sentence.
    public static let endings = "png, .ppm, .svg, .pdf or .html"

    /// The file's bytes.
    ///
    /// - Throws: `PictureSizeError`, `FileError` without the fonts, `FigureError`.
    public func data(of figure: ExplanationFigure) throws -> Data {
        switch self {
        case .png: PNGFile.data(for: try figure.presentation.picture())
        case .ppm: PPMFile.data(for: try figure.presentation.picture())
        case .svg: Data(try figure.figure().svg.utf8)
        case .pdf: try figure.figure().pdf(title: figure.title)
        case .html: try figure.page().data
        }
    }
}
