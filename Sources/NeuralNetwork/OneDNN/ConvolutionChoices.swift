import COneDNN
import Foundation
import Synchronization
import Tensors

/// A way of computing something, that can be run on whatever lies in its memory to see how long it takes.
protocol TimedCandidate {
    func run(in context: ComputeContext) throws(EngineError)
}

/// Which algorithm was measured fastest for each convolution, kept on disk per machine so that no start but the
/// first measures.
///
/// The file is `$XDG_CACHE_HOME/glassbox/convolutions-<machine>.json`, an object from a convolution's geometry to an
/// algorithm's name. Another processor, oneDNN version or number of threads has another file. It is a cache: one that
/// is missing, broken or cannot be written costs a measurement and nothing else.
public final class ConvolutionChoices: Sendable {
    /// The choices of this machine.
    public static let shared = ConvolutionChoices(file: defaultFile())

    private let file: URL?
    private let known: Mutex<[String: ConvolutionAlgorithm]>

    /// - Parameter file: where the choices are kept; nil keeps them in memory only.
    init(file: URL?) {
        self.file = file
        let data = file.flatMap { try? Data(contentsOf: $0) }
        let saved = data.flatMap { try? JSONDecoder().decode([String: ConvolutionAlgorithm].self, from: $0) }
        known = Mutex(saved ?? [:])
    }

    /// The candidate that the algorithm known or found to be the fastest makes.
    ///
    /// - Parameters:
    ///   - key: identifies the convolution on this machine.
    ///   - smaller: identifies the same for a single item, or nil. Winograd's algorithm gains with the batch: where it is
    ///     faster for one item it is taken without a measurement, which takes long for many.
    ///   - algorithms: which to try; one that the library does not implement is passed over.
    ///   - context: where the candidates run.
    func fastest<Candidate: TimedCandidate>(
        _ key: String, smaller: String? = nil, of algorithms: [ConvolutionAlgorithm],
        in context: ComputeContext,
        make: (ConvolutionAlgorithm) throws(EngineError) -> Candidate
    ) throws(EngineError) -> Candidate {
        if algorithms.count == 1 { return try make(algorithms[0]) }
        let isSure = smaller.map { smaller in known.withLock { $0[smaller] == .winograd } } ?? false
        let choice = known.withLock { $0[key] } ?? (isSure ? .winograd : nil)
        if let choice, let candidate = try? make(choice) { return candidate }
        let candidates = try Self.implemented(algorithms, make)
        let fastest = try candidates.count == 1 ? 0 : Self.race(candidates.map(\.candidate), in: context)
        let choices = known.withLock {
            $0[key] = candidates[fastest].algorithm
            return $0
        }
        save(choices)
        return candidates[fastest].candidate
    }

    private static func implemented<Candidate: TimedCandidate>(
        _ algorithms: [ConvolutionAlgorithm], _ make: (ConvolutionAlgorithm) throws(EngineError) -> Candidate
    ) throws(EngineError) -> [(algorithm: ConvolutionAlgorithm, candidate: Candidate)] {
        var candidates: [(ConvolutionAlgorithm, Candidate)] = []
        var failure: EngineError?
        for algorithm in algorithms {
            do throws(EngineError) {
                candidates.append((algorithm, try make(algorithm)))
            } catch {
                failure = error
            }
        }
        if candidates.isEmpty, let failure { throw failure }
        return candidates
    }

    /// The candidate with the shortest of several runs, taken in turns so that a busy moment of the machine slows
    /// all of them alike.
    private static func race(
        _ candidates: [some TimedCandidate], in context: ComputeContext
    ) throws(EngineError) -> Int {
        for candidate in candidates { try candidate.run(in: context) }
        var shortest = [Duration](repeating: .seconds(1000), count: candidates.count)
        for _ in 0..<6 {
            for (index, candidate) in candidates.enumerated() {
                let start = ContinuousClock.now
                try candidate.run(in: context)
                shortest[index] = min(shortest[index], ContinuousClock.now - start)
            }
        }
        return shortest.indices.min { shortest[$0] < shortest[$1] }!
    }

    private func save(_ choices: [String: ConvolutionAlgorithm]) {
        guard let file else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        guard let data = try? encoder.encode(choices) else { return }
        try? FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try? WholeFile.write(data, to: file.path)
    }

    private static func defaultFile() -> URL {
        let environment = ProcessInfo.processInfo.environment
        let cache =
            environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? URL(fileURLWithPath: $0) : nil }
            ?? FileManager.default.homeDirectoryForCurrentUser.appendingPathComponent(".cache")
        let version = dnnl_version().pointee
        let threads = environment["OMP_NUM_THREADS"] ?? "\(ProcessInfo.processInfo.activeProcessorCount)"
        let machine = "\(processorName())-\(version.major).\(version.minor).\(version.patch)-\(threads)"
        let name = machine.map { $0.isLetter || $0.isNumber || $0 == "." ? $0 : "-" }
        return cache.appendingPathComponent("glassbox/convolutions-\(String(name)).json")
    }

    /// The processor's model name and its instruction sets' reach as oneDNN sees it.
    private static func processorName() -> String {
        let information = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = information.split(separator: "\n").first { $0.hasPrefix("model name") }
        let name =
            line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown"
        return "\(name)-isa\(dnnl_get_effective_cpu_isa().rawValue)"
    }
}
