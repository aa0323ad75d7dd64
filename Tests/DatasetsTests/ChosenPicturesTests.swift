import Foundation
import Testing

@testable import Datasets

/// Sets that a person put together.
@Suite struct ChosenPicturesTests {
    @Test func entriesFollowTheBoxesAndAFileCountsOnce() {
        let set = Dataset(
            of: [
                Dataset.ChosenClass(
                    "cat",
                    [Dataset.ChosenPicture("/a.png"), Dataset.ChosenPicture("/b.png", part: .validation)]),
                Dataset.ChosenClass(
                    "dog", [Dataset.ChosenPicture("/a.png"), Dataset.ChosenPicture("/c.png")]),
            ], named: "photos")
        #expect(set.classNames == ["cat", "dog"])
        #expect(set.entries.map(\.name) == ["/a.png", "/b.png", "/c.png"])
        #expect(set.entries.map(\.label) == [0, 0, 1])
        #expect(set.filePath(at: 2) == "/c.png")
        let split = set.split(validation: 0.5, seed: 1)
        #expect(split.validation == [1] && split.training == [0, 2])
        #expect(set.chosenClasses?.map { $0.pictures.map(\.path) } == [["/a.png", "/b.png"], ["/c.png"]])
    }
}
