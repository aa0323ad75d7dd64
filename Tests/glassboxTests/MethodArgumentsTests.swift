import Explanations
import Testing

@testable import glassbox

@Suite struct MethodArgumentsTests {
    private func parse(_ arguments: String...) throws -> MethodArguments {
        try MethodArguments(arguments, for: GradCAM(), commonOptions: ["--output"])
    }

    @Test func takesTheImageAtAnyPlace() throws {
        var options = OptionValues()
        try options.set("opacity", to: "0.7", for: GradCAM())
        try options.set("colormap", to: "magma", for: GradCAM())
        for parsed in [
            try parse("a.png", "--opacity", "0.7", "--colormap=magma"),
            try parse("--opacity", "0.7", "a.png", "--colormap", "magma"),
            try parse("--opacity=0.7", "--colormap", "magma", "--", "a.png"),
        ] {
            #expect(parsed.images == ["a.png"])
            #expect(parsed.options == options)
        }
    }

    @Test func takesAnImageThatLooksLikeAnOptionAfterTwoDashes() throws {
        #expect(try parse("--", "--opacity").images == ["--opacity"])
    }

    @Test func reportsWhatIsMissing() {
        #expect(throws: UsageError.imageCount(command: "explain", found: 0)) { try parse("--opacity", "1") }
        #expect(throws: UsageError.missingValue(option: "--view")) { try parse("a.png", "--view") }
        #expect(throws: UsageError.unknownOption("--outpt", command: "explain", nearest: ["--output"])) {
            try parse("a.png", "--outpt", "b.png")
        }
        #expect(throws: UsageError.unknownOption("-q", command: "explain", nearest: [])) {
            try parse("a.png", "-q")
        }
    }
}
