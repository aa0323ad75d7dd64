import Datasets
import Foundation
import Imaging
import ModelFormats
import Tensors
import Testing

@testable import Studies

/// Each analysis finds what was planted, and nothing else.
@Suite struct PlantedTests {
    @Test func deadAndDoubleFiltersAreFound() throws {
        let finding = try PlantedSet().finding("health")
        #expect(finding.texts("channels", "channel") == ["4", "5", "6", "7"])
        #expect(
            finding.texts("channels", "finding") == [
                "never active", "double", "always active", "never active",
            ])
        #expect(finding.texts("channels", "like channel") == ["–", "0", "–", "–"])
        #expect(finding.number("channels") == 8 && finding.number("neverActive") == 2)
        #expect(finding.texts("layers", "layer") == ["colours"])
    }

    @Test func twinsAreFound() throws {
        let finding = try PlantedSet().finding("twins")
        #expect(finding.texts("pairs", "file") == Self.twins.map(\.0))
        #expect(finding.texts("pairs", "other file") == Self.twins.map(\.1))
        #expect(finding.texts("pairs", "across parts") == ["yes", "yes"])
        #expect(finding.number("acrossParts") == 2 && finding.number("withDifferentLabels") == 0)
    }

    private static let twins = PlantedSet.twins.sorted { $0.0 < $1.0 }

    @Test func swappedColoursAreFound() throws {
        let swapped = Preprocessing.Scaling(isBlueFirst: true)
        let finding = try PlantedSet(swapped).finding("preprocessing", part: .validation)
        #expect(finding.texts("variants", "preprocessing").first == "unit")
        #expect(finding.texts("variants", "accuracy").first == "1.000")
        #expect(finding.number("accuracyAsItIs")! < 0.7)
        #expect(finding.sentences[1].english.contains("Try --preprocessing unit,"))
        let right = try PlantedSet().finding("preprocessing", part: .validation)
        #expect(right.sentences[0].english.contains("nothing else that was tried is clearly better"))
    }

    @Test func theMarkIsFound() throws {
        let finding = try PlantedSet().finding("shortcuts")
        #expect(finding.texts("members", "file").sorted() == PlantedSet.marked)
        #expect(finding.texts("clusters", "class").first == "blue")
        #expect(finding.texts("clusters", "at the border").first == "yes")
        #expect(finding.number("doubtful") == 1)
        #expect(finding.sentences[0].english.hasPrefix("10 pictures of blue (33.3 %)"))
    }

    @Test func filtersAreExcitedByWhatTheyLookFor() throws {
        let planted = try PlantedSet()
        let finding = try planted.finding("filters")
        let channels = finding.texts("channels", "channel")
        let place = try #require(channels.firstIndex(of: "3"))
        #expect(finding.texts("channels", "class")[place] == "blue")
        let pictures = finding.texts("channels", "pictures")[place].components(separatedBy: ", ")
        #expect(pictures.count == 9 && Set(pictures).isSubset(of: PlantedSet.marked))
        #expect(!channels.contains("4") && !channels.contains("7"))
        for (channel, label) in [("0", "red"), ("1", "green"), ("2", "blue")] {
            #expect(finding.texts("channels", "class")[channels.firstIndex(of: channel)!] == label)
        }
    }

    /// The evidence lies in the discs, and not in the discs of marked pictures.
    @Test func evidenceIsMeasuredInBoxes() throws {
        let planted = try PlantedSet()
        let table = planted.folder.write(planted.boxes, to: "boxes.csv")
        var options = Study.Options()
        options.analyses = ["looks-at"]
        let study = try Study(of: Dataset(table), with: planted.model, options, program: "0")
        let results = try StudyRun(study).run()
        let rows = String(decoding: StudyCSV.data(of: results), as: UTF8.self).split(separator: "\n")
            .dropFirst()
        #expect(rows.count == 30)
        for row in rows {
            let cells = row.split(separator: ",", omittingEmptySubsequences: false)
            let isMarked = PlantedSet.marked.contains(String(cells[0]))
            let inside = try #require(Double(cells[3]))
            #expect(isMarked ? inside < 0.05 : inside > 0.95, "\(row)")
            #expect(cells[4] == (isMarked ? "0" : "1"), "\(row)")
        }
        let finding = try results.findings()[0]
        #expect(finding.number("boxes") == 30)
        #expect(abs(finding.number("pointingGame")! - 20.0 / 30) < 1e-9)
    }

    @Test func methodsAreMeasuredOverASet() throws {
        let planted = try PlantedSet()
        let results = try StudyRun(
            planted.study(["errors", "scores"]) {
                $0.limit = 4
                $0.methods = ["grad-cam", "saliency"]
                $0.metrics = ["deletion", "insertion"]
                $0.seeds = [0, 1]
            }
        ).run()
        let lines = String(decoding: StudyCSV.data(of: results), as: UTF8.self).split(separator: "\n")
        #expect(lines[0].hasSuffix(",correct,method,metric,seed,score"))
        #expect(lines.count == 1 + 4 * 2 * 2 * 2)
        let finding = try results.findings()[1]
        #expect(finding.texts("scores", "method") == ["grad-cam", "grad-cam", "saliency", "saliency"])
        #expect(finding.texts("scores", "pictures") == ["4", "4", "4", "4"])
        #expect(finding.sentences[0].english.contains("Grad-CAM (Selvaraju"))
        #expect(throws: StudyObstacle.noMethods("scores")) { try StudyRun(planted.study(["scores"])) }
    }

    @Test func evidenceIsCountedByThePartsOfPlacesThatABoxCovers() throws {
        let map = EvidenceMap(Tensor([2, 2], [0, 1, 2, 1]))
        let region = PixelRectangle(x: 10, y: 0, width: 20, height: 20)
        func near(_ one: Double?, _ other: Double) -> Bool { one.map { abs($0 - other) < 0.01 } ?? false }
        #expect(near(map.share(inside: region, of: region), 1))
        #expect(near(map.share(inside: PixelRectangle(x: 10, y: 10, width: 10, height: 10), of: region), 0.5))
        #expect(near(map.share(inside: PixelRectangle(x: 10, y: 10, width: 5, height: 10), of: region), 0.25))
        #expect(near(map.share(inside: PixelRectangle(x: 0, y: 0, width: 10, height: 20), of: region), 0))
        #expect(map.points(into: PixelRectangle(x: 14, y: 14, width: 2, height: 2), of: region) == true)
        #expect(map.points(into: PixelRectangle(x: 20, y: 0, width: 10, height: 20), of: region) == false)
        #expect(EvidenceMap(Tensor([1, 2], [0, 0])).share(inside: region, of: region) == nil)
    }

    @Test func groupsThatHangTogetherAreFound() {
        var random = SplitMix(state: 3)
        let points = (0..<40).map { place -> [Double] in
            let centre: [Double] = place < 12 ? [0, 0] : place < 30 ? [10, 0] : [0, 10]
            return centre.map { $0 + Double(random.next(100)) / 100 }
        }
        let clusters = SpectralClusters(points)
        #expect(clusters.count == 3)
        for range in [0..<12, 12..<30, 30..<40] { #expect(Set(clusters.groups[range]).count == 1) }
        #expect(Set(clusters.groups).count == 3)
        #expect(SpectralClusters([[1, 2], [3, 4]]).count == 1)
    }

    @Test func shortenedFeaturesKeepTheirCosines() {
        var random = SplitMix(state: 9)
        func vector() -> [Float] { (0..<1280).map { _ in Float(random.next(1000)) / 500 - 1 } }
        let (one, other) = (vector(), vector())
        let mixed = zip(one, other).map { 0.9 * $0 + 0.3 * $1 }
        func cosine(_ a: [Float], _ b: [Float]) -> Float {
            func product(_ x: [Float], _ y: [Float]) -> Float { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
            return product(a, b) / (product(a, a) * product(b, b)).squareRoot()
        }
        for (a, b) in [(one, other), (one, mixed)] {
            #expect(abs(cosine(a, b) - cosine(Twins.shortened(a), Twins.shortened(b))) < 0.15)
        }
        #expect(Twins.shortened([1, 2, 3]) == [1, 2, 3])
    }

    @Test func packedNumbersComeBack() throws {
        let values: [Float] = [0, -0, 1.5, -.infinity, 3.14159, 1e-40]
        let again = try JSONDecoder().decode(
            PackedFloats.self, from: JSONEncoder().encode(PackedFloats(values)))
        #expect(again.values.map(\.bitPattern) == values.map(\.bitPattern))
        let halves = PackedHalves([1.0, 3.14159, -2.71828])
        #expect(try JSONDecoder().decode(PackedHalves.self, from: JSONEncoder().encode(halves)) == halves)
        #expect(zip(halves.values, [1.0, 3.14159, -2.71828]).allSatisfy { abs($0 - $1) <= abs($1) / 256 })
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(PackedFloats.self, from: Data("\"AAA\"".utf8))
        }
    }
}
