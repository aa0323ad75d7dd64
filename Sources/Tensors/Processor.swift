import Foundation

/// The processor that the program runs on, as Linux describes it (proc_cpuinfo(5)).
public struct Processor: Sendable, Equatable {
    /// The model's name, or `unknown` where the system gives none.
    public let name: String
    /// Names of its features: `avx2`, `avx512f`.
    public let features: Set<String>
    /// Logical processors that the system lets a program use.
    public let coreCount: Int

    /// Vector instructions for 32-bit floats, the narrowest first.
    public enum VectorInstructions: String, Sendable, CaseIterable, Comparable {
        /// Neither of the others.
        case none
        /// With FMA, as every library wants it.
        case avx2 = "AVX2"
        /// With the parts F, CD, BW, DQ and VL, as every library wants it.
        case avx512 = "AVX-512"

        /// Names of all features that they are made of.
        var features: Set<String> {
            switch self {
            case .none: []
            case .avx2: ["avx2", "fma"]
            case .avx512: ["avx2", "fma", "avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"]
            }
        }

        public static func < (a: Self, b: Self) -> Bool { a.features.count < b.features.count }
    }

    public static let current = Processor(
        information: (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? "",
        coreCount: ProcessInfo.processInfo.activeProcessorCount)

    /// - Parameter information: lines of a key, a colon and a value; the first of a key counts.
    init(information: String, coreCount: Int) {
        func value(_ key: String) -> String? {
            for line in information.split(separator: "\n") {
                let parts = line.split(separator: ":", maxSplits: 1)
                if parts.count == 2, parts[0].trimmingCharacters(in: .whitespaces) == key {
                    return parts[1].trimmingCharacters(in: .whitespaces)
                }
            }
            return nil
        }
        name = value("model name") ?? "unknown"
        features = Set((value("flags") ?? "").split(separator: " ").map(String.init))
        self.coreCount = coreCount
    }

    /// The widest that it has.
    public var vectorInstructions: VectorInstructions {
        VectorInstructions.allCases.last { features.isSuperset(of: $0.features) } ?? .none
    }
}
