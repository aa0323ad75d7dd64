import Foundation

/// Makes an input smaller that still shows the same fault, by leaving out pieces (delta debugging, Zeller and Hildebrandt 2002).
struct Minimiser {
    private let format: FuzzFormat
    private let seed: String
    private let finding: Finding
    private var settings: FuzzSettings
    private static let childLimit = 120

    init(_ format: FuzzFormat, _ seed: String, _ finding: Finding, _ settings: FuzzSettings) {
        self.format = format
        self.seed = seed
        self.finding = finding
        self.settings = settings
        self.settings.corpus = ""
    }

    func minimised(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        var piece = max(bytes.count / 2, 1)
        var children = 0
        while children < Self.childLimit {
            var place = 0
            while place < bytes.count, children < Self.childLimit {
                // Candidates that differ in what they leave out, until one shows the fault.
                let starts = stride(from: place, to: bytes.count, by: piece).prefix(64)
                children += 1
                guard let start = first(starts.map { Self.without($0, piece, bytes) }) else {
                    place += 64 * piece
                    continue
                }
                place += start * piece
                bytes = Self.without(place, piece, bytes)
            }
            if piece == 1 { break }
            piece /= 2
        }
        return bytes
    }

    private static func without(_ start: Int, _ count: Int, _ bytes: [UInt8]) -> [UInt8] {
        Array(bytes[..<start] + bytes[min(start + count, bytes.count)...])
    }

    /// The first candidate with the same fault.
    private func first(_ candidates: [[UInt8]]) -> Int? {
        let folder = NSTemporaryDirectory() + "glassbox-minimise-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let stem = URL(fileURLWithPath: seed).deletingPathExtension().lastPathComponent
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let paths = candidates.indices.map { "\(folder)/\(stem)-\($0)" }
        for (path, bytes) in zip(paths, candidates) { try? Data(bytes).write(to: URL(fileURLWithPath: path)) }
        var start = 0
        while start < paths.count {
            guard let run = try? FuzzRun(format, ["files"] + paths[start...], settings) else { return nil }
            if let same = run.findings.first(where: { $0.kind == finding.kind && $0.key == finding.key }) {
                return start + Int(same.index)
            }
            guard let broken = run.brokenAt else { return nil }
            start += Int(broken) + 1
        }
        return nil
    }
}
