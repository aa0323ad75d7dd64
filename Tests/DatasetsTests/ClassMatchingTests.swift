import Files
import Foundation
import Testing

@testable import Datasets

@Suite struct ClassMatchingTests {
    private let network = ["tench, Tinca tinca", "Golden Retriever", "crane", "crane"]

    private func match(
        _ names: [String], mapping: LabelMapping? = nil
    ) throws(DatasetError) -> ClassMatching {
        try ClassMatching(names, to: network, classCount: 4, mapping: mapping)
    }

    @Test func namesAreMatchedWhateverStandsBetweenWords() throws {
        let found = try match(["golden_retriever", "Tench, a fish", "crane", "cat"])
        #expect(found.rule == .names && found.targets == [1, 0, 2, nil] && found.unmatched == ["cat"])
        #expect(
            found.words.english
                == "Labels are matched to the network's classes by name: 3 of 4. Labels that are no class of the network: cat."
        )
    }

    @Test func numbersAreThoseOfTheClasses() throws {
        let found = try match(["0", "3"])
        #expect(found.rule == .numbers && found.targets == [0, 3] && found.unmatched.isEmpty)
        #expect(throws: DatasetError.self) { try match(["0", "4"]) }
    }

    @Test func asManyLabelsAsClassesAreMatchedInOrder() throws {
        let found = try match(["a", "b", "c", "d"])
        #expect(found.rule == .order && found.targets == [0, 1, 2, 3])
        #expect(
            throws: DatasetError.noCommonClass(
                set: ["a", "b"], network: ["tench, Tinca tinca", "Golden Retriever", "crane", "crane"])
        ) { try match(["a", "b"]) }
    }

    @Test func aFileMapsLabels() throws {
        let folder = TemporaryFolder()
        for text in ["label,class\nkitten,tench\nnope,3\n", "{\"kitten\": \"tench\", \"nope\": 3}"] {
            let path = folder.write(text, to: "mapping")
            let mapping = try LabelMapping(contentsOf: path, classes: network, classCount: 4)
            let found = try match(["kitten", "nope", "crane", "cat"], mapping: mapping)
            #expect(found.rule == .mapping && found.targets == [0, 3, 2, nil])
        }
        let path = folder.write("kitten,tench\nx,caat\n", to: "mapping")
        #expect(throws: DatasetError.line(path, line: 2, problem: .unknownClass("caat"))) {
            try LabelMapping(contentsOf: path, classes: network, classCount: 4)
        }
        #expect(throws: FileError.missing("/no/mapping")) {
            try LabelMapping(contentsOf: "/no/mapping", classes: network, classCount: 4)
        }
    }
}
