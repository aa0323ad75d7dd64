import Testing

@testable import Files

@Suite struct JSONTextTests {
    private struct Sample: Encodable {
        let b = "a/b"
        let a = [1.5, .infinity, -.infinity, .nan]
    }

    @Test func keysAreInOrderAndNumbersThatJSONLacksAreTexts() throws {
        let text = String(decoding: try JSONText.data(of: Sample()), as: UTF8.self)
        #expect(
            text == """
                {
                  "a" : [
                    1.5,
                    "inf",
                    "-inf",
                    "nan"
                  ],
                  "b" : "a/b"
                }
                """)
    }
}
