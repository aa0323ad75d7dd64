import Files
import Foundation
import Imaging

/// A frame of a video that is to become a photo.
struct FrozenFrame: Sendable, Equatable {
    /// The video's path.
    let path: String
    let seconds: Double
    let picture: Picture

    /// A file's name, without its ending, that says where a frame comes from.
    static func name(of path: String, at seconds: Double) -> String {
        let video = ((path as NSString).lastPathComponent as NSString).deletingPathExtension
            .replacingOccurrences(of: ":", with: "-")
        return "\(video)-\(String(format: "%.3f", seconds))s"
    }

    /// Writes it as PNG among the program's own data, under a name that says where it comes from.
    ///
    /// - Returns: its path.
    /// - Throws: `FileError`.
    func keep(
        in folder: String = Folders.data(environment: ProcessInfo.processInfo.environment) + "/frames"
    ) throws -> String {
        guard Folders.make(folder) else { throw FileError.cannotWrite(folder, reason: FileError.reason()) }
        let stem = folder + "/" + Self.name(of: path, at: seconds)
        var file = stem + ".png"
        var number = 2
        while FileManager.default.fileExists(atPath: file) {
            // The same frame frozen twice is one photo.
            if let known = try? ImageFile.read(file), known == picture { return file }
            file = "\(stem)-\(number).png"
            number += 1
        }
        try PNGFile.write(picture, to: file)
        return file
    }
}
