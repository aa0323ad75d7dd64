import Files

/// The zip form: one top folder with `data.pkl`, `byteorder` and `data/<key>`.
enum PyTorchArchive {
    private static let pickleLimit = 64 << 20

    /// - Returns: the pickle, and where each storage lies in the file.
    static func read(_ file: MappedFile) throws -> (Pickle, [String: Range<Int>]) {
        let path = file.path
        let archive = try ZipArchive(file)
        guard let top = topFolder(of: archive) else { throw PyTorchError(path, .missingPart("data.pkl")) }
        guard archive.entry(named: top + "constants.pkl") == nil else {
            throw PyTorchError(path, .torchScript)
        }
        return try read("data", in: archive, top: top)
    }

    /// One pickle of an archive with the storages that it refers to.
    ///
    /// - Parameters:
    ///   - part: the pickle's name without its ending, which is that of the storages' folder, too.
    ///   - top: the folder of everything, with its `/`.
    ///   - keepsOtherTensors: whether tensors of kinds that are not read become objects instead of errors.
    static func read(
        _ part: String, in archive: ZipArchive, top: String, keepsOtherTensors: Bool = false
    ) throws -> (Pickle, [String: Range<Int>]) {
        let path = archive.path
        if let order = archive.entry(named: top + "byteorder") {
            guard try archive.contents(of: order, limit: 16) == Array("little".utf8) else {
                throw PyTorchError(path, .bigEndian)
            }
        }
        guard let entry = archive.entry(named: "\(top)\(part).pkl") else {
            throw PyTorchError(path, .missingPart("\(part).pkl"))
        }
        let program = try archive.contents(of: entry, limit: pickleLimit)
        let pickle = try program.withUnsafeBytes { bytes in
            var reader = PickleReader(bytes, path: path, keepsOtherTensors: keepsOtherTensors)
            return try reader.read()
        }
        var storages: [String: Range<Int>] = [:]
        for storage in pickle.storages where storages[storage.key] == nil {
            guard let entry = archive.entry(named: "\(top)\(part)/\(storage.key)") else {
                throw PyTorchError(path, .storageMissing(key: storage.key))
            }
            guard !entry.isDeflated else { throw PyTorchError(path, .compressed) }
            storages[storage.key] = entry.range
        }
        return (pickle, storages)
    }

    /// The folder of `data.pkl`, with its `/`.
    static func topFolder(of archive: ZipArchive) -> String? {
        guard let first = archive.entries.first?.name, let slash = first.firstIndex(of: "/") else {
            return nil
        }
        let top = String(first[...slash])
        return archive.entry(named: top + "data.pkl") == nil ? nil : top
    }
}

/// The stream of PyTorch before 1.6: five pickles (a magic number, a version, the machine's sizes, the object, the keys of
/// the storages), then for each key the number of elements as 64-bit integer and the elements.
enum PyTorchStream {
    private static let magic: [UInt8] = [0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]
    private static let version = 1001

    /// - Returns: the pickle, and where each storage lies in the file.
    static func read(_ file: MappedFile) throws(PyTorchError) -> (Pickle, [String: Range<Int>]) {
        let path = file.path
        var reader = PickleReader(file.bytes, path: path)
        guard case .wideInteger(magic) = try reader.read().root,
            case .integer(version) = try reader.read().root
        else { throw PyTorchError(path, .otherPickle) }
        let machine = try reader.read()
        for entry in machine.entries(of: machine.root) ?? [] where entry.key == "little_endian" {
            guard case .boolean(true) = entry.value else { throw PyTorchError(path, .bigEndian) }
        }
        let pickle = try reader.read()
        let list = try reader.read()
        var known: [String: PickleStorage] = [:]
        for storage in pickle.storages {
            guard known[storage.key].map(storage.agrees) ?? true else {
                throw PyTorchError(path, .malformed(at: reader.position))
            }
            known[storage.key] = storage
        }
        guard case .list(let keys) = list.root else {
            throw PyTorchError(path, .malformed(at: reader.position))
        }
        var storages: [String: Range<Int>] = [:]
        var position = reader.position
        for key in list.containers[keys] {
            guard case .string(let key) = key, let storage = known[key], storages[key] == nil else {
                throw PyTorchError(path, .malformed(at: reader.position))
            }
            guard let declared = file.bytes.number(Int64.self, at: position) else {
                throw PyTorchError(path, .storageMissing(key: key))
            }
            position += 8
            guard declared == storage.count else {
                throw PyTorchError(path, .malformed(at: position - 8))
            }
            let (length, overflow) = storage.count.multipliedReportingOverflow(by: storage.type.byteCount)
            guard !overflow, length <= file.byteCount - position else {
                throw PyTorchError(
                    path,
                    .storageTooShort(
                        key: key, needed: overflow ? .max : length, found: file.byteCount - position))
            }
            storages[key] = position..<position + length
            position += length
        }
        return (pickle, storages)
    }
}
