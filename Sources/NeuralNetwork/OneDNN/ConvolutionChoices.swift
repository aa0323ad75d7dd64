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
/// The file is `$XDG_CACHE_HOME/glassbox/convolution-algorithms-2-<machine>.json`, an object from a convolution's geometry to an
/// algorithm's name. Another processor, oneDNN version or number of threads has another file. It is a cache: one that
/// is missing, broken or cannot be written costs a measurement and nothing else.
public final class ConvolutionChoices: Sendable {
    /// The choices of this machine.
    public static let shared = ConvolutionChoices(file: defaultFile())

    private let file: URL?
    private let known: Mutex<[String: ConvolutionAlgorithm]>
    /// What is on disk: without what was measured in a busy moment.
    private let kept: Mutex<[String: ConvolutionAlgorithm]>

    /// - Parameter file: where the choices are kept; nil keeps them in memory only.
    init(file: URL?) {
        self.file = file
        let data = file.flatMap { try? Data(contentsOf: $0) }
        let saved = data.flatMap { try? JSONDecoder().decode([String: ConvolutionAlgorithm].self, from: $0) }
        known = Mutex(saved ?? [:])
        kept = Mutex(saved ?? [:])
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
        if candidates.count == 1 { return candidates[0].candidate }
        let (fastest, isClear) = try Self.race(candidates.map(\.candidate), in: context)
        let algorithm = candidates[fastest].algorithm
        known.withLock { $0[key] = algorithm }
        if isClear { save(algorithm, for: key) }
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

    /// Runs of each candidate.
    private static let raceLength = 6
    /// How much longer a candidate's second best run may be than its best: more means that something else ran meanwhile.
    private static let clearSpread = 1.15

    /// The candidate with the shortest of several runs, taken in turns so that a busy moment of the machine slows
    /// all of them alike, and whether the moment was quiet enough to believe it another time.
    private static func race(
        _ candidates: [some TimedCandidate], in context: ComputeContext
    ) throws(EngineError) -> (fastest: Int, isClear: Bool) {
        for candidate in candidates { try candidate.run(in: context) }
        var times = [[Duration]](repeating: [], count: candidates.count)
        for _ in 0..<raceLength {
            for (index, candidate) in candidates.enumerated() {
                let start = ContinuousClock.now
                try candidate.run(in: context)
                times[index].append(ContinuousClock.now - start)
            }
        }
        let sorted = times.map { $0.sorted() }
        let fastest = sorted.indices.min { sorted[$0][0] < sorted[$1][0] }!
        return (fastest, sorted.allSatisfy { $0[1] <= $0[0] * clearSpread })
    }

    /// Adds to what is on disk.
    private func save(_ algorithm: ConvolutionAlgorithm, for key: String) {
        guard let file else { return }
        let choices = kept.withLock {
            $0[key] = algorithm
            return $0
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        guard let data = try? encoder.encode(choices) else { return }
        try? FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try? WholeFile.write(data, to: file.path)
    }

    /// Another name when old measurements are no longer to be believed.
    private static let format = "convolution-algorithms-2"

    private static func defaultFile() -> URL {
        let environment = ProcessInfo.processInfo.environment
        let cache =
            environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? URL(fileURLWithPath: $0) : nil }
            ?? FileManager.default.homeDirectoryForCurrentUser.appendingPathComponent(".cache")
        let version = dnnl_version().pointee
        let threads = environment["OMP_NUM_THREADS"] ?? "\(ProcessInfo.processInfo.activeProcessorCount)"
        let machine = "\(processorName())-\(version.major).\(version.minor).\(version.patch)-\(threads)"
        let name = machine.map { $0.isLetter || $0.isNumber || $0 == "." ? $0 : "-" }
        return cache.appendingPathComponent("glassbox/\(format)-\(String(name)).json")
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
