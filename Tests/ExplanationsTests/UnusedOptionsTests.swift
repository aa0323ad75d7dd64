import Testing

@testable import Explanations

@Suite struct UnusedOptionsTests {
    private func unused(_ method: String, _ values: [String: String] = [:]) throws -> Set<String> {
        let method = try ExplanationMethods.named(method)
        var chosen = OptionValues()
        for (name, value) in values { try chosen.set(name, to: value, for: method) }
        return method.unusedOptions(chosen)
    }

    @Test func optionsThatChangeNothingAreKnown() throws {
        #expect(try unused("shap") == ["evaluations", "masker", "blur"])
        #expect(try unused("shap", ["explainer": "deep"]) == ["samples", "evaluations", "masker", "blur"])
        #expect(try unused("shap", ["explainer": "partition"]) == ["samples", "background"])
        #expect(
            try unused("shap", ["explainer": "partition", "masker": "inpaint"])
                == ["samples", "background", "blur"])
        #expect(try unused("saliency") == [])
        #expect(try unused("saliency", ["values": "signed"]) == ["colormap", "opacity", "blend", "view"])
        #expect(try unused("grad-cam") == [])
    }
}
