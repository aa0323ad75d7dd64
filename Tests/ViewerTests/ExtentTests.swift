import Files
import Foundation
import Imaging
import ModelFormats
import Testing
import Words

@testable import Viewer

@Suite struct ExtentTests {
    private static let sizes = [
        (1700, 1000), (1024, 640), (1024, 602), (1280, 1024), (900, 1400), (1080, 1920), (2560, 1080),
        (3840, 2160),
        (640, 480),
    ]

    @Test(arguments: sizes, [false, true]) func nothingOfAWindowStaysEmpty(size: (Int, Int), isDocked: Bool) {
        let (width, height) = (Double(size.0), Double(size.1))
        let arrangement = Arrangement(width: width, height: height, isDocked: isDocked)
        let extent = arrangement.extent
        let least = extent.isStacked ? Extent.stacked : .beside
        #expect(extent.width >= least.width - 1e-6 && extent.height >= least.height - 1e-6)
        #expect(isDocked == (arrangement.dock != nil))
        let dock = arrangement.dock ?? Rect(x: extent.width, y: 0, width: 0, height: extent.height)
        let isBelow = dock.x == 0
        #expect(abs((extent.width + (isBelow ? 0 : dock.width)) * arrangement.scale - width) < 1e-6)
        #expect(abs((extent.height + (isBelow ? dock.height : 0)) * arrangement.scale - height) < 1e-6)
    }

    @Test func theNetworkHasARowOfItsOwnWhereThatMakesAllLarger() {
        #expect(Arrangement(width: 1080, height: 1920, isDocked: false).extent.isStacked)
        #expect(!Arrangement(width: 1024, height: 640, isDocked: false).extent.isStacked)
    }

    /// The parts of the window beside and below one another, each in the window.
    @Test(arguments: sizes, [false, true]) func partsDoNotOverlap(size: (Int, Int), isDocked: Bool) {
        let extent = Arrangement(width: Double(size.0), height: Double(size.1), isDocked: isDocked).extent
        Layout.$extent.withValue(extent) {
            let parts = [
                Layout.inputCard, Layout.diagramCard, Layout.outputCard, Layout.modeRow, Layout.question,
                Layout.resultCard, Layout.status,
            ]
            let window = Rect(x: 0, y: 0, width: Layout.width, height: Layout.height)
            for (index, part) in parts.enumerated() {
                #expect(part.x >= 0 && part.y >= 0 && part.maxX <= window.width + 0.01)
                #expect(part.maxY <= window.height + 0.01 && part.width > 0 && part.height > 0)
                for other in parts[(index + 1)...] { #expect(!part.overlaps(other)) }
            }
            for inner in [Layout.grid, Layout.caption, Layout.besideChart] {
                let card = Layout.resultCard
                #expect(inner.x >= card.x && inner.maxX <= card.maxX + 0.01)
                #expect(inner.y >= card.y && inner.maxY <= card.maxY + 0.01)
            }
            let pictures = 3 * Layout.pictureSide(isMeasured: false) + 3 * Layout.pictureGap + Layout.barWidth
            #expect(pictures <= Layout.grid.width)
        }
    }

    @Test func lettersAreLegibleInASmallWindowAndAsChosenInALargeOne() {
        #expect(LetterSize.usual.scale(at: 1) == 1)
        #expect(LetterSize.usual.scale(at: 0.6) * 14 * 0.6 >= 10.99)
        #expect(LetterSize.usual.scale(at: 0.1) == LetterSize.largest.scale)
        #expect(LetterSize.allCases.map { $0.next } == [.large, .largest, .usual])
        #expect(zip(LetterSize.allCases, LetterSize.allCases.dropFirst()).allSatisfy { $0.scale < $1.scale })
    }
}

extension OffScreenTests {
    @Suite struct Sizes {
        /// All buttons lie in the window and beside each other, whatever its size and that of letters.
        @Test(arguments: [(1024, 640), (900, 1400), (2560, 1080)], LetterSize.allCases)
        func everyButtonIsInReach(size: (Int, Int), letters: LetterSize) throws {
            let photo = try ResourceFolder.path("Resources/photos/cat.png")
            let options = ViewerOptions(images: [photo], language: "en")
            let window = try OffScreen(state: Viewer.initialState(options), width: size.0, height: size.1)
            window.screen.state.preferences.appearance.letters = letters
            window.complete()
            let controls = try #require(window.screen.scene?.controls)
            let room = window.screen.arranged { Rect(x: 0, y: 0, width: Layout.width, height: Layout.height) }
            #expect(controls.contains { $0.name == "keys" } && controls.contains { $0.name == "result.2" })
            for control in controls {
                let frame = control.frame
                let isInside =
                    frame.x >= -0.01 && frame.y >= -0.01 && frame.maxX <= room.width + 0.01
                    && frame.maxY <= room.height + 0.01
                #expect(isInside, "\(control.name)")
            }
            let buttons = controls.filter {
                $0.action != nil && !$0.name.hasPrefix("group.") && !$0.name.hasPrefix("layer.")
            }
            for (index, button) in buttons.enumerated() {
                for other in buttons[(index + 1)...] {
                    #expect(!button.frame.overlaps(other.frame), "\(button.name) and \(other.name)")
                }
            }
        }

        /// Names of files are written in every script: a letter that no font has is a box with its code point.
        @Test func everyNameIsWritten() throws {
            let window = try OffScreen(state: Viewer.initialState(ViewerOptions(language: "en")))
            let canvas = window.screen.canvas
            func ink(_ text: String) -> Int {
                canvas.clear(Theme.surface)
                canvas.text(Words(verbatim: text), in: Rect(x: 20, y: 20, width: 400, height: 40))
                let picture = window.screen.picture() ?? Picture(width: 1, height: 1)
                return picture.withUnsafeBytes { $0.count { $0 < 128 } }
            }
            let missing = "\u{10FFFD}"
            #expect(canvas.width(of: Words(verbatim: missing), size: 16) > 10)
            #expect(ink(missing) > 60)
            #expect(ink("a\(missing)b.png") > ink("ab.png") + 60)
            #expect(canvas.fonts.takeWanted() == [Unicode.Scalar(0x10FFFD)!])
        }

        @Test func theSystemsFontsAreAskedForWhatOursDoNotHave() {
            #expect(SystemFonts.font(for: Unicode.Scalar(0x10FFFD)!) == nil)
            if let found = SystemFonts.font(for: "א") { #expect(found.path.hasPrefix("/")) }
        }

        @Test func whatRunsFromTheRightStaysTogether() throws {
            let window = try OffScreen(state: Viewer.initialState(ViewerOptions(language: "en")))
            let fonts = window.screen.canvas.fonts
            guard let hebrew = SystemFonts.font(for: "א") else { return }
            fonts.take(Dictionary(uniqueKeysWithValues: "חתולשר".unicodeScalars.map { ($0, hebrew) }))
            let runs = fonts.runs(of: "חתול שחור 12.png", weight: .regular, pixelSize: 16)
            #expect(runs.map(\.text) == ["חתול שחור", " 12.png"])
            #expect(runs.map { $0.script?.isRightToLeft == true } == [true, false])
        }
    }
}
