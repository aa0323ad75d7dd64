import Files
import Foundation
import Tensors

/// What was noted of pictures, kept on the disk from one study to the next, so that no picture is decoded twice: by what is in the
/// network's and the picture's file, and by what was asked.
///
/// A study has one file, lines of JSON of which the newest stand last. It is read whole, written whole, and takes its name in one step;
/// of two studies that end at once the later one's file stays. Files that were used last stay within ``folderLimit``.
///
/// Not Sendable: it stays on the queue that runs the network; ``known`` does not change.
final class NoteCache {
    /// The notes of a picture as JSON, by the picture's key.
    let known: [String: Data]
    private var order: [String]
    private var fresh: [(key: String, notes: Data)] = []
    private let path: String

    /// Bytes of one study's file, and of all.
    static let fileLimit = 64 << 20
    static let folderLimit = 256 << 20
    /// Grows where notes come to mean something else, so that those of an older program are not believed.
    private static let version = 1
    private static let ending = ".notes.jsonl"

    /// - Parameters:
    ///   - folder: is made where there is something to be kept.
    init(_ study: StudyDescription, in folder: String) {
        path = "\(folder)/\(Self.name(of: study))\(Self.ending)"
        var known: [String: Data] = [:]
        var order: [String] = []
        if let file = try? MappedFile(path: path), file.byteCount <= Self.fileLimit {
            withExtendedLifetime(file) {
                for line in file.bytes.split(separator: UInt8(ascii: "\n")) {
                    // A line that is none, or was cut, is as good as not there.
                    guard let tab = line.firstIndex(of: UInt8(ascii: "\t")) else { continue }
                    let key = String(decoding: line[..<tab], as: UTF8.self)
                    if known.updateValue(Data(line[line.index(after: tab)...]), forKey: key) == nil {
                        order.append(key)
                    }
                }
            }
        }
        (self.known, self.order) = (known, order)
    }

    /// What notes depend on besides the picture.
    private static func name(of study: StudyDescription) -> String {
        var fingerprint = Fingerprint()
        for text in ["\(version)", study.networkFingerprint, study.layer, "\(study.batchSize)"]
            + study.analyses
            + study.methods + study.metrics + study.seeds.map(String.init)
        {
            fingerprint.add(text)
        }
        return fingerprint.digits
    }

    /// What tells a picture apart: its file's content, and what is said of it. Nil where its content cannot be told.
    static func key(_ digest: String?, _ picture: StudiedPicture) -> String? {
        digest.map { "\($0) \(picture.target ?? -1) \(picture.box ?? [])" }
    }

    /// - Parameter notes: one line of JSON.
    func add(_ notes: Data, for key: String) { fresh.append((key, notes)) }

    /// Writes what is new. A cache that cannot be written is no reason to fail.
    func save() {
        guard !fresh.isEmpty else { return }
        let folder = (path as NSString).deletingLastPathComponent
        guard Folders.make(folder) else { return }
        var lines: [Data] = []
        var size = 0
        let all = order.map { ($0, known[$0]!) } + fresh.map { ($0.key, $0.notes) }
        // The newest as far as there is room.
        var kept: Set<String> = []
        for (key, notes) in all.reversed() where kept.insert(key).inserted {
            let line = Data("\(key)\t".utf8) + notes + Data("\n".utf8)
            size += line.count
            guard size <= Self.fileLimit else { break }
            lines.append(line)
        }
        try? WholeFile.write(lines.reversed().reduce(into: Data()) { $0 += $1 }, to: path)
        Self.trim(folder, to: Self.folderLimit)
    }

    /// Removes the files that were written longest ago until the rest is within a limit.
    static func trim(_ folder: String, to limit: Int) {
        CachedFiles.trim(folder, ending: ending, to: limit) { $0.contains(ending) }
    }
}
