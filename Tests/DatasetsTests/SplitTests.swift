import Foundation
import Testing

@testable import Datasets

@Suite struct SplitTests {
    private func set(_ labels: [Int?], parts: [Dataset.Part?]? = nil) -> Dataset {
        let count = (labels.compactMap(\.self).max() ?? -1) + 1
        return Dataset(
            path: "set", title: "", classNames: (0..<count).map { "class \($0)" },
            entries: labels.enumerated().map {
                Dataset.Entry(name: "\($0).png", label: $1, part: parts?[$0])
            },
            source: PictureFiles(folder: "/set"))
    }

    @Test func everyClassGivesItsShare() {
        let labels = (0..<100).map { $0 < 70 ? 0 : $0 < 95 ? 1 : 2 }
        let split = set(labels).split(validation: 0.2, seed: 1)
        #expect(split.validation.count == 20 && split.training.count == 80)
        #expect(Set(split.training).union(split.validation).count == 100)
        let counts = (0..<3).map { label in split.validation.filter { labels[$0] == label }.count }
        #expect(counts == [14, 5, 1])
        #expect(split.validation == split.validation.sorted())
    }

    @Test func theSeedDrawsIt() {
        let many = set((0..<200).map { $0 % 4 })
        #expect(many.split(validation: 0.25, seed: 7) == many.split(validation: 0.25, seed: 7))
        #expect(many.split(validation: 0.25, seed: 7) != many.split(validation: 0.25, seed: 8))
        // Every picture of a class is as likely as another to be drawn.
        var hits = [Int](repeating: 0, count: 200)
        for seed in 0..<400 {
            for index in many.split(validation: 0.25, seed: UInt64(seed)).validation { hits[index] += 1 }
        }
        #expect(hits.allSatisfy { (60...140).contains($0) })
    }

    @Test func whatIsStatedStays() {
        let stated = set(
            [0, 1, 0, nil, 1], parts: [.training, .validation, .test, .validation, nil])
        #expect(stated.split(validation: 0.5, seed: 0) == Split(training: [0, 4], validation: [1]))
        let tested = set([0, 0], parts: [.training, .test])
        #expect(tested.split(validation: 0.5, seed: 0) == Split(training: [0], validation: [1]))
    }

    @Test func aClassKeepsOnePictureToLearnFrom() {
        #expect(Dataset.shares([1, 1, 8], 0.5) == [0, 0, 5])
        #expect(Dataset.shares([2, 2], 1) == [1, 1])
        #expect(Dataset.shares([3, 3, 3], 0) == [0, 0, 0])
        #expect(Dataset.shares([], 0.5) == [])
    }

    @Test func aSplitIsWrittenAsASet() throws {
        let folder = TemporaryFolder()
        for name in ["cat/a, b.png", "cat/2.png", "dog/3.png", "dog/4.png"] { folder.picture(name) }
        let set = try Dataset(folder.path)
        let split = set.split(validation: 0.5, seed: 3)
        let again = try Dataset(folder.write(set.table(of: split), to: "split.csv"))
        #expect(again.classNames == set.classNames && again.count == 4)
        #expect(again.entries.map(\.label) == set.entries.map(\.label))
        #expect(again.split(validation: 0.1, seed: 9) == split)
        #expect(try again.picture(at: 1).width == 4)
    }
}
