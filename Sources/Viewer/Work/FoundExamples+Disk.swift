import Datasets
import Foundation

extension FoundExamples {
    /// Looks at what was dropped on the card for training: a set with one folder for each class becomes those classes, another folder a
    /// class of its name, and loose photos one without a name.
    ///
    /// - Throws: `DatasetError`, `FileError` where nothing is left.
    init(at paths: [String]) throws {
        var failure: (any Error)?
        var loose = Dataset.ChosenClass("")
        for path in paths {
            if FileListing.kind(of: path) == .folder || (path as NSString).pathExtension.lowercased() == "csv"
            {
                do { try add(Dataset(path)) } catch { failure = failure ?? error }
            } else if OpenedFiles.isPicture(path) {
                loose.pictures.append(Dataset.ChosenPicture(path))
            } else {
                skipped.append(path)
            }
        }
        if !loose.pictures.isEmpty { classes.append(loose) }
        if classes.isEmpty, let failure { throw failure }
    }

    private mutating func add(_ dataset: Dataset) throws {
        if dataset.isLabelled {
            guard let chosen = dataset.chosenClasses else { throw DatasetError.noPictures(dataset.path) }
            classes += chosen
        } else {
            let pictures = dataset.entries.indices.compactMap { dataset.filePath(at: $0) }
            classes.append(
                Dataset.ChosenClass(
                    URL(fileURLWithPath: dataset.path).standardizedFileURL.lastPathComponent,
                    pictures.map { Dataset.ChosenPicture($0) }))
        }
    }
}
