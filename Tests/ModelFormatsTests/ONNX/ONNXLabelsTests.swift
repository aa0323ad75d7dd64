import Testing

@testable import ModelFormats

@Suite struct ONNXLabelsTests {
    @Test func namesInEveryForm() {
        #expect(ONNXLabels.names(in: #"["cat", "dog"]"#) == ["cat", "dog"])
        #expect(ONNXLabels.names(in: #"{"1": "dog", "0": "cat"}"#) == ["cat", "dog"])
        #expect(
            ONNXLabels.names(in: #"{0: 'cat', 1: "it's a dog", 2:'a: 3'}"#) == ["cat", "it's a dog", "a: 3"])
        #expect(ONNXLabels.names(in: "cat\ndog\n") == ["cat", "dog"])
        #expect(ONNXLabels.names(in: "cat, dog") == ["cat", "dog"])
    }

    /// Some of these took seconds a thousand letters.
    @Test(.timeLimit(.minutes(1))) func longNonsenseIsReadInOnePass() {
        #expect(ONNXLabels.names(in: "{" + String(repeating: "1", count: 1 << 20)) == nil)
        #expect(ONNXLabels.names(in: "{" + String(repeating: "'", count: 1 << 20)) == nil)
        #expect(ONNXLabels.names(in: "{" + String(repeating: "0: ", count: 1 << 18)) == nil)
        #expect(ONNXLabels.names(in: "{0: 'a', 1: 'b") == ["a"])
    }
}
