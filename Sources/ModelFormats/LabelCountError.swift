import Words

/// A file of class names that does not belong to the network.
public struct LabelCountError: ModelFileError, Equatable {
    public let path: String
    public let found: Int
    public let expected: Int

    public static let examples = [LabelCountError(path: "names.txt", found: 10, expected: 1000)]

    public var words: Words {
        "\(path) names \(found) classes, the network has \(expected); it takes one name on each line."
    }
}
