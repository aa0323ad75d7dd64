import NeuralNetwork
import Tensors

/// A library that computes, and what it uses of this machine.
struct Library: Codable, Equatable {
    var name: String
    var version: String
    /// Which of its code it runs, as the library itself calls it: `AVX2`, `Haswell`.
    var code: String
    var threads: Int
    /// What it leaves unused, in a sentence; null where that is nothing.
    var warning: String?

    /// Those of this program.
    static func loaded() -> [Library] {
        let processor = Processor.current.vectorInstructions
        return [
            Library(
                name: "oneDNN", version: OneDNN.version, code: OneDNN.instructions,
                threads: OneDNN.threadCount,
                uses: OneDNN.vectorInstructions, of: processor, chosenBy: "DNNL_MAX_CPU_ISA"),
            Library(
                name: "OpenBLAS", version: OpenBLAS.version, code: OpenBLAS.core,
                threads: OpenBLAS.threadCount,
                uses: OpenBLAS.vectorInstructions(ofCore: OpenBLAS.core), of: processor,
                chosenBy: "OPENBLAS_CORETYPE"),
        ]
    }

    /// - Parameters:
    ///   - used: the widest vectors in the code that it runs; nil where that is not known.
    ///   - available: the processor's.
    ///   - variable: of the environment, by which the user may have chosen the code.
    init(
        name: String, version: String, code: String, threads: Int, uses used: Processor.VectorInstructions?,
        of available: Processor.VectorInstructions, chosenBy variable: String
    ) {
        self.name = name
        self.version = version
        self.code = code
        self.threads = threads
        if let used, used < available {
            warning = """
                \(name) runs its code for \(code) although the processor has \(available.rawValue); see \(variable).
                """
        }
    }

    /// Every key is there, null where it has no value.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(version, forKey: .version)
        try container.encode(code, forKey: .code)
        try container.encode(threads, forKey: .threads)
        try container.encode(warning, forKey: .warning)
    }

    var line: String { "\(name) \(version): \(code), \(threads) thread\(threads == 1 ? "" : "s")" }
}
