import Files
import Foundation
import Tensors

/// The names of a network's classes, in the order of its scores.
public struct ClassLabels: Sendable, Equatable {
    public let names: [String]

    /// The names of a million classes.
    private static let byteLimit = 16_000_000

    public init(_ names: [String]) {
        self.names = names
    }

    /// Reads a text file with one name on each line, or a JSON file: a list of names, or an object that has a name for each
    /// number, or a number for each name, at its top or under `id2label`; of `["n01440764", "tench"]` the last counts.
    ///
    /// - Throws: ``FileError``.
    public init(contentsOf path: String) throws {
        let file = try MappedFile(path: path)
        guard file.byteCount <= Self.byteLimit else { throw FileError.tooLarge(path, limit: Self.byteLimit) }
        guard file.byteCount > 0 else { throw FileError.empty(path) }
        self = withExtendedLifetime(file) { ClassLabels(json: file.bytes) ?? ClassLabels(text: file.bytes) }
    }

    /// Nil for a text that is no such list.
    private init?(json text: some Collection<UInt8>) {
        guard let first = text.first(where: { !" \t\r\n".utf8.contains($0) }), "[{".utf8.contains(first),
            let value = JSONValue(parsing: text)
        else { return nil }
        if let list = value.list {
            let names = list.compactMap(Self.name)
            guard names.count == list.count else { return nil }
            self.init(names)
            return
        }
        guard let record = value["id2label"]?.record ?? value.record else { return nil }
        var numbered: [Int: String] = [:]
        for (key, value) in record {
            if let number = Int(key), let name = Self.name(value) {
                numbered[number] = name
            } else if let number = value.integer {
                numbered[number] = key
            } else {
                return nil
            }
        }
        // Every class has one name.
        let names = (0..<record.count).compactMap { numbered[$0] }
        guard names.count == record.count else { return nil }
        self.init(names)
    }

    private static func name(_ value: JSONValue) -> String? { value.text ?? value.list?.last?.text }

    /// One name on each line.
    init(text: some Collection<UInt8>) {
        var lines = String(decoding: text, as: UTF8.self)
            .split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
            .map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
        while lines.last?.isEmpty == true { lines.removeLast() }
        names = lines
    }

    /// The names of ImageNet's 1000 classes, which a known architecture with as many classes was trained on.
    ///
    /// - Parameters:
    ///   - count: the network's classes; nil for none.
    ///   - path: the file that has the names; nil for the one that ships with the program.
    /// - Returns: nil for another number of classes.
    /// - Throws: ``FileError`` where the file is lost.
    static func imageNet(classCount count: Int?, in path: String? = nil) throws -> ClassLabels? {
        guard count == 1000 else { return nil }
        return try ClassLabels(contentsOf: path ?? ResourceFolder.path("Resources/labels/imagenet-en.txt"))
    }

    /// The names of two classes where only the second has one, as in a network with a single score.
    func ofBoth(classCount: Int?) -> ClassLabels {
        names.count == 1 && classCount == 2 ? ClassLabels(["not \(names[0])", names[0]]) : self
    }

    /// The same names without the numbers that stand before all of them, as in `0 cat`.
    var withoutNumbers: ClassLabels {
        var rest: [String] = []
        for (index, name) in names.enumerated() {
            let digits = name.prefix { $0.isNumber }
            guard Int(digits) == index, let separator = name.dropFirst(digits.count).first,
                " :\t".contains(separator)
            else { return self }
            rest.append(name.dropFirst(digits.count + 1).trimmingCharacters(in: .whitespaces))
        }
        return ClassLabels(rest)
    }

    /// The name of a class, or its number where it has no name.
    public subscript(index: Int) -> String {
        names.indices.contains(index) ? names[index] : "class \(index)"
    }

    /// The first class of that name, whatever the case.
    public func index(of name: String) -> Int? {
        names.firstIndex(of: name) ?? names.firstIndex { $0.lowercased() == name.lowercased() }
    }
}
