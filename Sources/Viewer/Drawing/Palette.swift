import NeuralNetwork

/// The colours of the window. Text on the surfaces it is used on has a contrast of at least 4.5:1.
struct Palette: Equatable, Sendable {
    var background: Colour
    var surface: Colour
    var surfaceBorder: Colour
    var sunken: Colour
    var text: Colour
    var secondaryText: Colour
    var accent: Colour
    var accentSurface: Colour
    var onAccent: Colour
    let flow: Colour
    var track: Colour
    let bar: Colour
    let arrow: Colour
    var groupBorder: Colour
    var warning: Colour
    var warningSurface: Colour
    var warningBorder: Colour
    let selection: Colour
    let hint: Colour
    let hintText: Colour
    var hintSecondary: Colour
    /// Numbers above and below 0, as fills and as text on a card.
    let above, below, aboveText, belowText: Colour
    /// Over an answer that is out of date.
    let veil: Colour
    /// The fill of the layers' rectangles.
    let fills: [LayerKind: Colour]
    let edges: [LayerKind: Colour]

    static let light = Palette(
        background: Colour(0xF1F3F6), surface: Colour(0xFFFFFF), surfaceBorder: Colour(0xD9DEE5),
        sunken: Colour(0xF6F8FA), text: Colour(0x17212B), secondaryText: Colour(0x4D5B69),
        accent: Colour(0x0B5CAD), accentSurface: Colour(0xE3EFFB), onAccent: Colour(0xFFFFFF),
        flow: Colour(0xD6249F), track: Colour(0xE4E9EF), bar: Colour(0x7A9CC4), arrow: Colour(0x9AA7B4),
        groupBorder: Colour(0xB8C3CF), warning: Colour(0x8A4B00), warningSurface: Colour(0xFFF4DF),
        warningBorder: Colour(0xE8B75A), selection: Colour(0xD9480F), hint: Colour(0x1F2933),
        hintText: Colour(0xFFFFFF), hintSecondary: Colour(0xC6D0DA),
        above: Colour(0xE0604C),
        below: Colour(0x4C8FE0), aboveText: Colour(0xB02A15), belowText: Colour(0x0B5CAD),
        veil: Colour(0xFFFFFF, alpha: 140),
        fills: [
            .convolution: Colour(0xCFE0F7), .pooling: Colour(0xFFF176), .dense: Colour(0xA9D18E),
            .normalization: Colour(0xDDD6F3), .activation: Colour(0xFBD5C0), .merge: Colour(0xF6C1DC),
            .reshape: Colour(0xDFE3E8), .regularization: Colour(0xDFE3E8), .input: Colour(0xF4F6F8),
        ],
        edges: [
            .convolution: Colour(0x41719C), .pooling: Colour(0xB8860B), .dense: Colour(0x3E8E41),
            .normalization: Colour(0x7A68B3), .activation: Colour(0xC06A3A), .merge: Colour(0xB0427F),
            .reshape: Colour(0x8592A0), .regularization: Colour(0x8592A0), .input: Colour(0x8592A0),
        ])

    static let dark = Palette(
        background: Colour(0x14181D), surface: Colour(0x1E242B), surfaceBorder: Colour(0x363F4A),
        sunken: Colour(0x262D36), text: Colour(0xEEF2F6), secondaryText: Colour(0xAEBAC6),
        accent: Colour(0x6CB6FF), accentSurface: Colour(0x17324D), onAccent: Colour(0x0B1620),
        flow: Colour(0xF062C0), track: Colour(0x37414C), bar: Colour(0x54779F), arrow: Colour(0x7B8794),
        groupBorder: Colour(0x4D5966), warning: Colour(0xFFCB7D), warningSurface: Colour(0x3A2A10),
        warningBorder: Colour(0x8A6420), selection: Colour(0xFF8A4C), hint: Colour(0xE6EBF0),
        hintText: Colour(0x17212B), hintSecondary: Colour(0x44515E),
        above: Colour(0xD0503C),
        below: Colour(0x3C7FD0), aboveText: Colour(0xFF9F8C), belowText: Colour(0x8CC4FF),
        veil: Colour(0x14181D, alpha: 140),
        fills: [
            .convolution: Colour(0x23466B), .pooling: Colour(0x5E5208), .dense: Colour(0x2B5A2A),
            .normalization: Colour(0x463C70), .activation: Colour(0x6B3B20), .merge: Colour(0x6B2950),
            .reshape: Colour(0x3A434D), .regularization: Colour(0x3A434D), .input: Colour(0x2B323A),
        ],
        edges: [
            .convolution: Colour(0x6FA3D4), .pooling: Colour(0xD9B23C), .dense: Colour(0x7CC47B),
            .normalization: Colour(0xA999E0), .activation: Colour(0xE0986C), .merge: Colour(0xE084BB),
            .reshape: Colour(0x8A96A3), .regularization: Colour(0x8A96A3), .input: Colour(0x8A96A3),
        ])

    /// The same with black and white for all that is read, and lines that cannot be overlooked.
    func withHighContrast(isDark: Bool) -> Palette {
        let (ink, paper) =
            isDark ? (Colour(0xFFFFFF), Colour(0x000000)) : (Colour(0x000000), Colour(0xFFFFFF))
        var palette = self
        (palette.background, palette.surface, palette.sunken) = (paper, paper, paper)
        (palette.text, palette.secondaryText) = (ink, ink)
        (palette.surfaceBorder, palette.groupBorder, palette.warningBorder) = (ink, ink, ink)
        (palette.accent, palette.onAccent) = isDark ? (Colour(0xFFE34D), paper) : (Colour(0x00308F), paper)
        palette.accentSurface = isDark ? Colour(0x2B2700) : Colour(0xE6EEFF)
        (palette.warning, palette.warningSurface) = (ink, paper)
        palette.hintSecondary = hintText
        palette.track = isDark ? Colour(0x555555) : Colour(0xBBBBBB)
        return palette
    }

    /// Every pair of text and surface that the window uses.
    var textPairs: [(text: Colour, surface: Colour)] {
        [
            (text, background), (text, surface), (text, sunken), (secondaryText, background),
            (secondaryText, surface), (secondaryText, sunken), (accent, surface), (accent, accentSurface),
            (text, accentSurface), (secondaryText, accentSurface), (onAccent, accent),
            (warning, warningSurface), (warning, surface), (hintText, hint), (hintSecondary, hint),
        ] + LayerKind.allCases.map { (text, fills[$0] ?? surface) }
    }
}
