import Foundation
import Imaging

/// A folder that is there as long as this is.
final class TemporaryFolder: Sendable {
    let path: String

    init() {
        path = NSTemporaryDirectory() + "glassbox-" + UUID().uuidString
        Self.make(path)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file, with the folders that it needs, and returns its path.
    @discardableResult
    func write(_ data: Data, to name: String) -> String {
        let file = path + "/" + name
        Self.make((file as NSString).deletingLastPathComponent)
        precondition(FileManager.default.createFile(atPath: file, contents: data), "\(file) can be written")
        return file
    }

    private static func make(_ folder: String) {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            preconditionFailure("\(folder) can be made: \(error)")
        }
    }

    @discardableResult
    func write(_ text: String, to name: String) -> String { write(Data(text.utf8), to: name) }

    @discardableResult
    func write(_ picture: Picture, to name: String) -> String { write(PNGFile.data(for: picture), to: name) }
}
