import Foundation
import Tensors

/// An ONNX file taken apart along protocol buffers' wire format: the structure, which is small, and where the bytes of
/// the weights lie, so that they can be read in place.
///
/// Specification: https://protobuf.dev/programming-guides/encoding and IR version 13 of ONNX.
struct ONNXWire {
    /// A `ModelProto` with initializers that have no `raw_data`.
    var structure = Data()
    /// The file's range of each initializer's `raw_data`, in their order; nil for one that has none.
    var rawData: [Range<Int>?] = []

    /// - Returns: nil where lengths do not agree, as in a file that is cut off.
    init?(_ bytes: UnsafeRawBufferPointer) {
        var model = Fields(bytes, 0..<bytes.count)
        while let field = model.next() {
            guard field.number == 7, field.isBytes else {
                structure.append(contentsOf: bytes[field.whole])
                continue
            }
            var graph = Data()
            var fields = Fields(bytes, field.content)
            while let field = fields.next() {
                guard field.number == 5, field.isBytes else {
                    graph.append(contentsOf: bytes[field.whole])
                    continue
                }
                guard let initializer = appendInitializer(bytes, field.content) else { return nil }
                Self.append(initializer, as: 5, to: &graph)
            }
            guard fields.isWhole else { return nil }
            Self.append(graph, as: 7, to: &structure)
        }
        guard model.isWhole else { return nil }
    }

    private mutating func appendInitializer(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Data? {
        var rest = Data()
        var raw: Range<Int>?
        var fields = Fields(bytes, range)
        while let field = fields.next() {
            if field.number == 9, field.isBytes {
                raw = field.content
            } else {
                rest.append(contentsOf: bytes[field.whole])
            }
        }
        rawData.append(raw)
        return fields.isWhole ? rest : nil
    }

    private static func append(_ message: Data, as number: Int, to data: inout Data) {
        data.append(UInt8(number << 3 | 2))
        var length = message.count
        while length >= 0x80 {
            data.append(UInt8(length & 0x7F | 0x80))
            length >>= 7
        }
        data.append(UInt8(length))
        data.append(message)
    }

    /// Whether bytes start like a `ModelProto`: fields of the right numbers and wire types up to the graph, one of them
    /// the version, and a graph that starts like one.
    static func startsLikeModel(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let wireTypes = [1: 0, 2: 2, 3: 2, 4: 2, 5: 0, 6: 2, 7: 2, 8: 2, 14: 2, 20: 2, 25: 2, 26: 2]
        let graphTags: Set<UInt8> = [0x0A, 0x12, 0x2A, 0x52, 0x5A, 0x62, 0x6A, 0x72, 0x7A]
        var position = 0
        var hasVersion = false
        for _ in 0..<64 {
            guard let tag = Fields.varint(bytes, &position, bytes.count), tag >> 3 > 0,
                wireTypes[Int(tag >> 3)] == Int(tag & 7),
                let value = Fields.varint(bytes, &position, bytes.count)
            else { return false }
            switch tag >> 3 {
            case 1:
                guard (1...1000).contains(value) else { return false }
                hasVersion = true
            case 7:
                return hasVersion && position < bytes.count && graphTags.contains(bytes[position])
            default: break
            }
            if tag & 7 == 2 {
                guard value <= UInt64(bytes.count - position) else { return false }
                position += Int(value)
            }
        }
        return false
    }

    /// The fields of one message, one after another.
    struct Fields {
        struct Field {
            let number: Int
            let isBytes: Bool
            /// With the tag and the length.
            let whole: Range<Int>
            /// Without them.
            let content: Range<Int>
        }

        private let bytes: UnsafeRawBufferPointer
        private var position: Int
        private let end: Int
        /// Whether the fields ended where the message does.
        private(set) var isWhole = true

        init(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
            self.bytes = bytes
            position = range.lowerBound
            end = range.upperBound
        }

        mutating func next() -> Field? {
            guard isWhole, position < end else { return nil }
            isWhole = false
            let start = position
            guard let tag = Self.varint(bytes, &position, end), tag >> 3 > 0, tag >> 3 < 1 << 29 else {
                return nil
            }
            var content = position
            switch tag & 7 {
            case 0: guard Self.varint(bytes, &position, end) != nil else { return nil }
            case 1: position += 8
            case 5: position += 4
            case 2:
                guard let length = Self.varint(bytes, &position, end), length <= UInt64(end - position) else {
                    return nil
                }
                content = position
                position += Int(length)
            default: return nil
            }
            guard position <= end else { return nil }
            isWhole = true
            return Field(
                number: Int(tag >> 3), isBytes: tag & 7 == 2, whole: start..<position,
                content: content..<position)
        }

        static func varint(_ bytes: UnsafeRawBufferPointer, _ position: inout Int, _ end: Int) -> UInt64? {
            var value: UInt64 = 0
            for shift in stride(from: UInt64(0), to: 64, by: 7) {
                guard position < end else { return nil }
                let byte = bytes[position]
                position += 1
                value |= UInt64(byte & 0x7F) << shift
                if byte & 0x80 == 0 { return value }
            }
            return nil
        }
    }
}
