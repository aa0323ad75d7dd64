import Testing
import Words

@testable import Explanations

/// The errors of the module, one of each case.
@Suite struct RefusalsTests {
    @Test func everyOneIsASentenceThatCanBeTranslated() {
        for type in ExplanationRefusals.all {
            #expect(!type.examples.isEmpty)
            for example in type.examples {
                #expect(example.description.hasSuffix("."), "\(example)")
                #expect(!example.words.templates.isEmpty, "\(example)")
            }
        }
    }

    @Test func kindsAreThoseOfTheirFault() {
        #expect(Obstacle.noInfluence(layer: "a").kind == .unavailable)
        #expect(QuestionError.classOutOfRange(7, count: 5).kind == .usage)
        #expect(QuestionError.inputShape(path: "a", expected: "1", found: "2").kind == .badData)
    }
}
