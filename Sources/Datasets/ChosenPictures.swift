import Words

extension Dataset {
    /// A class of pictures that a person put together.
    public struct ChosenClass: Sendable, Hashable {
        public var name: String
        public var pictures: [ChosenPicture]

        public init(_ name: String, _ pictures: [ChosenPicture] = []) {
            self.name = name
            self.pictures = pictures
        }
    }

    /// A file, and the part of the set that it is stated to belong to.
    public struct ChosenPicture: Sendable, Hashable {
        /// A whole path.
        public var path: String
        public var part: Part?

        public init(_ path: String, part: Part? = nil) {
            self.path = path
            self.part = part
        }
    }

    /// A set of files that a person put into classes. A file that is in several classes counts in the first of them.
    ///
    /// - Parameter name: what the set is called in sentences.
    public init(of classes: [ChosenClass], named name: String) {
        var known = Set<String>()
        var entries: [Entry] = []
        for (label, chosen) in classes.enumerated() {
            for picture in chosen.pictures where known.insert(picture.path).inserted {
                entries.append(Entry(name: picture.path, label: label, part: picture.part))
            }
        }
        self.init(
            path: name, title: Self.chosenTitle, classNames: classes.map(\.name), entries: entries,
            source: PictureFiles(folder: ""))
    }

    static let chosenTitle: Words = "chosen pictures"

    /// The classes as they would be put together by hand; nil where pictures are records of a larger file.
    public var chosenClasses: [ChosenClass]? {
        var classes = classNames.map { ChosenClass($0) }
        for (index, entry) in entries.enumerated() {
            guard let label = entry.label else { continue }
            guard let path = filePath(at: index) else { return nil }
            classes[label].pictures.append(ChosenPicture(path, part: entry.part))
        }
        return classes.filter { !$0.pictures.isEmpty }
    }
}
