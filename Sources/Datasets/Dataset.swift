import Imaging
import Words

/// A set of pictures, labelled or not: what there is, in an order that is the same each time, and how each is decoded.
///
/// A value that lists and does not decode: a picture is read when it is asked for, and nothing of it is kept.
public struct Dataset: Sendable {
    /// The folder or file that holds it.
    public let path: String
    /// What it is, a few words: `folders of classes`.
    public let title: Words
    /// What the labels are called; an entry's label is a position in this list.
    public let classNames: [String]
    public let entries: [Entry]
    /// What was left out and what is odd about it, one sentence each.
    public let remarks: [DatasetRemark]
    private let source: any PictureSource

    /// One picture of a set.
    public struct Entry: Sendable, Hashable {
        /// Where it stands in the set: a path under its folder, `data_batch_1.bin#17` for a record. No two have the same.
        public let name: String
        /// A position in ``Dataset/classNames``, or nil where nothing says what it shows.
        public let label: Int?
        /// The part of the set that it is stated to belong to.
        public let part: Part?
        /// Where the thing is that the label names, in pixels of the upright picture.
        public let box: PixelRectangle?

        init(name: String, label: Int?, part: Part? = nil, box: PixelRectangle? = nil) {
            self.name = name
            self.label = label
            self.part = part
            self.box = box
        }
    }

    /// What pictures are kept apart for.
    public enum Part: String, Sendable, CaseIterable, Codable {
        case training = "train"
        case validation = "val"
        case test
    }

    /// Pictures that a set may have.
    public static let maximumCount = 1 << 24

    init(
        path: String, title: Words, classNames: [String], entries: [Entry], remarks: [DatasetRemark] = [],
        source: any PictureSource
    ) {
        self.path = path
        self.title = title
        self.classNames = classNames
        self.entries = entries
        self.remarks = remarks
        self.source = source
    }

    public var count: Int { entries.count }

    /// Whether at least one picture has a label.
    public var isLabelled: Bool { entries.contains { $0.label != nil } }

    /// The positions of the pictures of a part.
    public func indexes(of part: Part) -> [Int] { entries.indices.filter { entries[$0].part == part } }

    /// Decodes a picture.
    ///
    /// - Throws: `ImageError`, `FileError`: one picture that is broken says nothing of the others.
    public func picture(at index: Int) throws -> Picture {
        try source.picture(at: index, entry: entries[index])
    }

    /// The path of a picture's file, or nil for one that is a record of a larger file.
    public func filePath(at index: Int) -> String? { source.filePath(of: entries[index]) }
}

/// How the pictures of a set are decoded.
protocol PictureSource: Sendable {
    /// - Parameter index: the entry's position in the set.
    func picture(at index: Int, entry: Dataset.Entry) throws -> Picture

    func filePath(of entry: Dataset.Entry) -> String?
}

/// Pictures that are files of their own.
struct PictureFiles: PictureSource {
    /// What the entries' names are relative to.
    let folder: String

    func picture(at index: Int, entry: Dataset.Entry) throws -> Picture {
        try ImageFile.read(path(of: entry))
    }

    func filePath(of entry: Dataset.Entry) -> String? { path(of: entry) }

    private func path(of entry: Dataset.Entry) -> String {
        entry.name.hasPrefix("/") ? entry.name : "\(folder)/\(entry.name)"
    }
}
