import Files
import Foundation

/// What a person says of labels: a file that gives some of them a class of the network, by name or number.
///
///     kitten,tabby
///     puppy,207
///
/// or the same as JSON, `{"kitten": "tabby", "puppy": 207}`.
public struct LabelMapping: Sendable, Equatable {
    /// For each label the position of a class.
    let targets: [String: Int]

    /// Bytes that the file may have.
    private static let limit = 16 << 20

    /// - Parameters:
    ///   - classes: the network's names; nil where it has none.
    /// - Throws: ``DatasetError``, `FileError`.
    public init(contentsOf path: String, classes: [String]?, classCount: Int) throws {
        let file = try MappedFile(path: path)
        guard file.byteCount > 0 else { throw FileError.empty(path) }
        guard file.byteCount <= Self.limit else { throw DatasetError.unknown(path) }
        let known = KnownClasses(classes ?? [], count: classCount)
        targets = try withExtendedLifetime(file) {
            try Self.record(file.bytes, path, known) ?? Self.table(file.bytes, path, known)
        }
    }

    /// Nil for a text that is no JSON object.
    private static func record(
        _ bytes: UnsafeRawBufferPointer, _ path: String, _ known: KnownClasses
    ) throws -> [String: Int]? {
        guard bytes.first(where: { !" \t\r\n".utf8.contains($0) }) == UInt8(ascii: "{"),
            let record = JSONValue(parsing: bytes)?.record
        else { return nil }
        return try record.reduce(into: [:]) { targets, pair in
            let text = pair.value.text ?? pair.value.integer.map(String.init) ?? ""
            guard let target = known.index(text) ?? known.number(text) else {
                throw DatasetError.line(path, line: 1, problem: .unknownClass(text))
            }
            targets[pair.key] = target
        }
    }

    private static func table(
        _ bytes: UnsafeRawBufferPointer, _ path: String, _ known: KnownClasses
    ) throws -> [String: Int] {
        var text = TableText(bytes)
        var targets: [String: Int] = [:]
        do {
            while let row = try text.next() {
                let named = row.cells.count > 1 ? row.cells[1] : ""
                if row.line == 1, row.cells.first?.lowercased() == "label" { continue }
                guard let target = known.index(named) ?? known.number(named) else {
                    throw DatasetError.line(path, line: row.line, problem: .unknownClass(named))
                }
                targets[row.cells[0]] = target
            }
        } catch let fault as TableText.Fault {
            throw DatasetError.line(path, line: fault.line, problem: .tooLong)
        }
        return targets
    }
}
