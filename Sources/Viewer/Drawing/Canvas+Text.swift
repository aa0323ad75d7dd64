import CSDL2
import Words

/// How heavy letters are.
enum FontWeight: Hashable, Sendable {
    case regular, bold
}

enum TextAlignment: Sendable {
    case left, centre, right
}

/// Where a text that is too long is cut.
enum TextCut: Sendable {
    case end, middle

    /// Names and paths say most at their ends, sentences at their beginning.
    static func usual(for text: String) -> TextCut {
        let isName = !text.contains(" ") && text.contains { "_.-".contains($0) || $0.isNumber }
        return isName || text.contains("/") ? .middle : .end
    }

    func applied(to text: String, keeping count: Int) -> String {
        switch self {
        case .end: text.prefix(count) + "…"
        case .middle: text.prefix((count + 1) / 2) + "…" + text.suffix(count / 2)
        }
    }
}

/// A rendered line of text.
struct TextKey: Hashable {
    let text: String
    let pixelSize: Int32
    let weight: FontWeight
    let isUpright: Bool
    /// For a line of several fonts, of which some have colours of their own; nil for one that takes any colour.
    var colour: Colour?
}

struct TextTexture {
    let pointer: OpaquePointer
    let width: Int32
    let height: Int32
    /// From its top, or its left where it runs upwards, to the baseline.
    let ascent: Int32
    let takesColour: Bool
}

extension Canvas {
    private static let textLimit = 700
    private static let widthLimit = 5000

    func pixelSize(_ size: Double) -> Int32 { Int32(max(6, (size * scale).rounded())) }

    /// The width of a line in logical pixels.
    func width(of words: Words, size: Double, weight: FontWeight = .regular) -> Double {
        measured(language(words), size: size, weight: weight)
    }

    private func measured(_ text: String, size: Double, weight: FontWeight) -> Double {
        let key = TextKey(text: text, pixelSize: pixelSize(size), weight: weight, isUpright: false)
        if let width = textWidths[key] { return Double(width) / scale }
        guard let font = fonts.font(weight, pixelSize: key.pixelSize) else { return 0 }
        var (width, height): (Int32, Int32) = (0, 0)
        if fonts.isPlain(text, font) {
            TTF_SizeUTF8(font, text, &width, &height)
        } else {
            width = fonts.runs(of: text, weight: weight, pixelSize: key.pixelSize)
                .reduce(0) { $0 + fonts.width(of: $1, pixelSize: key.pixelSize) }
        }
        if textWidths.count >= Self.widthLimit { textWidths = [:] }
        textWidths[key] = width
        return Double(width) / scale
    }

    /// One line, its capitals centred in the rectangle's height; where it is too long it is set smaller, and cut with …
    /// where that is not enough: then a pointer that rests there reads all of it.
    ///
    /// - Parameter cut: nil for the usual place.
    /// - Returns: the width drawn.
    @discardableResult
    func text(
        _ words: Words, in rect: Rect, size: Double = Theme.Size.body, weight: FontWeight = .regular,
        _ colour: Colour = Theme.text, _ alignment: TextAlignment = .left, cut: TextCut? = nil
    ) -> Double {
        let text = language(words)
        let size = shrunk(size, to: rect.width, text, weight: weight, least: 0.7)
        let shown = fitted(text, width: rect.width, size: size, weight: weight, cut: cut)
        if shown != text { noteCut(text, in: rect) }
        guard let texture = texture(shown, size: size, weight: weight, isUpright: false, colour) else {
            return 0
        }
        let area = pixels(rect)
        let x: Int32 =
            switch alignment {
            case .left: area.x
            case .centre: area.x + (area.w - texture.width) / 2
            case .right: area.x + area.w - texture.width
            }
        let capitals = Double(pixelSize(size)) * 0.733
        let top =
            Double(area.y) + Double(area.h) / 2 - (Double(texture.ascent) - capitals / 2)
        draw(texture, x: x, y: Int32(top.rounded()), colour)
        return Double(texture.width) / scale
    }

    /// One line that runs upwards, centred in the rectangle; smaller, down to two thirds, where it would not fit.
    func uprightText(
        _ words: Words, in rect: Rect, size: Double, weight: FontWeight = .regular,
        _ colour: Colour = Theme.text
    ) {
        let text = language(words)
        let size = shrunk(size, to: rect.height, text, weight: weight, least: 2 / 3)
        let shown = fitted(text, width: rect.height, size: size, weight: weight)
        if shown != text { noteCut(text, in: rect) }
        guard let texture = texture(shown, size: size, weight: weight, isUpright: true, colour) else {
            return
        }
        let area = pixels(rect)
        let capitals = Double(pixelSize(size)) * 0.733
        let left = Double(area.x) + Double(area.w) / 2 - (Double(texture.ascent) - capitals / 2)
        draw(texture, x: Int32(left.rounded()), y: area.y + (area.h - texture.height) / 2, colour)
    }

    /// The size at which a text is as long as there is room, but not below a share of the natural one.
    private func shrunk(
        _ size: Double, to room: Double, _ text: String, weight: FontWeight, least share: Double
    ) -> Double {
        let natural = measured(text, size: size, weight: weight)
        guard natural > room else { return size }
        // Fonts come in whole pixels, of which as many as fit.
        let whole = (size * room / natural * scale).rounded(.down) / scale
        return max(size * share, whole)
    }

    /// The lines of a text in the person's language, broken between words.
    ///
    /// - Parameter breaksWords: whether a word that is longer than a line, such as a path, goes on in the next one.
    func lines(
        of words: Words, width limit: Double, size: Double, weight: FontWeight = .regular,
        breaksWords: Bool = false
    ) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in language(words).split(separator: " ") {
            if breaksWords, measured(String(word), size: size, weight: weight) > limit {
                var pieces = pieces(of: word, width: limit, size: size, weight: weight)
                if !line.isEmpty { lines.append(line) }
                line = pieces.removeLast()
                lines += pieces
                continue
            }
            let longer = line.isEmpty ? String(word) : line + " " + word
            if !line.isEmpty, measured(longer, size: size, weight: weight) > limit {
                lines.append(line)
                line = String(word)
            } else {
                line = longer
            }
        }
        return line.isEmpty ? lines : lines + [line]
    }

    /// A long word in lines, broken where a name or folder of it ends if one does in the second half of a line.
    private func pieces(
        of word: Substring, width: Double, size: Double, weight: FontWeight
    ) -> [String] {
        var (pieces, rest) = ([String](), String(word))
        while measured(rest, size: size, weight: weight) > width, rest.count > 1 {
            var piece = prefix(of: rest, width: width, size: size, weight: weight)
            if let end = piece.lastIndex(where: { "/._-".contains($0) }),
                piece.distance(from: piece.startIndex, to: end) >= piece.count / 2
            {
                piece = String(piece[...end])
            }
            pieces.append(piece)
            rest.removeFirst(piece.count)
        }
        return pieces + [rest]
    }

    /// A text broken between words, from the top of the rectangle.
    ///
    /// - Returns: the height drawn.
    @discardableResult
    func paragraph(
        _ words: Words, in rect: Rect, size: Double = Theme.Size.body, weight: FontWeight = .regular,
        _ colour: Colour = Theme.text, _ alignment: TextAlignment = .left
    ) -> Double {
        let lineHeight = (size * 1.4).rounded()
        var y = rect.y
        for line in lines(of: words, width: rect.width, size: size, weight: weight) {
            let place = Rect(x: rect.x, y: y, width: rect.width, height: lineHeight)
            text(Words(verbatim: line), in: place, size: size, weight: weight, colour, alignment)
            y += lineHeight
        }
        return y - rect.y
    }

    private func fitted(
        _ text: String, width limit: Double, size: Double, weight: FontWeight, cut: TextCut? = nil
    ) -> String {
        guard measured(text, size: size, weight: weight) > limit + 0.5 else { return text }
        let cut = cut ?? .usual(for: text)
        let kept = most(of: text.count) {
            measured(cut.applied(to: text, keeping: $0), size: size, weight: weight) <= limit
        }
        return cut.applied(to: text, keeping: kept)
    }

    /// As much of a text's beginning as there is room for, at least a letter.
    func prefix(of text: String, width: Double, size: Double, weight: FontWeight) -> String {
        let count = most(of: text.count) {
            measured(String(text.prefix($0)), size: size, weight: weight) <= width
        }
        return String(text.prefix(max(1, count)))
    }

    /// The greatest number up to a limit for which something is so that is so for all smaller ones.
    private func most(of limit: Int, _ holds: (Int) -> Bool) -> Int {
        var (low, high) = (0, limit)
        while low < high {
            let middle = (low + high + 1) / 2
            if holds(middle) { low = middle } else { high = middle - 1 }
        }
        return low
    }

    private func draw(_ texture: TextTexture, x: Int32, y: Int32, _ colour: Colour) {
        if texture.takesColour {
            SDL_SetTextureColorMod(texture.pointer, colour.red, colour.green, colour.blue)
        }
        SDL_SetTextureAlphaMod(texture.pointer, colour.alpha)
        var target = SDL_Rect(x: x, y: y, w: texture.width, h: texture.height)
        SDL_RenderCopy(renderer, texture.pointer, nil, &target)
    }

    private func texture(
        _ text: String, size: Double, weight: FontWeight, isUpright: Bool, _ colour: Colour
    ) -> TextTexture? {
        guard !text.isEmpty, let font = fonts.font(weight, pixelSize: pixelSize(size)) else { return nil }
        var key = TextKey(text: text, pixelSize: pixelSize(size), weight: weight, isUpright: isUpright)
        let isPlain = fonts.isPlain(text, font)
        if !isPlain { key.colour = colour }
        if let texture = textTextures[key] { return texture }
        if textTextures.count >= Self.textLimit {
            for texture in textTextures.values { SDL_DestroyTexture(texture.pointer) }
            textTextures = [:]
        }
        let drawn =
            isPlain
            ? TTF_RenderUTF8_Blended(font, text, SDL_Color(r: 255, g: 255, b: 255, a: 255))
                .map { (line: $0, ascent: TTF_FontAscent(font)) }
            : fonts.surface(
                of: fonts.runs(of: text, weight: weight, pixelSize: key.pixelSize), pixelSize: key.pixelSize,
                colour)
        guard let (rendered, ascent) = drawn else { return nil }
        defer { SDL_FreeSurface(rendered) }
        var pointer: OpaquePointer?
        var (width, height) = (rendered.pointee.w, rendered.pointee.h)
        if isUpright {
            guard let turned = Self.turned(rendered) else { return nil }
            pointer = SDL_CreateTextureFromSurface(renderer, turned)
            SDL_FreeSurface(turned)
            swap(&width, &height)
        } else {
            pointer = SDL_CreateTextureFromSurface(renderer, rendered)
        }
        guard let pointer else { return nil }
        SDL_SetTextureBlendMode(pointer, SDL_BLENDMODE_BLEND)
        let texture = TextTexture(
            pointer: pointer, width: width, height: height, ascent: ascent, takesColour: isPlain)
        textTextures[key] = texture
        return texture
    }

    /// A surface of 32-bit pixels turned a quarter to the left.
    private static func turned(_ surface: UnsafeMutablePointer<SDL_Surface>)
        -> UnsafeMutablePointer<SDL_Surface>?
    {
        let (width, height) = (Int(surface.pointee.w), Int(surface.pointee.h))
        guard
            let result = SDL_CreateRGBSurfaceWithFormat(
                0, Int32(height), Int32(width), 32, surface.pointee.format.pointee.format),
            let source = surface.pointee.pixels, let target = result.pointee.pixels
        else { return nil }
        let (sourcePitch, targetPitch) = (Int(surface.pointee.pitch), Int(result.pointee.pitch))
        for y in 0..<height {
            for x in 0..<width {
                let pixel = source.load(fromByteOffset: y * sourcePitch + x * 4, as: UInt32.self)
                target.storeBytes(
                    of: pixel, toByteOffset: (width - 1 - x) * targetPitch + y * 4, as: UInt32.self)
            }
        }
        return result
    }
}

/// What SDL says about its last failure.
func sdlMessage() -> String { String(cString: SDL_GetError()) }
