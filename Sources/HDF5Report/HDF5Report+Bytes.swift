/// The report's form at the end of the result file: numbers are 64-bit little-endian, texts and lists have their
/// count before them, and the last 8 bytes say where the report starts.
extension HDF5Report {
    public func bytes(at start: Int) -> [UInt8] {
        var writer = ReportWriter()
        switch self {
        case .contents(let contents):
            writer.write(0)
            writer.write(contents.attributes.count)
            for (path, attributes) in contents.attributes {
                writer.write(path)
                writer.write(attributes.count)
                for (name, texts) in attributes {
                    writer.write(name)
                    writer.write(texts.count)
                    for text in texts { writer.write(text) }
                }
            }
            writer.write(contents.datasets.count)
            for (path, dataset) in contents.datasets {
                writer.write(path)
                writer.write(dataset.shape.count)
                for extent in dataset.shape { writer.write(extent) }
                switch dataset.values {
                case .other: writer.write(0, 0)
                case .inFile(let offset): writer.write(1, offset)
                case .decoded(let offset): writer.write(2, offset)
                }
            }
        case .problem(let problem):
            writer.write(problem)
        }
        writer.write(start)
        return writer.bytes
    }

    /// - Parameter result: the result file.
    /// - Returns: nil where the bytes are no report.
    public init?(_ result: UnsafeRawBufferPointer) {
        guard result.count >= 8 else { return nil }
        let end = result.count - 8
        let start = result.loadUnaligned(fromByteOffset: end, as: UInt64.self)
        guard start <= UInt64(end) else { return nil }
        var reader = ReportReader(UnsafeRawBufferPointer(rebasing: result[Int(start)..<end]))
        guard let report = Self.read(&reader), reader.isAtEnd else { return nil }
        self = report
    }

    private static func read(_ reader: inout ReportReader) -> HDF5Report? {
        guard let kind = reader.number() else { return nil }
        guard kind == 0 else { return reader.problem(kind).map { .problem($0) } }
        var contents = HDF5Contents()
        guard let groups = reader.count() else { return nil }
        for _ in 0..<groups {
            guard let path = reader.text(), let attributes = reader.count() else { return nil }
            contents.attributes[path] = [:]
            for _ in 0..<attributes {
                guard let name = reader.text(), let count = reader.count() else { return nil }
                var texts: [String] = []
                for _ in 0..<count {
                    guard let text = reader.text() else { return nil }
                    texts.append(text)
                }
                contents.attributes[path]?[name] = texts
            }
        }
        guard let datasets = reader.count() else { return nil }
        for _ in 0..<datasets {
            guard let path = reader.text(), let rank = reader.count() else { return nil }
            var shape: [Int] = []
            for _ in 0..<rank {
                guard let extent = reader.number() else { return nil }
                shape.append(extent)
            }
            guard let storage = reader.number(), let offset = reader.number() else { return nil }
            let values: HDF5Contents.Dataset.Values
            switch storage {
            case 0: values = .other
            case 1: values = .inFile(offset)
            case 2: values = .decoded(offset)
            default: return nil
            }
            contents.datasets[path] = HDF5Contents.Dataset(shape: shape, values: values)
        }
        return .contents(contents)
    }
}

private struct ReportWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ numbers: Int...) {
        for number in numbers {
            withUnsafeBytes(of: UInt64(number).littleEndian) { bytes.append(contentsOf: $0) }
        }
    }

    mutating func write(_ text: String) {
        write(text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    mutating func write(_ problem: HDF5Problem) {
        func write(_ kind: Int, _ path: String, _ declared: Int, _ stored: Int) {
            self.write(kind)
            self.write(path)
            self.write(declared, stored)
        }
        switch problem {
        case .notReadable: write(1, "", 0, 0)
        case .objectNotReadable(let path): write(2, path, 0, 0)
        case .softLink(let path): write(3, path, 0, 0)
        case .externalLink(let path): write(4, path, 0, 0)
        case .externalStorage(let path): write(5, path, 0, 0)
        case .virtualStorage(let path): write(6, path, 0, 0)
        case .tooLarge(let path, let declared, let stored): write(7, path, declared, stored)
        case .tooDeep(let path): write(8, path, 0, 0)
        case .tooManyObjects: write(9, "", 0, 0)
        }
    }
}

private struct ReportReader {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    /// A number that is not negative.
    mutating func number() -> Int? {
        guard bytes.count - position >= 8 else { return nil }
        defer { position += 8 }
        return Int(
            exactly: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)))
    }

    /// A number of things of which each takes at least a byte.
    mutating func count() -> Int? {
        guard let count = number(), count <= bytes.count - position else { return nil }
        return count
    }

    mutating func text() -> String? {
        guard let length = count() else { return nil }
        defer { position += length }
        return String(decoding: bytes[position..<position + length], as: UTF8.self)
    }

    mutating func problem(_ kind: Int) -> HDF5Problem? {
        guard let path = text(), let declared = number(), let stored = number() else { return nil }
        switch kind {
        case 1: return .notReadable
        case 2: return .objectNotReadable(path)
        case 3: return .softLink(path)
        case 4: return .externalLink(path)
        case 5: return .externalStorage(path)
        case 6: return .virtualStorage(path)
        case 7: return .tooLarge(path, declared: declared, stored: stored)
        case 8: return .tooDeep(path)
        case 9: return .tooManyObjects
        default: return nil
        }
    }
}
