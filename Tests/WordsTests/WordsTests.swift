import Testing

@testable import Words

@Suite struct WordsTests {
    @Test func templateAndArgumentsAreKeptApart() {
        let path = "a {1} b.png"
        let words: Words = "The file \(path) has \(3) axes."
        #expect(words.sentences.map(\.template) == ["The file {1} has {2} axes."])
        #expect(words.english == "The file a {1} b.png has 3 axes.")
        #expect(words.templates == ["The file {1} has {2} axes."])
    }

    @Test func wordsWithinWordsAreTheirOwnTemplates() {
        let reason: Words = "its window \("3×3") does not fit"
        let words: Words = "The layer \("conv") does not fit: \(reason)."
        #expect(words.english == "The layer conv does not fit: its window 3×3 does not fit.")
        #expect(words.templates == ["The layer {1} does not fit: {2}.", "its window {1} does not fit"])
    }

    @Test func refusalsAreSaidWithinSentences() {
        let words: Words = "It stays English: \(LanguageError.notTexts("ko.json"))"
        #expect(words.templates.count == 2)
        #expect(words.english.hasPrefix("It stays English: ko.json is not"))
    }

    @Test func clausesHaveNoCapitalAndNoStop() {
        let reason: Words = "The window \("3×3") does not fit."
        let words: Words = "The file is damaged: \(clause: reason); save it again."
        #expect(words.english == "The file is damaged: the window 3×3 does not fit; save it again.")
        #expect(
            words.templates == ["The file is damaged: {1}; save it again.", "The window {1} does not fit."])
        let refusal: Words = "It stays English (\(clause: LanguageError.notTexts("ko.json")))."
        #expect(refusal.templates.count == 2 && refusal.english.hasSuffix("Glassbox again)."))
    }

    @Test func sentencesFollowEachOther() {
        let words = Words(["One.", nil, "Two.", ""]).followed(by: "Three.")
        #expect(words.english == "One. Two. Three.")
        #expect(Words([nil, ""]).isEmpty)
        #expect(Words("").english == "")
    }

    @Test func aStringSaysThemInEnglish() {
        let words: Words = "the class \(className: "cat")"
        #expect("\(words)!" == "the class cat!")
        // Within other words they stay words.
        #expect(("\(words)!" as Words).templates == ["the class {1}"])
    }

    @Test func namesHaveNothingToTranslate() {
        #expect(Words(verbatim: "conv1").templates.isEmpty)
        #expect(Words(className: "tabby").templates.isEmpty)
        #expect(("\(2)×\(3)" as Words).templates.isEmpty)
    }
}
