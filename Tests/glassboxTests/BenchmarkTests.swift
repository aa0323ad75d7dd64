import Foundation
import Testing

@testable import glassbox

@Suite(.serialized) struct BenchmarkTests {
    @Test func measuresEverythingThatTheNetworkCanDo() throws {
        let run = try Program().run("benchmark", "--runs", "3", "--json")
        #expect(run.status == 0)
        let report = try decodeStrictly(Benchmark.Report.self, run.output)
        #expect(report.model == "efficientnet-lite0")
        #expect(report.measurements.map(\.name) == Measurement.allCases.filter { !$0.isLong })
        for row in report.measurements {
            #expect(row.runs == 3)
            #expect(row.minimum > 0 && row.minimum <= row.median)
        }
        #expect(report.machine.cores >= 1)
        #expect(report.machine.gigaflopsPerSecond > 0 && report.machine.gigabytesPerSecond > 0)
        #expect(report.peakMemory > 19_000_000)
    }

    @Test func leavesOutWhatNeedsAClassifier() throws {
        let run = try Program().run("benchmark", "--runs", "1", "--model", "vgg16-features", "--json")
        let report = try decodeStrictly(Benchmark.Report.self, run.output)
        #expect(report.measurements.map(\.name) == [.forward, .forwardKeepingAll, .featureMap, .quickshift])
    }
}
