import Foundation
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

    /// The same colour, mixed with white: 0 keeps it, 1 is white.
    func lightened(_ share: Double) -> Colour {
        func mix(_ channel: UInt8) -> UInt8 { UInt8(Double(channel) + (255 - Double(channel)) * share) }
        var colour = self
        (colour.red, colour.green, colour.blue) = (mix(red), mix(green), mix(blue))
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

/// Colours and type sizes. Text on the surfaces it is used on has a contrast of at least 4.5:1.
enum Theme {
    static let background = Colour(0xF1F3F6)
    static let surface = Colour(0xFFFFFF)
    static let surfaceBorder = Colour(0xD9DEE5)
    static let sunken = Colour(0xF6F8FA)
    static let text = Colour(0x17212B)
    static let secondaryText = Colour(0x4D5B69)
    static let accent = Colour(0x0B5CAD)
    static let accentSurface = Colour(0xE3EFFB)
    static let onAccent = Colour(0xFFFFFF)
    static let flow = Colour(0xD6249F)
    static let track = Colour(0xE4E9EF)
    static let bar = Colour(0x7A9CC4)
    static let arrow = Colour(0x9AA7B4)
    static let groupBorder = Colour(0xB8C3CF)
    static let warning = Colour(0x8A4B00)
    static let warningSurface = Colour(0xFFF4DF)
    static let warningBorder = Colour(0xE8B75A)
    static let selection = Colour(0xD9480F)
    static let hint = Colour(0x1F2933)
    static let hintText = Colour(0xFFFFFF)
    static let hintSecondary = Colour(0xC6D0DA)
    static let regionOutline = Colour(0xFFFFFF)

    /// Logical pixels of an em.
    enum Size {
        static let title: Double = 21
        static let heading: Double = 17
        static let body: Double = 16
        static let small: Double = 14
    }

    /// Every pair of text and surface that the window uses.
    static let textPairs: [(text: Colour, surface: Colour)] =
        [
            (text, background), (text, surface), (text, sunken), (secondaryText, background),
            (secondaryText, surface), (secondaryText, sunken), (accent, surface), (accent, accentSurface),
            (text, accentSurface), (onAccent, accent), (warning, warningSurface), (hintText, hint),
            (hintSecondary, hint),
        ] + LayerKind.allCases.map { (text, fill(of: $0)) }

    /// The colour of a layer's rectangle.
    static func fill(of kind: LayerKind) -> Colour {
        switch kind {
        case .convolution: Colour(0xCFE0F7)
        case .pooling: Colour(0xFFF176)
        case .dense: Colour(0xA9D18E)
        case .normalization: Colour(0xDDD6F3)
        case .activation: Colour(0xFBD5C0)
        case .merge: Colour(0xF6C1DC)
        case .reshape, .regularization: Colour(0xDFE3E8)
        case .input: Colour(0xF4F6F8)
        }
    }

    /// The colour of a layer's outline.
    static func edge(of kind: LayerKind) -> Colour {
        switch kind {
        case .convolution: Colour(0x41719C)
        case .pooling: Colour(0xB8860B)
        case .dense: Colour(0x3E8E41)
        case .normalization: Colour(0x7A68B3)
        case .activation: Colour(0xC06A3A)
        case .merge: Colour(0xB0427F)
        case .reshape, .regularization, .input: Colour(0x8592A0)
        }
    }
}
