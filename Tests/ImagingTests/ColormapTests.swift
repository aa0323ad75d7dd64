import Testing

@testable import Imaging

@Suite struct ColormapTests {
    @Test(arguments: Colormap.allCases) func equalsItsSource(colormap: Colormap) throws {
        let expected = try Golden.bytes("\(colormap.name).colours")
        #expect(colormap.colours.count == 256)
        let ours = colormap.colours.flatMap { [$0.red, $0.green, $0.blue] }
        #expect(ours.count == expected.count)
        #expect(ours.indices.filter { ours[$0] != expected[$0] } == [])
    }

    @Test func jetHasOpenCVsStrayEntry() {
        #expect(Colormap.jet[159].blue == 1)
        #expect(Colormap.jet[160].blue == 0)
    }

    /// Rec. 709 luma, which a safe map raises from step to step (matplotlib's maps are even in CAM02-UCS lightness,
    /// so a step may fall by a fraction of a level in luma).
    @Test(arguments: Colormap.allCases) func safeMapsGrowLighter(colormap: Colormap) {
        let luma = colormap.colours.map {
            0.2126 * Double($0.red) + 0.7152 * Double($0.green) + 0.0722 * Double($0.blue)
        }
        let falls = zip(luma, luma.dropFirst()).filter { $0.1 < $0.0 - 1 }
        #expect(falls.isEmpty == colormap.isColourBlindSafe)
    }

    @Test func namesAndTitlesAreDistinct() {
        #expect(
            Colormap.allCases.map(\.name) == ["viridis", "magma", "cividis", "grey", "jet", "jet-matplotlib"])
        #expect(Set(Colormap.allCases.map(\.title)).count == Colormap.allCases.count)
        #expect(Colormap.allCases.allSatisfy { $0.summary.english.hasSuffix(".") })
    }
}
