import Files
import Foundation

/// The photos that ship with the program.
enum SamplePhotos {
    /// What an empty command line opens.
    private static let first = "cat.png"

    /// Their paths, the first one's first.
    ///
    /// - Throws: `FileError` where they are not.
    static func paths() throws -> [String] {
        let folder = try ResourceFolder.path("Resources/photos")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let pictures = names.filter {
            ["jpg", "jpeg", "png", "webp"].contains(($0 as NSString).pathExtension)
        }
        guard !pictures.isEmpty else { throw FileError.missing(folder + "/" + first) }
        let others = pictures.filter { $0 != first }.sorted()
        return (pictures.filter { $0 == first } + others).map { folder + "/" + $0 }
    }
}
