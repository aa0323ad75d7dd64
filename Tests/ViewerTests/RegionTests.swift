import Explanations
import Files
import Foundation
import Imaging
import ModelFormats
import NeuralNetwork
import Testing

@testable import Viewer

/// A rectangle on the photo of a classifier: what the answer is without it, and from it alone.
extension OffScreenTests {
    @Suite struct Region {
        private func window(_ mode: String = "grad-cam") throws -> OffScreen {
            let path = try ResourceFolder.path("Resources/photos/coffee.png")
            let window = try OffScreen(
                Start(ViewerOptions(images: [path], model: ModelChoice("efficientnet-lite0"), mode: mode)))
            window.complete()
            return window
        }

        private let start = UnitPoint(x: 0.3, y: 0.2)
        private let end = UnitPoint(x: 0.7, y: 0.8)

        @Test(arguments: ["grad-cam", "feature-map"]) func aRectangleShowsHowTheScoreChanges(mode: String)
            throws
        {
            let window = try window(mode)
            let whole = try #require(window.screen.state.analysis?.predictions.first)
            window.perform(.select(start))
            window.perform(.select(end))
            window.perform(.endSelection)
            let state = window.screen.state
            #expect(state.selection == nil && state.mode.needsClass && state.comparison?.subject == .region)
            guard case .sheet(let sheet)? = state.answer?.content else {
                Issue.record("no pictures beside each other")
                return
            }
            #expect(sheet.panels.count == 3)
            // The scores are those of the photo with the rectangle painted over, and all else.
            let model = try ModelCatalogue.load("efficientnet-lite0")
            let executor = try Executor(model.graph)
            let photo = try ImageFile.read(ResourceFolder.path("Resources/photos/coffee.png"))
            let rectangle = Selection(start: start, end: end).rectangle(of: (photo.width, photo.height))
            let parts = [photo] + [false, true].map { photo.covered(rectangle, outside: $0) }
            for (panel, part) in zip(sheet.panels, parts) {
                let analysis = try Analysis(
                    of: Subject(path: "a.png", photo: part, for: model), with: model, on: executor)
                let score = try #require(analysis.predictions.first { $0.index == whole.index })
                #expect(panel.caption.english.hasSuffix("\(whole.label)  \(score.probability.asPercentage)"))
            }
            #expect(sheet.panels[0].picture != sheet.panels[1].picture)
            #expect(sheet.panels[1].picture != sheet.panels[2].picture)
            // A press on one goes back to the answer, a step back to the comparison, another photo has no rectangle.
            window.perform(.openCompared(1))
            #expect(window.screen.state.comparison == nil)
            window.perform(.undo)
            #expect(window.screen.state.comparison?.region == Selection(start: start, end: end))
            window.perform(.nextPhoto)
            #expect(window.screen.state.comparison == nil)
        }

        @Test func aPhotoKnowsItsRectangleOnTheScreen() throws {
            let window = try window()
            window.screen.draw()
            for name in ["photo", "result.0", "result.2"] {
                let control = try #require(window.screen.scene?.controls.last { $0.name == name })
                let drag = try #require(control.drag, "\(name)")
                let middle = Point(x: control.frame.midX, y: control.frame.midY)
                guard case .select(let place)? = drag(middle) else {
                    Issue.record("\(name) draws no rectangle")
                    continue
                }
                #expect(abs(place.x - 0.5) < 0.02 && abs(place.y - 0.5) < 0.02, "\(name)")
            }
            #expect(window.screen.scene?.controls.last { $0.name == "result.1" }?.drag == nil)
            // The brush paints instead.
            window.perform(.toggleBrush)
            #expect(!window.screen.state.takesRegions)
        }

        @Test func aSessionKeepsIt() throws {
            let window = try window()
            window.screen.state.choices.comparison = Comparison(region: Selection(start: start, end: end))
            let path = NSTemporaryDirectory() + "glassbox-\(UUID()).json"
            defer { try? FileManager.default.removeItem(atPath: path) }
            let choices = window.screen.state.choices
            try Session(choices: choices, preferences: Preferences()).write(to: path)
            let found = try Session(reading: path)
            #expect(found.choices.comparison == choices.comparison)
        }
    }
}
