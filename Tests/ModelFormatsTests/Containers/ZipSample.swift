import CZlib
import Foundation

/// A ZIP archive written for a test, with headers that may lie.
struct ZipSample {
    struct Entry {
        var name: String
        var data: [UInt8]
        var isDeflated = false
        /// What the table of contents says, where it does not say the truth.
        var declaredCount: Int?
        var method: UInt16?
        var flags: UInt16 = 0
        var offset: Int?
        /// What the local header says, where it is another name.
        var localName: String?
        var localCount: Int?
        var checksum: UInt32?
        /// Sizes and offset in the ZIP64 extra field.
        var isWide = false
        /// The data starts at a multiple of this.
        var alignment = 1
    }

    var entries: [Entry] = []
    var isWide = false
    var comment: [UInt8] = []

    /// The archive's bytes.
    var bytes: [UInt8] {
        var result: [UInt8] = []
        var central: [UInt8] = []
        for entry in entries {
            let stored = entry.isDeflated ? Self.deflated(entry.data) : entry.data
            let checksum = entry.checksum ?? UInt32(crc32_z(0, entry.data, entry.data.count))
            let method = entry.method ?? (entry.isDeflated ? 8 : 0)
            let offset = entry.offset ?? result.count
            let count = entry.declaredCount ?? entry.data.count
            let localCount = entry.localCount ?? count
            let isDeferred = entry.flags & 8 != 0
            func fields(_ count: Int) -> [UInt8] {
                Self.little(entry.isWide ? 0xFFFF_FFFF : stored.count, 4)
                    + Self.little(entry.isWide ? 0xFFFF_FFFF : count, 4)
            }
            func wide(_ values: [Int]) -> [UInt8] {
                guard entry.isWide else { return [] }
                return Self.little(1, 2) + Self.little(values.count * 8, 2)
                    + values.flatMap { Self.little($0, 8) }
            }
            let localName = Array((entry.localName ?? entry.name).utf8)
            var extra = wide([localCount, stored.count])
            let start = result.count + 30 + localName.count + extra.count
            if start % entry.alignment != 0 {
                let padding = (entry.alignment - (start + 4) % entry.alignment) % entry.alignment
                extra +=
                    Self.little(0x4246, 2) + Self.little(padding, 2) + [UInt8](repeating: 0, count: padding)
            }
            result += Self.little(0x0403_4B50, 4) + Self.little(20, 2) + Self.little(Int(entry.flags), 2)
            result += Self.little(Int(method), 2) + [0, 0, 0, 0]
            result +=
                isDeferred
                ? [UInt8](repeating: 0, count: 12) : Self.little(Int(checksum), 4) + fields(localCount)
            result += Self.little(localName.count, 2) + Self.little(extra.count, 2) + localName + extra
            result += stored
            let name = Array(entry.name.utf8)
            let centralExtra = wide([count, stored.count, offset])
            central += Self.little(0x0201_4B50, 4) + Self.little(20, 2) + Self.little(20, 2)
            central += Self.little(Int(entry.flags), 2) + Self.little(Int(method), 2) + [0, 0, 0, 0]
            central += Self.little(Int(checksum), 4) + fields(count)
            central +=
                Self.little(name.count, 2) + Self.little(centralExtra.count, 2)
                + [UInt8](repeating: 0, count: 10)
            central += Self.little(entry.isWide ? 0xFFFF_FFFF : offset, 4) + name + centralExtra
        }
        let start = result.count
        result += central
        if isWide {
            let record = result.count
            result +=
                Self.little(0x0606_4B50, 4) + Self.little(44, 8) + Self.little(45, 2) + Self.little(45, 2)
            result += [UInt8](repeating: 0, count: 8)
            result += Self.little(entries.count, 8) + Self.little(entries.count, 8)
            result += Self.little(central.count, 8) + Self.little(start, 8)
            result += Self.little(0x0706_4B50, 4) + [0, 0, 0, 0] + Self.little(record, 8) + Self.little(1, 4)
        }
        result += Self.little(0x0605_4B50, 4) + [0, 0, 0, 0]
        let count = isWide ? 0xFFFF : entries.count
        result += Self.little(count, 2) + Self.little(count, 2)
        result += Self.little(isWide ? 0xFFFF_FFFF : central.count, 4)
        result += Self.little(isWide ? 0xFFFF_FFFF : start, 4)
        return result + Self.little(comment.count, 2) + comment
    }

    static func little(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    /// Raw deflate data.
    static func deflated(_ data: [UInt8]) -> [UInt8] {
        var stream = z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        precondition(
            deflateInit2_(&stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK)
        defer { deflateEnd(&stream) }
        var source = data
        var result = [UInt8](repeating: 0, count: data.count + 1024)
        let room = UInt32(result.count)
        return source.withUnsafeMutableBufferPointer { source in
            let written = result.withUnsafeMutableBufferPointer { result in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = result.baseAddress
                stream.avail_out = room
                precondition(deflate(&stream, Z_FINISH) == Z_STREAM_END)
                return Int(room - stream.avail_out)
            }
            return Array(result.prefix(written))
        }
    }
}
