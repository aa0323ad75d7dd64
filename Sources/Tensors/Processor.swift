import Foundation

/// The processor that the program runs on, as Linux describes it (proc_cpuinfo(5)).
public struct Processor: Sendable, Equatable {
    /// The model's name, or `unknown` where the system gives none.
    public let name: String
    /// Names of its features: `avx2`, `avx512f`.
    public let features: Set<String>
    /// Logical processors that the system lets a program use.
    public let coreCount: Int

    /// The widest vector instructions that it has.
    public enum VectorInstructions: String, Sendable, CaseIterable {
        case avx512 = "AVX-512"
        case avx2 = "AVX2"
        /// Neither of them.
        case none
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

    public var vectorInstructions: VectorInstructions {
        features.contains("avx512f") ? .avx512 : features.contains("avx2") ? .avx2 : .none
    }
}
