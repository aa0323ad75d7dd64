import COpenBLAS

/// OpenBLAS as it is loaded.
public enum OpenBLAS {
    /// Its version, `0.3.21`.
    public static var version: String {
        let words = String(cString: openblas_get_config()).split(separator: " ")
        return words.count > 1 ? String(words[1]) : "unknown"
    }

    /// The processor whose code it runs: `Haswell`, `SkylakeX`.
    public static var core: String { String(cString: openblas_get_corename()) }

    /// Threads that it found to compute with.
    public static var threadCount: Int { MatrixProduct.threads }

    /// The widest vector instructions in the code for a processor that OpenBLAS names; nil where the name is younger than
    /// this list.
    public static func vectorInstructions(ofCore core: String) -> Processor.VectorInstructions? {
        // Builds for one processor write its name in capitals.
        switch core.lowercased() {
        case "skylakex", "cooperlake", "sapphirerapids": .avx512
        case "haswell", "zen", "excavator": .avx2
        case "unknown", "generic", "katmai", "coppermine", "northwood", "prescott", "banias", "atom", "core2",
            "penryn", "dunnington", "nehalem", "sandybridge", "athlon", "opteron", "opteron_sse3",
            "barcelona",
            "bobcat", "nano", "bulldozer", "piledriver", "steamroller":
            Processor.VectorInstructions.none
        default: nil
        }
    }
}
