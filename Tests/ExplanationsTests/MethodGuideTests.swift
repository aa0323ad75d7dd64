import Testing

@testable import Explanations

@Suite struct MethodGuideTests {
    @Test func everyMethodHasOne() {
        for method in ExplanationMethods.all {
            let guide = MethodGuide.all[method.name]
            #expect(guide != nil, "\(method.name)")
            for text in [guide?.computes, guide?.formula, guide?.reading, guide?.limits, guide?.source] {
                #expect(text?.isEmpty == false, "\(method.name)")
            }
        }
    }

    @Test func noGuideIsLeftOver() {
        #expect(Set(MethodGuide.all.keys) == Set(ExplanationMethods.all.map(\.name)))
    }
}
