import Testing
import Words

@testable import Datasets

@Suite struct DatasetErrorTests {
    @Test func everyErrorAndRemarkIsASentence() {
        let sentences =
            DatasetError.examples.map(\.words) + DatasetRemark.examples.map(\.words)
            + ClassMatching.examples.map(\.words)
        for sentence in sentences { #expect(".".contains(sentence.english.suffix(1)), "\(sentence.english)") }
        #expect(Set(sentences.map(\.english)).count == sentences.count)
    }

    @Test func theWordingIsThis() {
        #expect(
            DatasetError.line("a.csv", line: 3, problem: .box("1 2")).description
                == "Line 3 of a.csv cannot be used: “1 2” is no box; write x, y, width and height in pixels, as in “10 20 64 48”."
        )
        #expect(
            DatasetError.damaged("t.bin", reason: DatasetFault.size.words).description
                == "t.bin cannot be used: its size is not that of whole records.")
    }
}
