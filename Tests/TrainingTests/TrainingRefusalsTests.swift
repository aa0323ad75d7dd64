import Testing

@testable import Training

@Suite struct TrainingRefusalsTests {
    @Test func examplesAreSentences() {
        for error in TrainingError.examples { #expect(error.words.english.hasSuffix(".")) }
        for remark in TrainingRemark.examples { #expect(!remark.words.english.isEmpty) }
    }
}
