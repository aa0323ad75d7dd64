import Testing

@testable import Tensors
@testable import glassbox

@Suite struct LibrarySettingsTests {
    private static let avx2 = "flags : avx2 fma"
    private static let avx512 = "flags : avx2 fma avx512f avx512cd avx512bw avx512dq avx512vl"

    private func wanted(_ flags: String, _ core: String, _ environment: [String: String] = [:]) -> [String:
        String]
    {
        LibrarySettings.wanted(
            processor: Processor(information: flags, coreCount: 2), openBLASCore: core,
            environment: environment)
    }

    @Test(arguments: [
        (avx512, "Prescott", "SkylakeX"), (avx512, "Haswell", "SkylakeX"), (avx2, "Prescott", "Haswell"),
        (avx2, "SANDYBRIDGE", "Haswell"), ("flags : avx2 fma avx512f", "Prescott", "Haswell"),
    ])
    func aProcessorThatOpenBLASDoesNotKnowIsRecognisedByItsFeatures(
        flags: String, core: String, expected: String
    ) {
        #expect(wanted(flags, core)["OPENBLAS_CORETYPE"] == expected)
    }

    @Test(arguments: [
        // As wide as the processor.
        (avx512, "SkylakeX"), (avx512, "Cooperlake"), (avx512, "SapphireRapids"), (avx2, "Haswell"),
        (avx2, "Zen"),
        // Younger than our list.
        (avx512, "TomorrowLake"),
        // Nothing that would be better.
        ("flags : sse4_1", "Prescott"), ("flags : avx2", "Nehalem"), ("", "NEOVERSEN1"),
    ])
    func whatOpenBLASChoseWellStays(flags: String, core: String) {
        #expect(wanted(flags, core)["OPENBLAS_CORETYPE"] == nil)
    }

    @Test func whatTheUserSetStays() {
        #expect(
            wanted(Self.avx512, "Prescott", ["OPENBLAS_CORETYPE": "Prescott"]) == ["GOMP_SPINCOUNT": "2000"])
        #expect(
            wanted(Self.avx512, "Prescott", ["GOMP_SPINCOUNT": "5"]) == ["OPENBLAS_CORETYPE": "SkylakeX"])
        #expect(wanted("", "Prescott", ["OMP_WAIT_POLICY": "active"]) == [:])
    }

    @Test func startedAnewItWantsNothing() {
        let settings = wanted(Self.avx2, "Prescott")
        #expect(settings == ["GOMP_SPINCOUNT": "2000", "OPENBLAS_CORETYPE": "Haswell"])
        #expect(wanted(Self.avx2, "Prescott", settings) == [:])
    }
}
