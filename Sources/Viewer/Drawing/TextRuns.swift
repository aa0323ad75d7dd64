import CSDL2

/// A font's file, and its place in a file of several.
struct FoundFont: Hashable, Sendable {
    let path: String
    let index: Int
}

/// A part of a line that one font writes.
struct TextRun {
    var text: String
    /// Nil for a letter that no font has, which is drawn as a box with its code point.
    let font: OpaquePointer?
    let script: Script?

    /// Scripts that have to be told to the shaping library: they run from the right, or their letters join.
    enum Script: String {
        case hebrew = "Hebr"
        case arabic = "Arab"
        case devanagari = "Deva"
        case thai = "Thai"

        init?(_ letter: Unicode.Scalar) {
            switch letter.value {
            case 0x590...0x5FF, 0xFB1D...0xFB4F: self = .hebrew
            case 0x600...0x6FF, 0x750...0x77F, 0x8A0...0x8FF, 0xFB50...0xFDFF, 0xFE70...0xFEFC: self = .arabic
            case 0x900...0x97F: self = .devanagari
            case 0xE00...0xE7F: self = .thai
            default: return nil
            }
        }

        var isRightToLeft: Bool { self == .hebrew || self == .arabic }
    }
}

extension FontCache {
    /// Whether the program's own font writes all of a text; Latin letters need no look.
    func isPlain(_ text: String, _ font: OpaquePointer) -> Bool {
        text.unicodeScalars.allSatisfy { $0.value < 0x250 || TTF_GlyphIsProvided32(font, $0.value) != 0 }
    }

    /// A text in parts of one font each, from the left.
    func runs(of text: String, weight: FontWeight, pixelSize: Int32) -> [TextRun] {
        guard let own = font(weight, pixelSize: pixelSize) else { return [] }
        let letters = Array(text.unicodeScalars)
        var runs: [TextRun] = []
        for (index, letter) in letters.enumerated() {
            if let last = runs.indices.last, continues(runs[last], at: index, of: letters) {
                runs[last].text.unicodeScalars.append(letter)
                continue
            }
            let font = TTF_GlyphIsProvided32(own, letter.value) != 0 ? own : other(letter, pixelSize)
            let script = TextRun.Script(letter)
            if font != nil, let last = runs.last, last.font == font, last.script == script {
                runs[runs.count - 1].text.unicodeScalars.append(letter)
            } else {
                runs.append(TextRun(text: String(letter), font: font, script: script))
            }
        }
        return runs
    }

    /// What belongs to the letter before it, and spaces and marks between letters that run from the right.
    private func continues(_ run: TextRun, at index: Int, of letters: [Unicode.Scalar]) -> Bool {
        let letter = letters[index]
        if letter.properties.isVariationSelector || letter.properties.isJoinControl
            || letter.properties.generalCategory == .nonspacingMark
        {
            return true
        }
        guard let script = run.script, script.isRightToLeft, let font = run.font, Self.isNeutral(letter)
        else { return false }
        let next = letters[index...].first { !Self.isNeutral($0) }
        return next.flatMap(TextRun.Script.init) == script && TTF_GlyphIsProvided32(font, letter.value) != 0
    }

    private static func isNeutral(_ letter: Unicode.Scalar) -> Bool {
        !letter.properties.isAlphabetic && !("0"..."9").contains(letter) && letter.value < 0x80
    }

    func width(of run: TextRun, pixelSize: Int32) -> Int32 {
        guard let font = run.font else { return Self.boxWidth(pixelSize) }
        prepare(font, for: run)
        var (width, height): (Int32, Int32) = (0, 0)
        TTF_SizeUTF8(font, run.text, &width, &height)
        return height > Self.greatestLine(pixelSize) ? width * Self.lineHeight(pixelSize) / height : width
    }

    /// A line of several fonts on one baseline, which the caller frees, and the pixels from its top to the baseline.
    func surface(
        of runs: [TextRun], pixelSize: Int32, _ colour: Colour
    ) -> (line: UnsafeMutablePointer<SDL_Surface>, ascent: Int32)? {
        let parts = runs.compactMap { run in surface(of: run, pixelSize, colour).map { (run, $0) } }
        defer { for (_, surface) in parts { SDL_FreeSurface(surface) } }
        let ascents = parts.map { run, surface in
            run.font.map {
                surface.pointee.h == TTF_FontHeight($0) ? TTF_FontAscent($0) : surface.pointee.h * 4 / 5
            }
                ?? pixelSize
        }
        let ascent = ascents.max() ?? 0
        let height = zip(parts, ascents).map { ascent - $1 + $0.1.pointee.h }.max() ?? 0
        let width = parts.reduce(0) { $0 + $1.1.pointee.w }
        guard width > 0,
            let line = SDL_CreateRGBSurfaceWithFormat(0, width, height, 32, SDL_PIXELFORMAT_ARGB8888.rawValue)
        else { return nil }
        var x: Int32 = 0
        for ((_, surface), own) in zip(parts, ascents) {
            SDL_SetSurfaceBlendMode(surface, SDL_BLENDMODE_NONE)
            var place = SDL_Rect(x: x, y: ascent - own, w: 0, h: 0)
            SDL_UpperBlit(surface, nil, line, &place)
            x += surface.pointee.w
        }
        return (line, ascent)
    }

    private func prepare(_ font: OpaquePointer, for run: TextRun) {
        TTF_SetFontDirection(
            font, run.script?.isRightToLeft == true ? TTF_DIRECTION_RTL : TTF_DIRECTION_LTR)
        TTF_SetFontScriptName(font, run.script?.rawValue ?? "Latn")
    }

    private func surface(
        of run: TextRun, _ pixelSize: Int32, _ colour: Colour
    ) -> UnsafeMutablePointer<SDL_Surface>? {
        guard let font = run.font else { return box(run.text, pixelSize, colour) }
        prepare(font, for: run)
        let ink = SDL_Color(r: colour.red, g: colour.green, b: colour.blue, a: 255)
        guard let surface = TTF_RenderUTF8_Blended(font, run.text, ink) else {
            return box(run.text, pixelSize, colour)
        }
        // Pictures of letters, such as emoji, come in one size.
        guard surface.pointee.h > Self.greatestLine(pixelSize) else { return surface }
        defer { SDL_FreeSurface(surface) }
        let height = Self.lineHeight(pixelSize)
        return Self.reduced(surface, to: height)
    }

    private static func reduced(
        _ surface: UnsafeMutablePointer<SDL_Surface>, to height: Int32
    ) -> UnsafeMutablePointer<SDL_Surface>? {
        let format = SDL_PIXELFORMAT_ARGB8888.rawValue
        let width = max(1, surface.pointee.w * height / surface.pointee.h)
        guard let whole = SDL_ConvertSurfaceFormat(surface, format, 0),
            let small = SDL_CreateRGBSurfaceWithFormat(0, width, height, 32, format)
        else { return nil }
        SDL_SoftStretchLinear(whole, nil, small, nil)
        SDL_FreeSurface(whole)
        return small
    }

    /// A box with the code point of a letter that no font has, in two rows.
    private func box(_ text: String, _ pixelSize: Int32, _ colour: Colour) -> UnsafeMutablePointer<
        SDL_Surface
    >? {
        let (width, height) = (Self.boxWidth(pixelSize), pixelSize + pixelSize / 4)
        guard let letter = text.unicodeScalars.first,
            let surface = SDL_CreateRGBSurfaceWithFormat(
                0, width, height, 32, SDL_PIXELFORMAT_ARGB8888.rawValue)
        else { return nil }
        let ink =
            UInt32(0xFF) << 24 | UInt32(colour.red) << 16 | UInt32(colour.green) << 8 | UInt32(colour.blue)
        for side in [
            SDL_Rect(x: 1, y: 0, w: width - 3, h: 1), SDL_Rect(x: 1, y: height - 1, w: width - 3, h: 1),
            SDL_Rect(x: 1, y: 0, w: 1, h: height), SDL_Rect(x: width - 3, y: 0, w: 1, h: height),
        ] {
            var side = side
            SDL_FillRect(surface, &side, ink)
        }
        let digits = String(letter.value, radix: 16, uppercase: true)
        let code = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        let cut = code.index(code.startIndex, offsetBy: (code.count + 1) / 2)
        guard let font = font(.regular, pixelSize: max(5, pixelSize / 2)) else { return surface }
        for (row, part) in [code[..<cut], code[cut...]].enumerated() {
            let ink = SDL_Color(r: colour.red, g: colour.green, b: colour.blue, a: 255)
            guard let line = TTF_RenderUTF8_Blended(font, String(part), ink) else { continue }
            // Fonts have room above their digits and below.
            let y = Int32(row) * (height / 2) + height / 4 - line.pointee.h / 2
            var place = SDL_Rect(x: (width - 2 - line.pointee.w) / 2, y: y, w: 0, h: 0)
            SDL_UpperBlit(line, nil, surface, &place)
            SDL_FreeSurface(line)
        }
        return surface
    }

    private static func boxWidth(_ pixelSize: Int32) -> Int32 { pixelSize + pixelSize / 4 + 3 }
    private static func lineHeight(_ pixelSize: Int32) -> Int32 { pixelSize * 5 / 4 }
    private static func greatestLine(_ pixelSize: Int32) -> Int32 { pixelSize * 5 / 2 + 2 }
}
