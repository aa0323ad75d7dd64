import Testing

@testable import Explanations

@Suite struct MethodGuideTests {
    @Test func everyMethodHasAWholeOne() {
        for method in ExplanationMethods.all {
            let guide = method.guide
            for words in [guide.computes, guide.reading, guide.limits] {
                #expect(words.english.hasSuffix("."), "\(method.name)")
            }
            #expect(!guide.formula.isEmpty && !guide.reference.isEmpty, "\(method.name)")
        }
    }
}
