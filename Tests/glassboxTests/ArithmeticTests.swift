import Files
import Foundation
import Testing

@testable import glassbox

@Suite(.serialized) struct ArithmeticTests {
    private func report(_ arguments: String...) throws -> ArithmeticReport {
        let photo = try ResourceFolder.path("Resources/photos/cat.png")
        let run = try Program().run(["arithmetic", photo, "--json"] + arguments)
        #expect(run.status == 0)
        return try decodeStrictly(ArithmeticReport.self, run.output)
    }

    @Test func countsFromOneAndReportsFromZero() throws {
        let report = try report("--layer", "_bn0", "--channel", "4", "--at", "1,3")
        #expect(report.channel == 3 && report.row == 0 && report.column == 2)
        #expect(report.steps.map(\.layer) == ["_conv_stem", "_bn0"])
        let terms = try #require(report.steps[0].terms)
        #expect(Set(terms.compactMap(\.channel)) == [0, 1, 2])
        let sum = terms.reduce(report.steps[0].constant ?? 0) { $0 + $1.total }
        #expect(abs(sum - (report.steps[0].result ?? .nan)) < 1e-9)
        #expect(abs((report.steps[1].result ?? .nan) - Double(report.value)) < 1e-4)
    }

    /// The score of the first prediction is the sum of what the dense layer multiplies.
    @Test func aClassScoreIsASum() throws {
        let report = try report("--layer", "_fc", "--channel", "283")
        #expect(report.row == nil && report.steps.count == 1)
        #expect(report.steps[0].terms?.count == 6 && report.steps[0].others?.count == 1274)
        #expect(abs((report.steps[0].result ?? .nan) - Double(report.value)) < 1e-4)
    }

    @Test(arguments: [
        ["--at", "3"], ["--at", "a,b"], ["--channel", "0"], ["--channel", "33", "--layer", "_bn0"],
        ["--at", "113,1", "--layer", "_bn0"], ["--at", "-5,9223372036854775807", "--layer", "_bn0"],
        ["--layer", "no-such-layer"],
    ])
    func refusesNumbersThatThereAreNot(arguments: [String]) throws {
        let photo = try ResourceFolder.path("Resources/photos/cat.png")
        let run = try Program().run(["arithmetic", photo] + arguments)
        #expect(run.status == 64 && !run.errors.isEmpty && run.output.isEmpty)
    }
}
