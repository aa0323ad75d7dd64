import Files
import Foundation
import ModelFormats

/// A folder with a given number of background photos, made of those that come with the program again and again; it is
/// removed with the last reference.
final class RepeatedBackground {
    let path: String

    /// - Parameter count: of photos.
    init(count: Int) throws {
        let source = try ResourceFolder.path("Resources/backgrounds")
        let photos = try FileManager.default.contentsOfDirectory(atPath: source).filter {
            $0.hasSuffix(".jpg")
        }
        .sorted()
        path = NSTemporaryDirectory() + "glassbox-background-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for index in 0..<count {
            try FileManager.default.copyItem(
                atPath: "\(source)/\(photos[index % photos.count])", toPath: "\(path)/\(index).jpg")
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
