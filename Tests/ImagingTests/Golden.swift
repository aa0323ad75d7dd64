import Foundation
import Tensors

@testable import Imaging

/// The files that Tests/GoldenData/imaging/generate.py wrote.
enum Golden {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../GoldenData/imaging").standardized

    static func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
    }

    static func picture(_ name: String, _ width: Int, _ height: Int) throws -> Picture {
        Picture(width: width, height: height, pixels: try bytes(name))
    }

    static func tensor(_ name: String) throws -> Tensor { try NPYFile.read(path(name)) }
}

/// A folder of its own for one test, removed with the last reference.
final class TemporaryFolder {
    let path = NSTemporaryDirectory() + "glassbox-imaging-\(UUID())"

    init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file and returns its path.
    func file(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
        let path = path + "/" + name
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return path
    }
}

extension Picture {
    /// The greatest difference of any channel of any pixel.
    func distance(to other: Picture) -> Int {
        precondition(width == other.width && height == other.height)
        return zip(pixels, other.pixels).reduce(0) { max($0, abs(Int($1.0) - Int($1.1))) }
    }
}
