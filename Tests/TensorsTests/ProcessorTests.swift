import Testing

@testable import Tensors

@Suite struct ProcessorTests {
    private static let information = """
        processor\t: 0
        model name\t: Maker(R) Chip: 9 @ 2.10GHz
        flags\t\t: fpu sse2 avx2 fma avx512f avx512cd avx512bw avx512dq avx512vl

        processor\t: 1
        model name\t: Another
        flags\t\t: fpu
        """

    @Test func readsTheFirstProcessor() {
        let processor = Processor(information: Self.information, coreCount: 2)
        #expect(processor.name == "Maker(R) Chip: 9 @ 2.10GHz")
        #expect(
            processor.features == [
                "fpu", "sse2", "avx2", "fma", "avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl",
            ])
        #expect(processor.coreCount == 2)
        #expect(processor.vectorInstructions == .avx512)
    }

    @Test(arguments: [
        ("flags : fpu avx2 fma", Processor.VectorInstructions.avx2), ("flags : fpu avx2", .none),
        ("flags : fpu avx2 fma avx512f avx512cd avx512er avx512pf", .avx2), ("flags : fpu sse2", .none),
        ("", .none),
    ])
    func knowsTheWidestVectors(information: String, expected: Processor.VectorInstructions) {
        #expect(Processor(information: information, coreCount: 1).vectorInstructions == expected)
    }

    @Test func widerVectorsAreGreater() {
        #expect(Processor.VectorInstructions.none < .avx2 && Processor.VectorInstructions.avx2 < .avx512)
    }

    @Test func aSystemThatSaysNothingHasAProcessorAllTheSame() {
        #expect(Processor(information: "", coreCount: 1).name == "unknown")
        #expect(Processor.current.coreCount >= 1)
    }
}
