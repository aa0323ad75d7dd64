import COneDNN
import Files
import Foundation
import Synchronization
import Tensors

/// Which algorithm was measured fastest for each convolution, kept on disk per machine so that no start but the
/// first measures.
///
/// The file is `$XDG_CACHE_HOME/glassbox/convolution-algorithms-3-<machine>.json`, an object from a convolution's geometry to an
/// algorithm's name. Another processor, oneDNN version or number of threads has another file. It is a cache: one that
/// is missing, broken or cannot be written costs a measurement and nothing else.
public final class ConvolutionAlgorithms: Sendable {
    /// Those of this machine.
    public static let shared = ConvolutionAlgorithms(file: defaultFile())

    private let file: URL?
    private let known: Mutex<[String: ConvolutionAlgorithm]>
    /// What is on disk: without what was measured in a busy moment.
    private let kept: Mutex<[String: ConvolutionAlgorithm]>

    /// - Parameter file: where they are kept; nil keeps them in memory only.
    init(file: URL?) {
        self.file = file
        let data = file.flatMap { try? Data(contentsOf: $0) }
        let saved = data.flatMap { try? JSONDecoder().decode([String: ConvolutionAlgorithm].self, from: $0) }
        known = Mutex(saved ?? [:])
        kept = Mutex(saved ?? [:])
    }

    /// The code that the algorithm known or found to be the fastest makes.
    ///
    /// - Parameters:
    ///   - geometry: of the convolution.
    ///   - direction: whether it is the convolution or its gradient.
    ///   - context: where the candidates run.
    ///   - make: throws where the algorithm is not implemented for the convolution, which is then passed over.
    func fastest(
        _ geometry: ConvolutionGeometry, _ direction: ConvolutionDirection, in context: ComputeContext,
        make: (ConvolutionAlgorithm) throws(EngineError) -> any ConvolutionPass
    ) throws(EngineError) -> any ConvolutionPass {
        let algorithms = geometry.algorithms(direction)
        if algorithms.count == 1 { return try make(algorithms[0]) }
        let key = geometry.key(direction)
        // Winograd's algorithm gains with the batch: where it is faster for one item it is taken without a measurement,
        // which takes long for many.
        let keyOfOne = geometry.withBatch(1).key(direction)
        let isSure = known.withLock { $0[keyOfOne] == .winograd }
        let found = known.withLock { $0[key] } ?? (isSure ? .winograd : nil)
        if let found, let candidate = try? make(found) { return candidate }
        let candidates = try Self.implemented(algorithms, make)
        if candidates.count == 1 { return candidates[0].candidate }
        let (fastest, isClear) = try Self.race(candidates.map(\.candidate), in: context)
        let algorithm = candidates[fastest].algorithm
        known.withLock { $0[key] = algorithm }
        if isClear { save(algorithm, for: key) }
        return candidates[fastest].candidate
    }

    private static func implemented(
        _ algorithms: [ConvolutionAlgorithm],
        _ make: (ConvolutionAlgorithm) throws(EngineError) -> any ConvolutionPass
    ) throws(EngineError) -> [(algorithm: ConvolutionAlgorithm, candidate: any ConvolutionPass)] {
        var candidates: [(ConvolutionAlgorithm, any ConvolutionPass)] = []
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
        _ candidates: [any ConvolutionPass], in context: ComputeContext
    ) throws(EngineError) -> (fastest: Int, isClear: Bool) {
        func run(_ candidate: any ConvolutionPass) throws(EngineError) {
            let input = try context.allocate(candidate.input)
            _ = try candidate.run(input, activated: input)
        }
        for candidate in candidates { try run(candidate) }
        var times = [[Duration]](repeating: [], count: candidates.count)
        for _ in 0..<raceLength {
            for (index, candidate) in candidates.enumerated() {
                let start = ContinuousClock.now
                try run(candidate)
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
        let algorithms = kept.withLock {
            $0[key] = algorithm
            return $0
        }
        guard let data = try? JSONText.data(of: algorithms) else { return }
        try? FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try? WholeFile.write(data, to: file.path)
    }

    /// Another name when old measurements are no longer to be believed.
    private static let format = "convolution-algorithms-3"

    private static func defaultFile() -> URL {
        let environment = ProcessInfo.processInfo.environment
        let version = dnnl_version().pointee
        let processor = Processor.current
        let threads = environment["OMP_NUM_THREADS"] ?? "\(processor.coreCount)"
        // The instruction sets are those that the library uses, which can be fewer than the processor has.
        let instructions = dnnl_get_effective_cpu_isa().rawValue
        let machine = """
            \(processor.name)-isa\(instructions)-\(version.major).\(version.minor).\(version.patch)-\(threads)
            """
        let name = machine.map { $0.isLetter || $0.isNumber || $0 == "." ? $0 : "-" }
        return URL(fileURLWithPath: Folders.cache).appendingPathComponent("\(format)-\(String(name)).json")
    }
}
