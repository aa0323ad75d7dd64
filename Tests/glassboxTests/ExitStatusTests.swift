import ArgumentParser
import Testing
import Words

@testable import glassbox

@Suite struct ExitStatusTests {
    private struct Refused: Refusal {
        let kind: RefusalKind
        var words: Words { "It is refused." }
        static let examples = RefusalKind.allCases.map { Refused(kind: $0) }
    }

    /// The codes are those of sysexits.h, and of a shell for what SIGINT ended.
    @Test func everyKindHasItsCode() {
        let codes = Refused.examples.map { ExitStatus($0).rawValue }
        #expect(codes == [64, 65, 66, 69, 73, 74, 130, 70])
        #expect(ExitStatus(CancellationError()).rawValue == 130)
        #expect(ExitStatus(ValidationError("no")).rawValue == 64)
        #expect(ExitStatus(ExitCode(66)) == .noInput)
    }

    @Test func aRefusalIsSaidInItsOwnWords() {
        #expect(ExitStatus.message(for: Refused(kind: .usage)) == "It is refused.")
        #expect(ExitStatus.message(for: CancellationError()) == nil)
        #expect(
            ExitStatus.message(for: ValidationError("no photo"))?.hasSuffix("see `glassbox --help`.") == true)
    }

    @Test func wrongUsageIsASentence() {
        #expect(UsageError.examples.allSatisfy { $0.kind == .usage && $0.description.hasSuffix(".") })
        #expect(Set(UsageError.examples.map(\.description)).count == UsageError.examples.count)
        #expect(ProgramRefusals.all.contains { $0 == UsageError.self })
    }
}
