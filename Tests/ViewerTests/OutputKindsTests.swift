import Explanations
import Files
import GoldenData
import Imaging
import ModelFormats
import Testing

@testable import Viewer

/// The window of networks that put out numbers, pictures and embeddings, classes of places and attention.
extension OffScreenTests {
    @Suite struct OutputKindsTests {
        private func window(_ model: String, _ photos: [String] = ["coffee.png"], mode: String = "grad-cam")
            throws -> OffScreen
        {
            let window = try OffScreen(
                Start(
                    ViewerOptions(
                        images: photos.map { try ResourceFolder.path("Resources/photos/\($0)") },
                        model: ModelChoice(model), mode: mode)))
            window.complete()
            window.screen.draw()
            return window
        }

        private func control(_ name: String, in window: OffScreen) throws -> Control {
            try #require(window.screen.scene?.controls.last { $0.name == name }, "\(name)")
        }

        @Test func aNumberIsShownAndExplained() throws {
            let window = try window(GoldenFolder("output-kinds").path("steering.onnx"))
            let state = window.screen.state
            let found = try #require(state.analysis?.found)
            #expect(found.kind == .numbers && found.things.count == 1)
            #expect(found.things[0].detail?.hasSuffix("(-30 … 30)") == true)
            #expect(state.choices.target == "value 0 of steering")
            #expect(state.answer?.explanation.target?.text == "value 0 of steering" && state.failure == nil)
        }

        @Test func anAutoencodersPictureIsShown() throws {
            let window = try window(GoldenFolder("output-kinds").path("autoencoder.onnx"))
            let found = try #require(window.screen.state.analysis?.reconstruction)
            // The network's input is a square, whatever the photo is.
            #expect(found.picture.width > 100 && found.picture.width == found.picture.height)
            #expect(found.meanSquaredError > 0)
            #expect(window.screen.state.analysis?.found == nil && window.screen.state.failure == nil)
        }

        @Test func photosAreComparedByAnEmbedding() throws {
            let window = try window(
                GoldenFolder("output-kinds").path("clip.onnx"), ["coffee.png", "cat.png", "astronaut.jpg"])
            let found = try #require(window.screen.state.analysis?.found)
            #expect(found.kind == .photos && found.things.count >= 2)
            #expect(zip(found.things, found.things.dropFirst()).allSatisfy { $0.share! >= $1.share! })
            let target = try #require(window.screen.state.choices.target)
            #expect(target == found.things[0].target && target.hasPrefix("similarity to "))
            let value = try #require(window.screen.state.answer?.explanation.target?.value)
            #expect(abs(value - found.things[0].share!) < 1e-3)
            // Another photo has others beside it.
            window.perform(.nextPhoto)
            let next = try #require(window.screen.state.analysis?.found)
            #expect(next.things.count >= 2 && window.screen.state.failure == nil)
        }

        @Test func aRectangleExplainsTheClassThatCoversMostOfIt() throws {
            let window = try window(GoldenFolder("targets").path("masks.onnx"))
            let photo = try #require(window.screen.state.analysis)
            let found = try #require(photo.found)
            for name in ["photo.found", "result.0", "result.2"] {
                let place = try control(name, in: window).frame
                func point(_ x: Double, _ y: Double) -> Point {
                    Point(x: place.x + x * place.width, y: place.y + y * place.height)
                }
                let drag = try #require(try control(name, in: window).drag)
                window.perform(try #require(drag(point(0.3, 0.3))))
                window.perform(try #require(drag(point(0.7, 0.6))))
                let drawn = try #require(window.screen.state.selection)
                #expect(!drawn.isPress)
                window.screen.draw()
                window.perform(.endSelection)
                #expect(window.screen.state.selection == nil)
                let expected = try #require(found.target(in: drawn.rectangle(of: photo.extent)))
                #expect(expected.hasPrefix("region ") && window.screen.state.choices.target == expected)
                #expect(window.screen.state.answer?.explanation.target?.text == expected)
                // A press is about the class at that place.
                window.perform(try #require(drag(point(0.5, 0.5))))
                window.perform(.endSelection)
                let there = found.target(
                    x: 0.5 * Double(photo.extent.width), y: 0.5 * Double(photo.extent.height))
                #expect(window.screen.state.choices.target == there)
                window.screen.draw()
            }
        }

        @Test func aPressOnTheAnswerExplainsTheBoxThere() throws {
            let window = try window(GoldenFolder("detectors").path("columns.onnx"))
            let photo = try #require(window.screen.state.analysis)
            let box = try #require(photo.found?.things.last?.box)
            let frame = try control("result.2", in: window).frame
            let point = Point(
                x: frame.x + (Double(box.x) + Double(box.width) / 2) / Double(photo.extent.width)
                    * frame.width,
                y: frame.y + (Double(box.y) + Double(box.height) / 2) / Double(photo.extent.height)
                    * frame.height)
            let action = try #require(try control("result.2", in: window).pick?(point))
            guard case .explain(let target) = action else {
                Issue.record("\(action)")
                return
            }
            window.perform(action)
            #expect(window.screen.state.answer?.explanation.target?.text == target)
        }

        @Test func whatIsFoundCanBeSearched() throws {
            let window = try window(GoldenFolder("detectors").path("columns.onnx"))
            window.perform(ClassPanel.toggle)
            window.perform(.type("detection 3"))
            let card = try #require(window.screen.state.card as? ClassPanel)
            let row = try #require(
                card.picker.matches.first {
                    $0.target != -1 && $0.names.contains("detection 3")
                })
            #expect(card.action(for: row) == .explain("detection 3"))
            window.perform(.take(nil))
            #expect(window.screen.state.choices.target == "detection 3")
        }

        @Test func aPressOnAPlaceShowsWhatItsTokenLooksAt() throws {
            let window = try window(GoldenFolder("output-kinds").path("vit.onnx"), mode: "attention")
            #expect(window.screen.state.obstacle == nil)
            let head = try control("result.0", in: window)
            let place = Point(
                x: head.frame.x + 0.9 * head.frame.width, y: head.frame.y + 0.1 * head.frame.height)
            let action = try #require(head.pick?(place))
            #expect(action == .lookFrom(row: 0, column: 3))
            let before = window.screen.state.answer?.explanation.raw
            window.perform(action)
            let after = window.screen.state.answer?.explanation.raw
            #expect(before != nil && after != nil && before?.values != after?.values)
            #expect(window.screen.state.failure == nil && window.screen.state.obstacle == nil)
        }
    }
}
