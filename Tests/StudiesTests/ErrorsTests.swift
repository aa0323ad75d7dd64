import Datasets
import Foundation
import GoldenData
import Testing

@testable import Studies

@Suite struct ErrorsTests {
    private func study(_ classes: [String]) -> StudyDescription {
        StudyDescription(
            program: "0", set: "set", setFingerprint: "", pictureCount: 0, setClasses: classes,
            targets: Array(classes.indices), remarks: [], network: "net", networkTitle: "Net",
            networkFingerprint: "", networkClasses: classes, layer: "layer", analyses: ["errors"],
            methods: [],
            metrics: [], seeds: [0], batchSize: 8)
    }

    private func picture(_ place: Int, _ target: Int?, _ label: String?) -> StudiedPicture {
        StudiedPicture(place: place, file: "\(place).png", label: label, target: target)
    }

    @Test func theAnswerIsReadOffTheProbabilities() {
        let note = Errors.note([0.1, 0.3, 0.05, 0.3, 0.2, 0.04, 0.01], target: 3)
        #expect(note.top == [1, 3, 4, 0, 2])
        #expect(note.probabilities == [0.3, 0.3, 0.2, 0.1, 0.05])
        #expect(note.rank == 2 && note.right == 0.3)
        #expect(Errors.note([0.4, 0.6], target: nil).rank == nil)
        #expect(Errors.note([0.4, 0.6], target: 0).rank == 2)
    }

    private struct Golden: Decodable {
        let probabilities: [[Double]]
        let labels: [Int]
        let accuracy, topFive, loss, expectedCalibrationError: Double
        let precision, recall, f1: [Double]
        let support: [Int]
        let confusion: [[Int]]
    }

    /// Against scikit-learn and the definition of the calibration error in numpy.
    @Test func numbersAreThoseOfScikitLearn() throws {
        let golden = try JSONDecoder().decode(
            Golden.self,
            from: Data(contentsOf: URL(fileURLWithPath: GoldenFolder("set-errors").path("cases.json"))))
        let classes = (0..<golden.precision.count).map { "class \($0)" }
        let pictures = zip(golden.probabilities, golden.labels).enumerated().map { place, pair in
            (picture: picture(place, pair.1, classes[pair.1]), note: Errors.note(pair.0, target: pair.1))
        }
        let study = study(classes)
        let finding = Errors().finding(
            Notes(study: study, pictures: pictures, total: NoTotal(), photo: { _ in nil }))
        func isNear(_ one: Double?, _ other: Double) -> Bool { one.map { abs($0 - other) < 1e-9 } ?? false }
        #expect(isNear(finding.number("accuracy"), golden.accuracy))
        #expect(isNear(finding.number("topFive"), golden.topFive))
        #expect(isNear(finding.number("loss"), golden.loss))
        #expect(isNear(finding.number("expectedCalibrationError"), golden.expectedCalibrationError))
        let judged = pictures.map { JudgedPicture(picture: $0, note: $1, target: $0.target!) }
        let rows = ClassScores(judged, study).rows
        #expect(rows.map(\.support) == golden.support)
        for (row, place) in zip(rows, golden.precision.indices) {
            #expect(isNear(row.precision ?? 0, golden.precision[place]))
            #expect(isNear(row.recall ?? 0, golden.recall[place]))
            #expect(isNear(row.f1 ?? 0, golden.f1[place]))
        }
        for pair in ConfusedClasses(judged, study).pairs {
            #expect(pair.count == golden.confusion[pair.target][pair.predicted])
        }
    }

    @Test func whatWasMislabelledIsFound() throws {
        let planted = try PlantedSet()
        let finding = try planted.finding("errors")
        #expect(finding.number("labelled") == 92)
        #expect(finding.texts("confidentMistakes", "file").sorted() == PlantedSet.mislabelled)
        #expect(finding.texts("confidentMistakes", "predicted") == ["red", "red"])
        #expect(abs(finding.number("accuracy")! - 90.0 / 92) < 1e-12)
        #expect(finding.figures.count { if case .picture = $0.content { true } else { false } } == 2)
        #expect(try planted.finding("errors", part: .validation).number("accuracy") == 1)
    }

    @Test func aSetWithoutLabelsHasPredictions() throws {
        let planted = try PlantedSet()
        let folder = planted.folder.path + "/train/red"
        var options = Study.Options()
        options.analyses = ["errors"]
        let study = try Study(of: Dataset(folder), with: planted.model, options, program: "0")
        let finding = try StudyRun(study).run().findings()[0]
        #expect(finding.texts("predictions", "predicted") == [String](repeating: "red", count: 18))
    }
}
