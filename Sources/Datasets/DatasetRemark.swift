import Words

/// What a person has to know of a set to trust what is made of it.
public enum DatasetRemark: Sendable, Equatable {
    /// Files whose names do not end as pictures' do, with the endings.
    case otherFiles(Int, endings: [String])
    /// Pictures beside the folders of classes.
    case besideClasses(Int)
    case emptyClasses([String])
    case unreadableFolders([String])
    case oneClass(String)

    public static let examples: [DatasetRemark] = [
        .otherFiles(1, endings: ["txt"]), .otherFiles(3, endings: ["txt", "xml"]), .besideClasses(2),
        .emptyClasses(["cat"]), .unreadableFolders(["cat"]), .oneClass("cat"),
    ]

    /// One sentence.
    public var words: Words {
        switch self {
        case .otherFiles(let count, let endings):
            "Files whose names do not end as those of pictures are left out: \(count) (\(Self.list(endings)))."
        case .besideClasses(let count):
            "Pictures that lie beside the folders of classes have no label: \(count)."
        case .emptyClasses(let names): "Classes without a picture: \(Self.list(names))."
        case .unreadableFolders(let names): "Folders that may not be read are left out: \(Self.list(names))."
        case .oneClass(let name): "There is only one class: \(name)."
        }
    }

    /// The first few names.
    static func list(_ names: [String], atMost limit: Int = 8) -> String {
        names.prefix(limit).joined(separator: ", ") + (names.count > limit ? ", …" : "")
    }
}
