import Files
import Foundation
import ModelFormats
import Testing
import Words

@testable import Viewer

/// What has no room is cut with a mark, and a pointer that rests there reads all of it.
extension OffScreenTests {
    @Suite struct CutText {
        private let folder = NSTemporaryDirectory() + "glassbox-\(UUID())/photos of a long summer by the sea"
        private static let name = "IMG_20240817_a_cat_that_sits_in_the_garden_behind_the_house_final_2.png"

        private func window(_ state: (inout ViewerState) -> Void = { _ in }) throws -> OffScreen {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let path = folder + "/" + Self.name
            try FileManager.default.copyItem(
                atPath: ResourceFolder.path("Resources/photos/cat.png"), toPath: path)
            let window = try OffScreen(Start(ViewerOptions(images: [path], mode: "grad-cam")))
            state(&window.screen.state)
            window.complete()
            return window
        }

        private func removeFolder() { try? FileManager.default.removeItem(atPath: folder) }

        @Test(arguments: 0..<3) func aLongNameIsReadWhole(step: Int) throws {
            defer { removeFolder() }
            let window = try window { state in
                for _ in 0..<step { _ = state.perform(.toggleLarge) }
            }
            window.screen.draw()
            let cut = try #require(window.screen.canvas.cuts.first { $0.whole == Self.name })
            let card = window.screen.arranged { Layout.inputCard }
            #expect(cut.frame.x >= card.x && cut.frame.maxX <= card.maxX)
            // Under the pointer it is whole, in lines that stay in the window.
            let before = window.picture()
            let pointer = Point(x: cut.frame.midX, y: cut.frame.midY)
            #expect(window.screen.scene?.traces(of: nil) != window.screen.scene?.traces(of: pointer))
            window.screen.state.pointer = pointer
            #expect(window.picture() != before)
            #expect(window.screen.scene?.cutLine?.whole == Self.name)
        }

        @Test func aPathGoesOnInTheNextLineOfACard() throws {
            defer { removeFolder() }
            let window = try window()
            let canvas = window.screen.canvas
            let path = folder.replacingOccurrences(of: " ", with: "_") + "/" + Self.name
            let lines = canvas.lines(of: Words(verbatim: path), width: 300, size: 17, breaksWords: true)
            #expect(lines.count > 2 && lines.joined() == path)
            #expect(lines.allSatisfy { canvas.width(of: Words(verbatim: $0), size: 17) <= 300 })
            #expect(lines.dropLast().allSatisfy { "/._-".contains($0.last ?? " ") })
            // A sentence around it keeps its words.
            let sentence = canvas.lines(
                of: Words(verbatim: "See \(path) there"), width: 300, size: 17, breaksWords: true)
            #expect(sentence.first == "See" && sentence.last?.hasSuffix(" there") == true)
        }

        @Test func namesKeepTheirEndsAndSentencesTheirBeginning() {
            #expect(TextCut.usual(for: "layer4.1.conv2") == .middle)
            #expect(TextCut.usual(for: "/home/a person/cat.png") == .middle)
            #expect(TextCut.usual(for: "This is a sentence.") == .end)
            #expect(TextCut.usual(for: "Normalization") == .end)
        }

        @Test func aLongTitleLeavesTheButtonsTheirRoom() throws {
            defer { removeFolder() }
            let window = try window()
            let long = String(repeating: "resnet_trained_for_ever_", count: 6) + "92.onnx"
            let model = try #require(window.screen.state.model)
            window.screen.state.model = Model(
                name: model.name, title: long, graph: model.graph, preprocessing: model.preprocessing,
                labels: model.labels, recommendedLayer: model.recommendedLayer)
            window.screen.draw()
            func frame(_ name: String) throws -> Rect {
                try #require(window.screen.scene?.controls.last { $0.name == name }?.frame, "\(name)")
            }
            #expect(try frame("network").maxX <= frame("train").x)
            #expect(window.screen.canvas.cuts.contains { $0.whole == long })
        }
    }
}
