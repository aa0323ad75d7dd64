import Foundation
import Imaging
import NeuralNetwork

/// A colour with transparency, each channel 0…255.
struct Colour: Hashable, Sendable {
    var red: UInt8
    var green: UInt8
    var blue: UInt8
    var alpha: UInt8 = 255

    /// `0xRRGGBB`.
    init(_ hexadecimal: UInt32, alpha: UInt8 = 255) {
        red = UInt8(hexadecimal >> 16 & 0xFF)
        green = UInt8(hexadecimal >> 8 & 0xFF)
        blue = UInt8(hexadecimal & 0xFF)
        self.alpha = alpha
    }

    init(_ colour: RGB) {
        (red, green, blue) = (colour.red, colour.green, colour.blue)
    }

    /// The same colour, mixed with the one of the cards: 0 keeps it, 1 is the card's.
    func faded(_ share: Double) -> Colour {
        let card = Theme.surface
        func mix(_ own: UInt8, _ other: UInt8) -> UInt8 {
            UInt8(Double(own) + (Double(other) - Double(own)) * share)
        }
        var colour = self
        colour.red = mix(red, card.red)
        colour.green = mix(green, card.green)
        colour.blue = mix(blue, card.blue)
        return colour
    }

    /// WCAG 2.2's relative luminance, 0…1.
    var luminance: Double {
        func linear(_ channel: UInt8) -> Double {
            let value = Double(channel) / 255
            if value <= 0.04045 { return value / 12.92 }
            return pow((value + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    /// WCAG 2.2's contrast ratio, 1…21.
    static func contrast(_ first: Colour, _ second: Colour) -> Double {
        let (a, b) = (first.luminance, second.luminance)
        return (max(a, b) + 0.05) / (min(a, b) + 0.05)
    }
}

/// How large letters are: as usual, or for a projector.
enum LetterSize: Int, CaseIterable, Sendable {
    case usual, large, largest

    /// How many times as large as usual.
    var scale: Double {
        switch self {
        case .usual: 1
        case .large: 1.22
        case .largest: 1.5
        }
    }

    var next: LetterSize { LetterSize(rawValue: rawValue + 1) ?? .usual }

    /// In a window that is small on its display letters are larger, as far as there is room for them.
    ///
    /// - Parameter scale: real pixels for a logical one.
    func scale(at scale: Double) -> Double {
        let legible = Self.leastPixels / (Theme.Size.usualSmall * scale)
        return max(self.scale, min(legible, Self.largest.scale))
    }

    private static let leastPixels = 11.0
}

/// How the window looks.
struct Appearance: Equatable, Sendable {
    var isDark = false
    var letters = LetterSize.usual
    /// Black on white or white on black.
    var hasHighContrast = false

    var palette: Palette {
        let palette = isDark ? Palette.dark : .light
        return hasHighContrast ? palette.withHighContrast(isDark: isDark) : palette
    }
}

/// Colours and type sizes of the appearance that holds while something is drawn.
enum Theme {
    @TaskLocal static var appearance = Appearance()

    private static var palette: Palette { appearance.palette }

    static var background: Colour { palette.background }
    static var surface: Colour { palette.surface }
    static var surfaceBorder: Colour { palette.surfaceBorder }
    static var sunken: Colour { palette.sunken }
    static var text: Colour { palette.text }
    static var secondaryText: Colour { palette.secondaryText }
    static var accent: Colour { palette.accent }
    static var accentSurface: Colour { palette.accentSurface }
    static var onAccent: Colour { palette.onAccent }
    static var flow: Colour { palette.flow }
    static var track: Colour { palette.track }
    static var bar: Colour { palette.bar }
    static var arrow: Colour { palette.arrow }
    static var groupBorder: Colour { palette.groupBorder }
    static var warning: Colour { palette.warning }
    static var warningSurface: Colour { palette.warningSurface }
    static var warningBorder: Colour { palette.warningBorder }
    static var selection: Colour { palette.selection }
    static var hint: Colour { palette.hint }
    static var hintText: Colour { palette.hintText }
    static var hintSecondary: Colour { palette.hintSecondary }
    /// Numbers above and below 0, as fills and as text.
    static var above: Colour { palette.above }
    static var below: Colour { palette.below }
    static var aboveText: Colour { palette.aboveText }
    static var belowText: Colour { palette.belowText }
    static var veil: Colour { palette.veil }
    static let regionOutline = Colour(0xFFFFFF)

    /// Logical pixels of an em.
    enum Size {
        private static var scale: Double { Layout.extent.letters }
        static var title: Double { 21 * scale }
        static var heading: Double { 17 * scale }
        static var body: Double { 16 * scale }
        static var small: Double { usualSmall * scale }
        /// In the diagram: of layers' names, and of what stands below a group's.
        static var layer: Double { 15 * scale }
        static var detail: Double { 13 * scale }
        /// Of a card's heading.
        static var card: Double { 24 * scale }
        /// Of the smallest letters.
        static let usualSmall = 14.0
    }

    /// The colour of a layer's rectangle.
    static func fill(of kind: LayerKind) -> Colour { palette.fills[kind] ?? palette.sunken }

    /// The colour of a layer's outline.
    static func edge(of kind: LayerKind) -> Colour { palette.edges[kind] ?? palette.groupBorder }
}
