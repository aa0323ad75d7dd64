import Words

/// The formats, in the order in which they look.
enum DatasetFormats {
    static let all: [any DatasetFormat] = [
        IDXFormat(), CIFARFormat(), STLFormat(), TableFormat(), ClassFoldersFormat(), PlainFolderFormat(),
    ]
}

extension Dataset {
    /// Recognises a set by its content and lists it.
    ///
    /// - Parameter path: a folder, a table, or a file of CIFAR, STL-10 or MNIST.
    /// - Throws: ``DatasetError``, `FileError`.
    public init(_ path: String) throws {
        let location = try Location(path)
        for format in DatasetFormats.all {
            if let found = try format.read(location) {
                self = found
                return
            }
        }
        throw location.isFolder ? DatasetError.noPictures(path) : DatasetError.unknown(path)
    }

    /// Every ``title`` that a set may have.
    public static var allTitles: [Words] { DatasetFormats.all.flatMap(\.titles) + [chosenTitle] }
}
