import Explanations
import Files
import Foundation
import ModelFormats
import Testing
import Words

@testable import Viewer

/// The answer by itself, and the line below every answer.
extension OffScreenTests {
    @Suite struct Presentation {
        private func window(
            _ photo: String = "astronaut.jpg", mode: String = "grad-cam", width: Int = 1700,
            height: Int = 1000
        ) throws -> OffScreen {
            let path = try ResourceFolder.path("Resources/photos/\(photo)")
            let window = try OffScreen(
                Start(ViewerOptions(images: [path], model: ModelChoice("efficientnet-lite0"), mode: mode)),
                width: width, height: height)
            window.complete()
            window.screen.draw()
            return window
        }

        private func frame(_ name: String, in window: OffScreen) throws -> Rect {
            window.screen.draw()
            return try #require(window.screen.scene?.controls.last { $0.name == name }?.frame, "\(name)")
        }

        @Test(arguments: [(1700, 1000), (1024, 640), (1920, 1080)])
        func thePictureTakesFourFifthsOfTheHeight(width: Int, height: Int) throws {
            let window = try window(width: width, height: height)
            window.perform(.present)
            let canvas = window.screen.canvas
            let picture = canvas.pixels(try frame("result.2", in: window))
            #expect(abs(Double(picture.h) - 0.8 * Double(height)) <= 1 && picture.w >= picture.h - 1)
            // Nothing else of the window is in the way.
            #expect(window.screen.scene?.controls.contains { $0.name.hasPrefix("mode.") } == false)
            let caption = try frame("caption", in: window)
            #expect(
                !caption.overlaps(try frame("result.2", in: window))
                    && caption.maxY <= window.screen.canvas.extent.height)
            window.perform(.closeOrCancel)
            #expect(!window.screen.state.isPresenting)
            #expect(try frame("result.2", in: window).height < canvas.extent.height * 0.5)
        }

        @Test(arguments: [(1700, 1000), (1024, 640), (3840, 2160)])
        func lettersHaveTwentyFourPixels(width: Int, height: Int) throws {
            let window = try window(width: width, height: height)
            window.perform(.present)
            window.screen.draw()
            window.screen.arranged {
                #expect(Theme.Size.small * window.screen.canvas.scale >= 23.99)
            }
        }

        @Test func aLongMessageHasRoomForTwoLines() throws {
            let window = try window(width: 1024, height: 640)
            window.perform(.present)
            let long = String(repeating: "A file that is not what its name says it is. ", count: 4)
            window.screen.state.announcements.say(Words(verbatim: long), as: .error)
            let notice = try frame("notice", in: window)
            window.screen.arranged {
                #expect(notice.height >= 2.4 * Theme.Size.small && notice.maxY <= Layout.height)
            }
        }

        @Test func aClickerGoesThroughPhotosSessionsAndLessons() throws {
            let (down, up) = (Commands.nextPage.shortcut.keys[0], Commands.previousPage.shortcut.keys[0])
            var state = try Viewer.initialState(ViewerOptions())
            #expect(state.presentationAction(for: down) == nil)
            _ = state.perform(.present)
            #expect(state.presentationAction(for: down) == .nextPhoto)
            #expect(state.presentationAction(for: up) == .previousPhoto)
            let folder = NSTemporaryDirectory() + "glassbox-present-" + UUID().uuidString
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            var paths: [String] = []
            for (index, name) in ["a", "b", "c"].enumerated() {
                var choices = state.choices
                choices.photoIndex = index
                paths.append("\(folder)/\(name).glassbox")
                try Session(choices: choices, preferences: Preferences()).write(to: paths[index])
            }
            #expect(state.open(paths) == .request)
            #expect(state.presentationAction(for: down) == .nextSession)
            for expected in [1, 2, 0] {
                guard case .look(.open(let asked, let origin)) = state.perform(.nextSession) else {
                    Issue.record("nothing is opened")
                    return
                }
                #expect(state.receive(OpenedFiles(at: asked, origin)) == .request)
                #expect(state.photoIndex == expected && state.sessionPaths.count == 3)
            }
            let lesson = try Lesson(reading: try ResourceFolder.path("Resources/lessons/01-pictures.json"))
            state.begin(lesson)
            #expect(state.presentationAction(for: down) == .nextStep)
            #expect(state.perform(.toggle("options")) == .request)
            #expect(!state.isPresenting && state.card is OptionsPanel)
        }

        private static let captions = [
            ("grad-cam", "Red: speaks for tiger cat. Blue: hardly counts. 7×7 cells."),
            ("feature-map", "Bright: the channel finds its pattern there. 1280 maps of 7×7 cells."),
            ("saliency", "Red: counts most for tiger cat. Blue: hardly counts. 224×224 cells."),
            ("guided-grad-cam", "Strong colours: the pixels that change the score of tiger cat most."),
        ]

        @Test(arguments: captions) func everyAnswerSaysWhatItsColoursMean(mode: String, caption: String)
            throws
        {
            let window = try window("cat.png", mode: mode)
            #expect(window.screen.state.answer?.caption.english == caption)
            let place = try frame("caption", in: window)
            let card = window.screen.arranged { Layout.resultCard }
            #expect(card.contains(Point(x: place.x, y: place.maxY)))
            let pictures = try #require(window.screen.scene?.controls.filter { $0.name.hasPrefix("result.") })
            #expect(!pictures.isEmpty && pictures.allSatisfy { !$0.frame.overlaps(place) })
        }

        @Test(arguments: ["lime", "shap", "feature-map", "guided-grad-cam"])
        func everyPictureStaysInTheWindow(mode: String) throws {
            let window = try window("cat.png", mode: "grad-cam")
            window.perform(.chooseMode(try #require(ExplanationMethods.all.firstIndex { $0.name == mode })))
            window.perform(.present)
            window.screen.draw()
            let pictures = try #require(window.screen.scene?.controls.filter { $0.name.hasPrefix("result.") })
            let room = window.screen.arranged { Layout.resultCard }
            #expect(!pictures.isEmpty)
            for frame in pictures.map(\.frame) {
                #expect(frame.x >= room.x && frame.maxX <= room.maxX && frame.maxY <= room.maxY, "\(frame)")
            }
        }

        @Test func theCaptionNamesTheColourOfTheScale() throws {
            let window = try window("cat.png")
            for (colormap, name) in [
                ("viridis", "Yellow"), ("magma", "Bright"), ("grey", "Bright"), ("jet", "Red"),
            ] {
                window.perform(.setOption("colormap", colormap))
                #expect(window.screen.state.answer?.caption.english.hasPrefix(name) == true, "\(colormap)")
            }
            #expect(window.screen.state.answer?.explanation.place?.english == "It is strongest at the left.")
        }
    }
}
