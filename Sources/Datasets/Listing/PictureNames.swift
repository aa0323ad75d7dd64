import Files
import Foundation
import Imaging

/// Which files of a folder are taken for pictures: by their names' ends, because to open a hundred thousand takes seconds. What
/// is in them is looked at when they are decoded.
enum PictureNames {
    private static let endings: Set<String> = [
        "png", "jpg", "jpeg", "jpe", "jfif", "bmp", "dib", "gif", "webp", "tif", "tiff", "avif",
    ]

    /// Whether a name ends as a picture's does, in any case.
    static func areOfPictures(_ name: String) -> Bool { ending(of: name).map(endings.contains) ?? false }

    /// What stands after the last dot, in small letters; nil for a name without one.
    static func ending(of name: String) -> String? {
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return nil }
        return name[name.utf8.index(after: dot)...].lowercased()
    }

    /// Whether a file is a picture by its name, or by its first bytes where the name has no ending.
    static func isPicture(_ name: String, in folder: String) -> Bool {
        guard let ending = ending(of: name) else { return startsAsPicture("\(folder)/\(name)") }
        return endings.contains(ending)
    }

    private static func startsAsPicture(_ path: String) -> Bool {
        guard let file = try? MappedFile(path: path) else { return false }
        return withExtendedLifetime(file) { ImageFile.format(of: file.bytes) != nil }
    }
}
