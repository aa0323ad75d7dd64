import Files
import Foundation
import Synchronization
import Tensors

/// Which algorithm was measured fastest for each convolution, kept on disk per machine so that no start but the first
/// measures.
///
/// The file is `$XDG_CACHE_HOME/glassbox/convolution-algorithms-3-<machine>.json`, an object from a convolution's geometry to an
/// algorithm's name. Another processor, oneDNN version or number of threads has another file. It is a cache: one that
/// is missing, broken or cannot be written costs a measurement and nothing else.
public final class MeasuredAlgorithms: Sendable {
    /// Those of this machine.
    public static let shared = MeasuredAlgorithms(file: defaultFile())

    private let file: URL?
    private let known: Mutex<[String: String]>
    /// What is on disk: without what was measured in a busy moment.
    private let kept: Mutex<[String: String]>

    /// - Parameter file: where they are kept; nil keeps them in memory only.
    init(file: URL?) {
        self.file = file
        let data = file.flatMap { try? Data(contentsOf: $0) }
        let saved = data.flatMap { try? JSONDecoder().decode([String: String].self, from: $0) }
        known = Mutex(saved ?? [:])
        kept = Mutex(saved ?? [:])
    }

    /// The name of the algorithm that was fastest, or nil where none was measured.
    subscript(key: String) -> String? { known.withLock { $0[key] } }

    /// Remembers a measurement.
    ///
    /// - Parameter isClear: whether the machine was quiet enough to believe it another time.
    func remember(_ algorithm: String, for key: String, isClear: Bool) {
        known.withLock { $0[key] = algorithm }
        guard isClear, let file else { return }
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
        // The instruction sets are those that the library uses, which can be fewer than the processor has.
        let machine = """
            \(Processor.current.name)-\(OneDNN.instructions)-\(OneDNN.version)-\(OneDNN.threadCount)
            """
        let name = machine.map { $0.isLetter || $0.isNumber || $0 == "." ? $0 : "-" }
        return URL(fileURLWithPath: Folders.cache).appendingPathComponent("\(format)-\(String(name)).json")
    }
}
