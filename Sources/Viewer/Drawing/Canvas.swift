import CSDL2
import Imaging
import ModelFormats
import Tensors
import Words

/// Draws on an SDL renderer in logical pixels; text and corners are rasterised for the real ones.
///
/// Not Sendable: SDL's renderers, textures and fonts stay on the thread that made them.
final class Canvas {
    let renderer: OpaquePointer
    /// Real pixels for one logical pixel.
    private(set) var scale: Double = 1
    /// What the window's parts have of the drawable.
    private(set) var extent = Extent.beside
    /// The room beside or below the layout, where there is to be one.
    private(set) var dock: Rect?
    /// Real pixels.
    private var drawable = (width: 1, height: 1)

    var textWidths: [TextKey: Int32] = [:]
    var textTextures: [TextKey: TextTexture] = [:]
    var cornerTextures: [Int: OpaquePointer] = [:]
    private var pictureTextures: [String: (version: Int, texture: OpaquePointer)] = [:]
    let fonts: FontCache
    /// The person's, in which all that is drawn or measured is written.
    var language = Language.english
    private var clips: [Rect] = []
    /// The lines that were too long for their place, since the last call of ``forgetCuts()``.
    private(set) var cuts: [CutLine] = []

    /// - Throws: `FileError` without the fonts, ``ViewerError/drawing(_:)``.
    init(renderer: OpaquePointer) throws {
        self.renderer = renderer
        fonts = try FontCache()
    }

    deinit { forgetTextures() }

    /// Arranges the window's parts in a drawable of the given real pixels, with a dock as before.
    func fit(width: Int, height: Int) {
        drawable = (width, height)
        fit(isDocked: dock != nil)
    }

    /// Arranges the window's parts, with room for a dock at their right or below them: where more is left for the rest.
    func fit(isDocked: Bool) {
        let arrangement = Arrangement(
            width: Double(drawable.width), height: Double(drawable.height), isDocked: isDocked)
        if arrangement.scale != scale { forgetTextures() }
        (scale, extent, dock) = (arrangement.scale, arrangement.extent, arrangement.dock)
    }

    /// Gives up every texture; they are made again when they are drawn next.
    func forgetTextures() {
        for texture in textTextures.values { SDL_DestroyTexture(texture.pointer) }
        for texture in cornerTextures.values { SDL_DestroyTexture(texture) }
        for entry in pictureTextures.values { SDL_DestroyTexture(entry.texture) }
        textTextures = [:]
        cornerTextures = [:]
        pictureTextures = [:]
    }

    /// Takes in which fonts of the system have letters that the program's own do not.
    func take(_ found: [Unicode.Scalar: FoundFont?]) {
        fonts.take(found)
        textWidths = [:]
        forgetTextures()
    }

    /// A line of which not all is to be seen.
    struct CutLine {
        let frame: Rect
        let whole: String
    }

    func noteCut(_ whole: String, in frame: Rect) {
        cuts.append(CutLine(frame: clips.last.map { $0.intersection(frame) } ?? frame, whole: whole))
    }

    /// For what is drawn anew, or what lies above all that was cut.
    func forgetCuts() { cuts = [] }

    /// The logical place of a real pixel.
    func logical(x: Int32, y: Int32) -> Point {
        Point(x: (Double(x) + 0.5) / scale, y: (Double(y) + 0.5) / scale)
    }

    /// A rectangle in real pixels; neighbours in logical pixels stay neighbours.
    func pixels(_ rect: Rect) -> SDL_Rect {
        let left = (rect.x * scale).rounded()
        let top = (rect.y * scale).rounded()
        let right = (rect.maxX * scale).rounded()
        let bottom = (rect.maxY * scale).rounded()
        return SDL_Rect(x: Int32(left), y: Int32(top), w: Int32(right - left), h: Int32(bottom - top))
    }

    func clear(_ colour: Colour) {
        set(colour)
        SDL_RenderClear(renderer)
    }

    func set(_ colour: Colour) {
        // Opaque fills need no mixing, which the software renderer is slow at.
        SDL_SetRenderDrawBlendMode(renderer, colour.alpha == 255 ? SDL_BLENDMODE_NONE : SDL_BLENDMODE_BLEND)
        SDL_SetRenderDrawColor(renderer, colour.red, colour.green, colour.blue, colour.alpha)
    }

    /// Draws within a rectangle only.
    func clipped(to rect: Rect, _ body: () -> Void) {
        let clip = clips.last.map { $0.intersection(rect) } ?? rect
        clips.append(clip)
        var area = pixels(clip)
        SDL_RenderSetClipRect(renderer, &area)
        body()
        clips.removeLast()
        if let outer = clips.last {
            var area = pixels(outer)
            SDL_RenderSetClipRect(renderer, &area)
        } else {
            SDL_RenderSetClipRect(renderer, nil)
        }
    }

    /// Draws a picture, uploading it when its version is a new one.
    ///
    /// - Parameters:
    ///   - name: under which the texture is kept.
    ///   - version: changes with the picture's content.
    func picture(_ picture: Picture, named name: String, version: Int, in rect: Rect) {
        var entry = pictureTextures[name]
        if entry?.version != version {
            if let old = entry { SDL_DestroyTexture(old.texture) }
            if name.hasPrefix(Self.thumbnailPrefix) { limitThumbnails() }
            entry = Self.upload(picture, to: renderer).map { (version, $0) }
            pictureTextures[name] = entry
        }
        guard let entry else { return }
        var area = pixels(rect)
        SDL_RenderCopy(renderer, entry.texture, nil, &area)
    }

    /// What the names of thumbnails begin with, of which only so many are kept.
    static let thumbnailPrefix = "thumbnail."
    private static let thumbnailLimit = 200

    private func limitThumbnails() {
        let thumbnails = pictureTextures.filter { $0.key.hasPrefix(Self.thumbnailPrefix) }
        guard thumbnails.count >= Self.thumbnailLimit else { return }
        for (name, entry) in thumbnails {
            SDL_DestroyTexture(entry.texture)
            pictureTextures[name] = nil
        }
    }

    private static func upload(_ picture: Picture, to renderer: OpaquePointer) -> OpaquePointer? {
        guard
            let texture = SDL_CreateTexture(
                renderer, SDL_PIXELFORMAT_ARGB8888.rawValue, Int32(SDL_TEXTUREACCESS_STREAMING.rawValue),
                Int32(picture.width), Int32(picture.height))
        else { return nil }
        SDL_SetTextureScaleMode(texture, SDL_ScaleModeLinear)
        SDL_SetTextureBlendMode(texture, SDL_BLENDMODE_NONE)
        var target: UnsafeMutableRawPointer?
        var pitch: Int32 = 0
        guard SDL_LockTexture(texture, nil, &target, &pitch) == 0 else { return texture }
        picture.withUnsafeBytes {
            _ = SDL_ConvertPixels(
                Int32(picture.width), Int32(picture.height), SDL_PIXELFORMAT_RGB24.rawValue, $0.baseAddress,
                Int32(picture.width * 3), SDL_PIXELFORMAT_ARGB8888.rawValue, target, pitch)
        }
        SDL_UnlockTexture(texture)
        return texture
    }
}
