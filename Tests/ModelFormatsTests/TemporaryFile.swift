import Foundation

/// A file with the given bytes, removed when the test is over.
struct TemporaryFile: ~Copyable {
    let path: String

    init(_ bytes: [UInt8], named name: String = "network.pth") throws {
        let folder = NSTemporaryDirectory() + "glassbox-\(UUID())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let path = folder + "/" + name
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        self.path = path
    }

    deinit {
        try? FileManager.default.removeItem(at: URL(fileURLWithPath: path).deletingLastPathComponent())
    }
}
