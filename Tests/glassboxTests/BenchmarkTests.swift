import Foundation
import Tensors
import Testing

@testable import glassbox

@Suite(.serialized) struct BenchmarkTests {
    @Test func measuresEverythingThatTheNetworkCanDo() throws {
        let run = try Program().run("benchmark", "--runs", "3", "--json")
        #expect(run.status == 0)
        let report = try decodeStrictly(Benchmark.Report.self, run.output)
        #expect(report.model == "efficientnet-lite0")
        // It has no attention.
        let expected = Measurement.allCases.filter { !$0.isLong && $0 != .transformerAttribution }
        #expect(report.measurements.map(\.name) == expected)
        for row in report.measurements {
            #expect(row.runs == 3)
            #expect(row.minimum > 0 && row.minimum <= row.median)
        }
        #expect(report.machine.cores >= 1)
        #expect(report.machine.gigaflopsPerSecond > 0 && report.machine.gigabytesPerSecond > 0)
        #expect(report.peakMemory > 19_000_000)
    }

    /// The libraries use all that the processor has, whatever they were set to before, or say that they do not.
    @Test(arguments: [
        (["DNNL_MAX_CPU_ISA": nil, "OPENBLAS_CORETYPE": nil], [nil, nil]),
        (["DNNL_MAX_CPU_ISA": "SSE41", "OPENBLAS_CORETYPE": "Prescott"], ["SSE41", "Prescott"]),
    ])
    func saysWhatTheLibrariesUse(environment: [String: String?], codes: [String?]) throws {
        let run = try Program().run(
            ["benchmark", "--runs", "1", "--json"],
            environment: environment.merging(["OMP_NUM_THREADS": "1"]) { $1 })
        let libraries = try decodeStrictly(Benchmark.Report.self, run.output).libraries
        #expect(libraries.map(\.name) == ["oneDNN", "OpenBLAS"])
        #expect(libraries[0].threads == 1)
        for (library, code) in zip(libraries, codes) {
            #expect(library.version.split(separator: ".").count >= 3)
            let isNarrow = code != nil && Processor.current.vectorInstructions != .none
            #expect(code == nil || library.code == code)
            #expect((library.warning != nil) == isNarrow)
        }
    }

    @Test func warnsOfCodeBelowTheProcessor() {
        func warning(_ used: Processor.VectorInstructions?, _ available: Processor.VectorInstructions)
            -> String?
        {
            Library(
                name: "oneDNN", version: "3.0.0", code: "AVX2", threads: 2, uses: used, of: available,
                chosenBy: "DNNL_MAX_CPU_ISA"
            ).warning
        }
        #expect(
            warning(.avx2, .avx512)
                == "oneDNN runs its code for AVX2 although the processor has AVX-512; see DNNL_MAX_CPU_ISA.")
        #expect(
            warning(.avx2, .avx2) == nil && warning(.avx512, .avx2) == nil && warning(nil, .avx512) == nil)
    }

    @Test func leavesOutWhatNeedsAClassifier() throws {
        let run = try Program().run("benchmark", "--runs", "1", "--model", "vgg16-features", "--json")
        let report = try decodeStrictly(Benchmark.Report.self, run.output)
        #expect(
            report.measurements.map(\.name) == [
                .forward, .forwardOfBatch, .forwardKeepingAll, .featureMap, .quickshift,
            ])
    }
}
