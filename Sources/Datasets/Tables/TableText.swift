/// The rows of a table in text: cells with commas, semicolons or tabs between them, in quotation marks where they hold such a
/// character themselves (RFC 4180). Empty lines and lines that start with `#` are no rows.
public struct TableText {
    /// A row, with the number of its line, from 1.
    public struct Row: Equatable {
        public let line: Int
        public let cells: [String]
    }

    /// Bytes that a row may have.
    static let rowLimit = 1 << 16

    private let bytes: UnsafeRawBufferPointer
    private let separator: UInt8
    private var offset = 0
    private var line = 0

    /// - Parameter bytes: which must outlive the table; UTF-8, with or without a mark of its order.
    public init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
        let first = bytes[min(offset, bytes.count)...].prefix { $0 != 10 && $0 != 13 }.prefix(Self.rowLimit)
        separator = [9, 59].first { first.contains($0) && !first.contains(44) } ?? 44
    }

    /// The next row, or nil at the end.
    ///
    /// - Throws: ``Fault`` for one that is too long or no text.
    public mutating func next() throws(Fault) -> Row? {
        while offset < bytes.count {
            line += 1
            let (start, first) = (offset, line)
            let cells = try cells(from: start)
            if bytes[start] == UInt8(ascii: "#") || cells == [""] { continue }
            return Row(line: first, cells: cells)
        }
        return nil
    }

    public struct Fault: Error, Equatable {
        public let line: Int
    }

    /// Reads to the end of a line outside quotation marks.
    private mutating func cells(from start: Int) throws(Fault) -> [String] {
        var cells: [String] = []
        var cell: [UInt8] = []
        var isQuoted = false
        let first = line
        while offset < bytes.count {
            guard offset - start < Self.rowLimit else { throw Fault(line: first) }
            let byte = bytes[offset]
            offset += 1
            if isQuoted {
                if byte == UInt8(ascii: "\"") {
                    if offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") {
                        cell.append(byte)
                        offset += 1
                    } else {
                        isQuoted = false
                    }
                } else {
                    if byte == 10 { line += 1 }
                    cell.append(byte)
                }
            } else if byte == separator {
                cells.append(Self.text(cell))
                cell.removeAll(keepingCapacity: true)
            } else if byte == UInt8(ascii: "\""), cell.allSatisfy({ $0 == 32 }) {
                cell.removeAll(keepingCapacity: true)
                isQuoted = true
            } else if byte == 10 || byte == 13 {
                if byte == 13, offset < bytes.count, bytes[offset] == 10 { offset += 1 }
                break
            } else {
                cell.append(byte)
            }
        }
        return cells + [Self.text(cell)]
    }

    /// A cell's text without spaces around it.
    private static func text(_ cell: [UInt8]) -> String {
        let start = cell.firstIndex { $0 != 32 } ?? cell.endIndex
        let end = cell.lastIndex { $0 != 32 }.map { $0 + 1 } ?? start
        return String(decoding: cell[start..<end], as: UTF8.self)
    }

    /// Cells as one line of a table with commas, without its end.
    public static func line(_ cells: [String]) -> String {
        cells.map { cell in
            let needsQuotes =
                cell.isEmpty == false
                && (cell.utf8.contains { [44, 34, 10, 13, 59, 9].contains($0) } || cell.hasPrefix("#")
                    || cell.hasPrefix(" ") || cell.hasSuffix(" "))
            return needsQuotes ? "\"" + cell.replacing("\"", with: "\"\"") + "\"" : cell
        }
        .joined(separator: ",")
    }
}
