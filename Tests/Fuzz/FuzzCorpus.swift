import CLinux
import Foundation
import FuzzTraps

/// The inputs of one format that reached edges of the program which none before them did, and which edges those are.
///
/// Children of a campaign share a folder `FORMAT`; one that starts later changes what the others found.
final class FuzzCorpus {
    private let folder: String
    private let sizeLimit: Int
    /// A byte for each edge, shared among the children.
    private let seen: UnsafeMutablePointer<UInt8>
    /// Whether what is read is there already, and only its edges are new.
    var isLearning = false
    private static let most = 20_000
    /// Where the marks lie, beside the inputs.
    private static let marks = ".edges"

    /// - Returns: nil where the program does not count its edges.
    init?(_ format: FuzzFormat, in folder: String) {
        let count = fuzz_edge_count()
        guard count > 0 else { return nil }
        self.folder = "\(folder)/\(format.name)"
        sizeLimit = 2 * format.seedLimit
        try? FileManager.default.createDirectory(
            atPath: self.folder, withIntermediateDirectories: true)
        let file = open("\(self.folder)/\(Self.marks)", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0, ftruncate(file, off_t(count)) == 0,
            let pages = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0), pages != MAP_FAILED
        else { return nil }
        close(file)
        seen = pages.assumingMemoryBound(to: UInt8.self)
    }

    deinit { munmap(seen, fuzz_edge_count()) }

    /// Of the campaign before, which may have been another program: its marks, not its inputs.
    static func forgetMarks(in folder: String) {
        for format in FuzzFormats.all { unlink("\(folder)/\(format.name)/\(marks)") }
    }

    /// How many edges inputs of a format have reached.
    static func reached(_ format: FuzzFormat, in folder: String) -> Int {
        let marks = URL(fileURLWithPath: "\(folder)/\(format.name)/\(marks)")
        return ((try? Data(contentsOf: marks)) ?? Data()).count { $0 != 0 }
    }

    var paths: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { !$0.hasPrefix(".") }.sorted().prefix(Self.most).map { "\(folder)/\($0)" }
    }

    func begin() { fuzz_forget_edges() }

    /// Keeps an input that reached something new.
    ///
    /// - Parameter seed: the file that was changed; the new one's name begins as that one's.
    func finish(_ bytes: [UInt8], from seed: String, number: UInt64) {
        guard fuzz_mark_edges(seen) > 0, !isLearning, bytes.count <= sizeLimit else { return }
        let url = URL(fileURLWithPath: seed)
        let stem = url.deletingPathExtension().lastPathComponent.split(separator: "~")[0]
        let ending = url.pathExtension.isEmpty ? "" : "." + url.pathExtension
        // Whole under its name, or another child would read half of it.
        try? Data(bytes).write(
            to: URL(fileURLWithPath: "\(folder)/\(stem)~\(getpid())-\(number)\(ending)"), options: .atomic)
    }
}
