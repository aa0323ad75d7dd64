import Files
import Tensors

/// The table of contents at the end of a ZIP archive, checked against the local headers.
struct ZipDirectory {
    static let localSignature: UInt32 = 0x0403_4B50
    private static let centralSignature: UInt32 = 0x0201_4B50
    private static let endSignature: UInt32 = 0x0605_4B50
    private static let end64Signature: UInt32 = 0x0606_4B50
    private static let locator64Signature: UInt32 = 0x0706_4B50

    private let path: String
    private let bytes: UnsafeRawBufferPointer

    init(_ file: MappedFile) {
        path = file.path
        bytes = file.bytes
    }

    /// What a local or a central header says of an entry.
    private struct Header {
        var flags: UInt16
        var method: UInt16
        var checksum: UInt32
        var storedCount: UInt64
        var byteCount: UInt64
        var name: UnsafeRawBufferPointer
    }

    /// The files of the archive in the order of the table.
    func entries() throws(ZipError) -> [ZipArchive.Entry] {
        let directory = try locate()
        var entries: [ZipArchive.Entry] = []
        var extents: [(range: Range<Int>, name: String)] = []
        var position = directory.range.lowerBound
        for _ in 0..<directory.count {
            let (header, local, next) = try centralHeader(at: position, end: directory.range.upperBound)
            position = next
            let name = String(decoding: header.name, as: UTF8.self)
            let entry = try entry(header, name: name, local: local, end: directory.range.lowerBound)
            extents.append((local..<entry.range.upperBound, name))
            if name.hasSuffix("/") && entry.byteCount == 0 { continue }
            entries.append(entry)
        }
        guard position == directory.range.upperBound else { throw error(.damagedDirectory) }
        extents.sort {
            ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
        }
        for (before, after) in zip(extents, extents.dropFirst())
        where after.range.lowerBound < before.range.upperBound {
            throw error(.overlap(after.name))
        }
        return entries
    }

    // MARK: The end of the archive

    private func locate() throws(ZipError) -> (range: Range<Int>, count: Int) {
        let smallest = 22
        guard bytes.count >= smallest else { throw error(.noDirectory) }
        var end = bytes.count - smallest
        let last = max(0, end - 0xFFFF)
        while bytes.number(UInt32.self, at: end) != Self.endSignature
            || bytes.number(UInt16.self, at: end + 20).map(Int.init) != bytes.count - end - smallest
        {
            guard end > last else { throw error(.noDirectory) }
            end -= 1
        }
        let start = UInt64(bytes.number(UInt32.self, at: end + 16)!)
        let length = UInt64(bytes.number(UInt32.self, at: end + 12)!)
        let count = UInt64(bytes.number(UInt16.self, at: end + 10)!)
        let locator = end - 20
        if bytes.number(UInt32.self, at: locator) == Self.locator64Signature {
            return try locate64(locator: locator)
        }
        guard bytes.number(UInt16.self, at: end + 4) == 0, bytes.number(UInt16.self, at: end + 6) == 0,
            bytes.number(UInt16.self, at: end + 8).map(UInt64.init) == count
        else { throw error(.severalDisks) }
        return try directory(start: start, length: length, count: count, end: end)
    }

    private func locate64(locator: Int) throws(ZipError) -> (range: Range<Int>, count: Int) {
        guard let offset = bytes.number(UInt64.self, at: locator + 8), let record = Int(exactly: offset),
            record <= locator, bytes.number(UInt32.self, at: record) == Self.end64Signature,
            let perDisk = bytes.number(UInt64.self, at: record + 24),
            let count = bytes.number(UInt64.self, at: record + 32),
            let length = bytes.number(UInt64.self, at: record + 40),
            let start = bytes.number(UInt64.self, at: record + 48), record + 56 <= locator
        else { throw error(.damagedDirectory) }
        guard bytes.number(UInt32.self, at: record + 16) == 0,
            bytes.number(UInt32.self, at: record + 20) == 0,
            perDisk == count
        else { throw error(.severalDisks) }
        return try directory(start: start, length: length, count: count, end: record)
    }

    private func directory(
        start: UInt64, length: UInt64, count: UInt64, end: Int
    ) throws(ZipError) -> (range: Range<Int>, count: Int) {
        guard count <= UInt64(ZipArchive.entryLimit) else {
            throw error(.tooManyEntries(Int(clamping: count)))
        }
        guard let start = Int(exactly: start), let length = Int(exactly: length), start <= end,
            length == end - start
        else { throw error(.damagedDirectory) }
        return (start..<end, Int(count))
    }

    // MARK: Headers

    private func centralHeader(
        at position: Int, end: Int
    ) throws(ZipError) -> (Header, local: Int, next: Int) {
        guard bytes.number(UInt32.self, at: position) == Self.centralSignature, position + 46 <= end,
            let nameLength = bytes.number(UInt16.self, at: position + 28),
            let extraLength = bytes.number(UInt16.self, at: position + 30),
            let commentLength = bytes.number(UInt16.self, at: position + 32),
            let name = bytes.part(position + 46, Int(nameLength)),
            let extra = bytes.part(position + 46 + name.count, Int(extraLength))
        else { throw error(.damagedDirectory) }
        let next = position + 46 + name.count + extra.count + Int(commentLength)
        guard next <= end else { throw error(.damagedDirectory) }
        var header = header(at: position + 8, sizes: position + 20, name: name)
        var local = UInt64(bytes.number(UInt32.self, at: position + 42)!)
        var wide = ZipWideSizes(extra)
        guard wide.replace(&header.byteCount), wide.replace(&header.storedCount), wide.replace(&local) else {
            throw error(.damagedDirectory)
        }
        guard let start = Int(exactly: local) else {
            throw error(.outside(String(decoding: name, as: UTF8.self)))
        }
        return (header, start, next)
    }

    /// The fields that both headers share: flags, method and checksum at `fields`, sizes at `sizes`.
    private func header(at fields: Int, sizes: Int, name: UnsafeRawBufferPointer) -> Header {
        Header(
            flags: bytes.number(at: fields)!, method: bytes.number(at: fields + 2)!,
            checksum: bytes.number(at: sizes - 4)!,
            storedCount: UInt64(bytes.number(UInt32.self, at: sizes)!),
            byteCount: UInt64(bytes.number(UInt32.self, at: sizes + 4)!), name: name)
    }

    private func entry(
        _ header: Header, name: String, local: Int, end: Int
    ) throws(ZipError) -> ZipArchive.Entry {
        guard Self.isSafe(name) else { throw error(.badName(name)) }
        guard header.flags & 0x2041 == 0 else { throw error(.encrypted(name)) }
        guard header.method == 0 || header.method == 8 else {
            throw error(.compression(name, method: Int(header.method)))
        }
        guard bytes.number(UInt32.self, at: local) == Self.localSignature, local + 30 <= end,
            let nameLength = bytes.number(UInt16.self, at: local + 26),
            let extraLength = bytes.number(UInt16.self, at: local + 28),
            let localName = bytes.part(local + 30, Int(nameLength)),
            let extra = bytes.part(local + 30 + localName.count, Int(extraLength))
        else { throw error(.outside(name)) }
        var other = self.header(at: local + 6, sizes: local + 18, name: localName)
        var wide = ZipWideSizes(extra)
        guard wide.replace(&other.byteCount), wide.replace(&other.storedCount) else {
            throw error(.headersDisagree(name))
        }
        try compare(header, other, name: name)
        let start = local + 30 + localName.count + extra.count
        guard start <= end, let stored = Int(exactly: header.storedCount), stored <= end - start else {
            throw error(.outside(name))
        }
        // A deflated entry has at least a byte, so that the product cannot overflow for a file that fits into memory.
        let (limit, overflow) = stored.multipliedReportingOverflow(
            by: header.method == 8 ? Inflation.greatestRatio : 1)
        let byteCount = Int(clamping: header.byteCount)
        guard !overflow, byteCount <= limit, header.method == 8 || byteCount == stored else {
            throw error(.impossibleSize(name, byteCount: byteCount, stored: stored))
        }
        return ZipArchive.Entry(
            name: name, isDeflated: header.method == 8, byteCount: byteCount, range: start..<start + stored,
            checksum: header.checksum)
    }

    /// Bit 3 of the flags says that checksum and sizes follow the data; the local header may then hold zeros.
    private func compare(_ central: Header, _ local: Header, name: String) throws(ZipError) {
        let isDeferred = local.flags & 8 != 0
        guard central.name.elementsEqual(local.name), central.method == local.method,
            central.flags & 9 == local.flags & 9
        else { throw error(.headersDisagree(name)) }
        for (said, repeated) in [
            (UInt64(central.checksum), UInt64(local.checksum)), (central.storedCount, local.storedCount),
            (central.byteCount, local.byteCount),
        ] where said != repeated && !(isDeferred && repeated == 0) {
            throw error(.headersDisagree(name))
        }
    }

    /// Whether a name stays within the archive's folder wherever it would be extracted to.
    static func isSafe(_ name: String) -> Bool {
        guard !name.isEmpty, !name.utf8.contains(0), !name.hasPrefix("/"), !name.hasPrefix("\\") else {
            return false
        }
        let drive = name.prefix(2)
        guard !(drive.count == 2 && drive.last == ":") else { return false }
        return !name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).contains("..")
    }

    private func error(_ problem: ZipError.Problem) -> ZipError { ZipError(path: path, problem: problem) }
}

/// The 64-bit sizes and offset in an entry's extra field (APPNOTE 4.5.3): only of those fields that are full of ones.
private struct ZipWideSizes {
    private var values: UnsafeRawBufferPointer?

    init(_ extra: UnsafeRawBufferPointer) {
        var position = 0
        while let tag = extra.number(UInt16.self, at: position),
            let length = extra.number(UInt16.self, at: position + 2)
        {
            if tag == 1 {
                values = extra.part(position + 4, Int(length))
                return
            }
            position += 4 + Int(length)
        }
    }

    /// Takes the next 64-bit value where the field asks for one.
    ///
    /// - Returns: whether there was one for a field that asks.
    mutating func replace(_ field: inout UInt64) -> Bool {
        guard field == 0xFFFF_FFFF else { return true }
        guard let current = values, let value = current.number(UInt64.self, at: 0) else { return false }
        field = value
        values = current.part(8, current.count - 8)
        return true
    }
}
