import Datasets
import Foundation

/// What can be looked at as a set.
extension OpenedFiles {
    /// Photos of a set that join the list at once; others do when they are shown.
    private static let listedPhotos = 1000

    /// Whether a file is called as a table of files and labels is.
    static func isTable(_ path: String) -> Bool {
        (path as NSString).pathExtension.lowercased() == "csv" && FileManager.default.fileExists(atPath: path)
    }

    /// A folder with one folder for each class, or a table of files and labels; nil for anything else.
    ///
    /// - Throws: `DatasetError`, `FileError` for a table that cannot be used.
    static func labelledSet(_ paths: [String]) throws -> Dataset? {
        guard paths.count == 1 else { return nil }
        if isTable(paths[0]) { return try Dataset(paths[0]) }
        guard FileListing.kind(of: paths[0]) == .folder, let found = try? Dataset(paths[0]), found.isLabelled,
            found.filePath(at: 0) != nil
        else { return nil }
        return found
    }

    /// Makes files that were dropped a set, labelled or not.
    init(set paths: [String]) {
        do {
            let dataset = try Dataset(paths.first ?? "")
            let photos = Self.photos(of: dataset)
            self = photos.isEmpty ? .unknown(dataset.path) : .set(dataset, photos: photos)
        } catch {
            self = .failed(error)
        }
    }

    static func photos(of dataset: Dataset) -> [String] {
        dataset.entries.indices.prefix(listedPhotos).compactMap { dataset.filePath(at: $0) }
    }
}
