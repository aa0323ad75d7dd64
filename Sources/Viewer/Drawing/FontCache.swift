import CSDL2
import Files

/// The open fonts, one for each weight and size in real pixels.
final class FontCache {
    private let paths: [FontWeight: String]
    private struct Key: Hashable {
        let weight: FontWeight
        let pixelSize: Int32
    }

    private var fonts: [Key: OpaquePointer] = [:]
    private struct OtherKey: Hashable {
        let font: FoundFont
        let pixelSize: Int32
    }

    private var others: [OtherKey: OpaquePointer] = [:]
    /// Which fonts of the system have the letters that the program's own do not; nil for those that none has.
    private var found: [Unicode.Scalar: FoundFont?] = [:]
    /// Letters that are to be looked for among the system's fonts.
    private(set) var wanted: [Unicode.Scalar] = []

    /// - Throws: `FileError` without the font files, ``ViewerError/drawing(_:)``.
    init() throws {
        guard TTF_Init() == 0 else { throw ViewerError.drawing(sdlMessage()) }
        paths = [
            .regular: try ResourceFolder.path("fonts/NotoSansKR-Regular.otf"),
            .bold: try ResourceFolder.path("fonts/NotoSansKR-Bold.otf"),
        ]
        guard font(.regular, pixelSize: 16) != nil, font(.bold, pixelSize: 16) != nil else {
            throw ViewerError.drawing(sdlMessage())
        }
    }

    deinit {
        for font in fonts.values { TTF_CloseFont(font) }
        for font in others.values { TTF_CloseFont(font) }
        TTF_Quit()
    }

    /// Takes in where letters were found.
    func take(_ fonts: [Unicode.Scalar: FoundFont?]) { found.merge(fonts) { $1 } }

    /// The letters that were wanted since the last call.
    func takeWanted() -> [Unicode.Scalar] {
        defer { wanted = [] }
        return wanted
    }

    /// A font of the system that has a letter; until one is found, and where none is, nil.
    func other(_ letter: Unicode.Scalar, _ pixelSize: Int32) -> OpaquePointer? {
        guard let answer = found[letter] else {
            found[letter] = .some(nil)
            wanted.append(letter)
            return nil
        }
        guard let answer else { return nil }
        let key = OtherKey(font: answer, pixelSize: pixelSize)
        if let font = others[key] { return font }
        guard let font = TTF_OpenFontIndex(answer.path, pixelSize, answer.index) else { return nil }
        others[key] = font
        return font
    }

    func font(_ weight: FontWeight, pixelSize: Int32) -> OpaquePointer? {
        let key = Key(weight: weight, pixelSize: pixelSize)
        if let font = fonts[key] { return font }
        guard let path = paths[weight], let font = TTF_OpenFont(path, pixelSize) else { return nil }
        fonts[key] = font
        return font
    }
}
