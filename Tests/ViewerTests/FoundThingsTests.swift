import Files
import GoldenData
import Imaging
import ModelFormats
import Testing

@testable import Explanations
@testable import Viewer

/// What a detector finds lies over the photo and is explained by a press; photos of which it finds less keep an answer.
extension OffScreenTests {
    @Suite struct FoundThingsTests {
        private func window(_ photos: String...) throws -> OffScreen {
            let window = try OffScreen(
                Start(
                    ViewerOptions(
                        images: photos.map { try ResourceFolder.path("Resources/photos/\($0)") },
                        model: ModelChoice(GoldenFolder("detectors").path("columns.onnx")), mode: "grad-cam"))
            )
            window.complete()
            window.screen.draw()
            return window
        }

        private func control(_ name: String, in window: OffScreen) throws -> Control {
            try #require(window.screen.scene?.controls.last { $0.name == name }, "\(name)")
        }

        @Test func theSurestBoxIsExplainedAtOnce() throws {
            let window = try window("coffee.png")
            let state = window.screen.state
            let found = try #require(state.analysis?.found)
            #expect(found.things.count > 1 && found.segments == nil)
            #expect(zip(found.things, found.things.dropFirst()).allSatisfy { $0.share! >= $1.share! })
            #expect(state.choices.target == "detection 1")
            #expect(state.obstacle == nil && state.failure == nil && state.answer != nil)
            #expect(state.answer?.explanation.target?.text == "detection 1")
        }

        @Test func aPressExplainsTheSmallestBoxThere() throws {
            let window = try window("coffee.png")
            let photo = try #require(window.screen.state.analysis)
            let found = try #require(photo.found)
            let place = try control("photo.found", in: window)
            for thing in found.things.prefix(6) {
                let box = try #require(thing.box)
                let x = Double(box.x) + Double(box.width) / 2
                let y = Double(box.y) + Double(box.height) / 2
                let around = found.things.filter {
                    guard let other = $0.box else { return false }
                    return Double(other.x) <= x && x < Double(other.x + other.width) && Double(other.y) <= y
                        && y < Double(other.y + other.height)
                }
                let smallest = around.map { $0.box!.width * $0.box!.height }.min()
                let point = Point(
                    x: place.frame.x + x / Double(photo.extent.width) * place.frame.width,
                    y: place.frame.y + y / Double(photo.extent.height) * place.frame.height)
                let action = try #require(place.pick?(point))
                guard case .explain(let target) = action else {
                    Issue.record("\(action)")
                    continue
                }
                let chosen = try #require(found.things.first { $0.target == target })
                #expect(chosen.box!.width * chosen.box!.height == smallest)
                window.perform(action)
                #expect(window.screen.state.answer?.explanation.target?.text == target)
            }
        }

        @Test func theListSaysWhatIsFound() throws {
            let window = try window("coffee.png")
            let second = try control("found.2", in: window)
            window.perform(try #require(second.action))
            #expect(window.screen.state.choices.target == "detection 2")
            window.screen.draw()
            // What is explained stays in the list wherever it stands.
            let count = try #require(window.screen.state.analysis?.found?.things.count)
            window.perform(.explain("detection \(count)"))
            window.screen.draw()
            _ = try control("found.\(count)", in: window)
        }

        @Test func aPhotoWithFewerBoxesIsAskedAboutItsFirst() throws {
            let window = try window("coffee.png", "cat.png")
            func count(_ photo: Int) throws -> Int {
                window.perform(.showPhoto(photo))
                return try #require(window.screen.state.analysis?.found?.things.count)
            }
            let counts = try (count(0), count(1))
            try #require(counts.0 != counts.1)
            let (more, fewer) = counts.0 > counts.1 ? (0, 1) : (1, 0)
            window.perform(.showPhoto(more))
            window.perform(.explain("detection \(max(counts.0, counts.1))"))
            window.perform(.showPhoto(fewer))
            #expect(window.screen.state.choices.target == "detection 1")
            #expect(window.screen.state.obstacle == nil && window.screen.state.failure == nil)
        }
    }
}

/// The class of a place, by the photo's pixels.
@Suite struct FoundSegmentsTests {
    @Test func aPressExplainsTheClassThere() throws {
        let photo = Picture(width: 40, height: 20, fill: RGB(0, 0, 0))
        let model = try ModelFile.load(
            GoldenFolder("detectors").path("columns.onnx"),
            settings: ModelSettings(scaling: .tf, fit: .stretch))
        let subject = Subject(path: "a.png", photo: photo, for: model)
        #expect(subject.region == photo.bounds)
        let map = Findings.SegmentMap(rows: 2, columns: 4, classes: [0, 0, 5, 5, 0, -1, 5, 5])
        let segments = [
            Findings.Segment(index: 5, label: "sky", share: 0.5),
            Findings.Segment(index: 0, label: "sea", share: 0.375),
        ]
        let found = try #require(
            FoundThings(
                .segments(segments, map: map), in: subject, over: photo, seen: photo.bounds))
        #expect(found.things.map(\.target) == ["region class 5", "region class 0"])
        #expect(found.target(x: 1, y: 1) == "region class 0")
        #expect(found.target(x: 39, y: 19) == "region class 5")
        #expect(found.target(x: 15, y: 15) == nil)
        #expect(found.target(x: -3, y: 5) == nil && found.target(x: 41, y: 5) == nil)
        let picture = try #require(found.segments?.picture)
        #expect(picture.width == 40 && picture.pixels[0] > 0 && picture.pixels[(15 * 40 + 15) * 3] == 0)
    }

    @Test func onlyWholeBoxesAndClassesAreChosenHere() {
        #expect(FoundThings.isTarget("detection 3") && FoundThings.isTarget("region class 7"))
        for other in ["detection 3 x", "detection", "region 1,2,3,4 class 7", "sum", "5", "region class #1"] {
            #expect(!FoundThings.isTarget(other))
        }
    }
}
