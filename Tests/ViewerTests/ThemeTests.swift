import Testing

@testable import Viewer

@Suite struct ThemeTests {
    @Test func contrastIsThatOfTheStandard() {
        #expect(abs(Colour.contrast(Colour(0x000000), Colour(0xFFFFFF)) - 21) < 1e-6)
        // #767676 on white is the guideline's example of just enough.
        let contrast = Colour.contrast(Colour(0x767676), Colour(0xFFFFFF))
        #expect(contrast > 4.5 && contrast < 4.6)
    }

    @Test(arguments: [Palette.light, .dark]) func textIsLegible(_ palette: Palette) {
        for pair in palette.textPairs {
            #expect(Colour.contrast(pair.text, pair.surface) >= 4.5, "\(pair)")
        }
    }

    /// The guideline's enhanced contrast.
    @Test(arguments: [false, true]) func highContrastIsHigh(isDark: Bool) {
        let palette = Appearance(isDark: isDark, hasHighContrast: true).palette
        for pair in palette.textPairs {
            #expect(Colour.contrast(pair.text, pair.surface) >= 7, "\(pair)")
        }
        #expect(Colour.contrast(palette.surfaceBorder, palette.surface) >= 7)
    }
}
