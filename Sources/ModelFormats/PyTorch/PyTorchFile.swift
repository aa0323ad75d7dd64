import Files
import Tensors

/// The tensors of a file that `torch.save` wrote: the zip form (PyTorch 1.6 and later) and the stream before it.
///
/// Contiguous 32-bit floats at a multiple of 4 are read where they lie in the mapped file; everything else is converted
/// when it is asked for.
struct PyTorchFile {
    /// A tensor that is known to lie within the file.
    struct Location: Sendable {
        let tensor: PickleTensor
        /// Bytes of the storage's view in the file.
        let bytes: Range<Int>
    }

    let tensors: NamedTensors

    /// The names under which training code keeps the state dictionary.
    private static let wrappers = ["state_dict", "model_state_dict", "model", "net", "params"]
    /// A tensor may repeat elements, as one that was expanded does, up to so many.
    private static let repetitionLimit = 1 << 24

    /// - Throws: ``PyTorchError``, ``ZipError``.
    init(_ file: MappedFile) throws {
        let path = file.path
        let (pickle, storages) =
            ZipArchive.matches(file)
            ? try PyTorchArchive.read(file) : try PyTorchStream.read(file)
        guard let entries = Self.stateDictionary(pickle, pickle.root, depth: 0) else {
            throw PyTorchError(path, .noTensors)
        }
        var locations: [Location] = []
        var names: [NamedTensors.Entry] = []
        for (name, tensor) in entries {
            let location = try Self.locate(tensor, named: name, in: storages, path: path)
            locations.append(location)
            names.append(NamedTensors.Entry(name: name, shape: Shape(tensor.shape)))
        }
        tensors = NamedTensors(path: path, entries: names) { [locations] position in
            try Self.read(locations[position], from: file)
        }.unwrapped()
    }

    private static func stateDictionary(
        _ pickle: Pickle, _ value: PickleValue, depth: Int
    ) -> [(String, PickleTensor)]? {
        guard let entries = pickle.entries(of: value) else { return nil }
        let tensors = entries.compactMap { entry -> (String, PickleTensor)? in
            guard case .tensor(let index) = entry.value else { return nil }
            return (entry.key, pickle.tensors[index])
        }
        if !tensors.isEmpty { return tensors }
        guard depth < wrappers.count else { return nil }
        for wrapper in wrappers {
            if let wrapped = entries.first(where: { $0.key == wrapper }),
                let found = stateDictionary(pickle, wrapped.value, depth: depth + 1)
            {
                return found
            }
        }
        return nil
    }

    /// Checks that every element of a tensor lies within its storage.
    private static func locate(
        _ tensor: PickleTensor, named name: String, in storages: [String: Range<Int>], path: String
    ) throws(PyTorchError) -> Location {
        let storage = tensor.storage
        guard let whole = storages[storage.key] else {
            throw PyTorchError(path, .storageMissing(key: storage.key))
        }
        let size = storage.type.byteCount
        let (needed, overflow) = storage.count.multipliedReportingOverflow(by: size)
        guard !overflow, needed <= whole.count else {
            throw PyTorchError(
                path, .storageTooShort(key: storage.key, needed: overflow ? .max : needed, found: whole.count)
            )
        }
        let outside = PyTorchError(path, .outsideStorage(tensor: name))
        guard tensor.shape.count == tensor.strides.count, tensor.shape.count <= 16, tensor.offset >= 0,
            tensor.shape.allSatisfy({ $0 >= 0 }), tensor.strides.allSatisfy({ $0 >= 0 })
        else { throw outside }
        var count = 1
        // The position of the last element.
        var last = tensor.offset
        let isEmpty = tensor.shape.contains(0)
        for (extent, stride) in zip(tensor.shape, tensor.strides) where !isEmpty {
            let (product, overflow) = count.multipliedReportingOverflow(by: extent)
            let (step, stepOverflow) = (extent - 1).multipliedReportingOverflow(by: stride)
            let (sum, sumOverflow) = last.addingReportingOverflow(step)
            guard !overflow else { throw PyTorchError(path, .tooManyElements(tensor: name)) }
            guard !stepOverflow, !sumOverflow else { throw outside }
            (count, last) = (product, sum)
        }
        let available = storage.view.count
        guard isEmpty ? tensor.offset <= available : last < available else { throw outside }
        guard isEmpty || count <= max(available, repetitionLimit) else {
            throw PyTorchError(path, .tooManyElements(tensor: name))
        }
        let start = whole.lowerBound + storage.view.lowerBound * size
        return Location(tensor: tensor, bytes: start..<start + available * size)
    }

    private static func read(_ location: Location, from file: MappedFile) throws -> Tensor {
        let tensor = location.tensor
        let shape = Shape(tensor.shape)
        let type = tensor.storage.type
        guard shape.count > 0 else { return Tensor(shape, []) }
        guard isContiguous(tensor) else {
            let storage = UnsafeRawBufferPointer(rebasing: file.bytes[location.bytes])
            return type.tensor(shape, storage, offset: tensor.offset, strides: tensor.strides)
        }
        let start = location.bytes.lowerBound + tensor.offset * type.byteCount
        return try type.tensor(shape, in: file, byteOffset: start)
    }

    /// Whether the elements lie in row-major order without gaps; axes of extent 1 may have any stride.
    private static func isContiguous(_ tensor: PickleTensor) -> Bool {
        var step = 1
        for (extent, stride) in zip(tensor.shape, tensor.strides).reversed() where extent != 1 {
            guard stride == step else { return false }
            step *= extent
        }
        return true
    }
}

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
        if let order = archive.entry(named: top + "byteorder") {
            guard try archive.contents(of: order, limit: 16) == Array("little".utf8) else {
                throw PyTorchError(path, .bigEndian)
            }
        }
        let program = try archive.contents(of: archive.entry(named: top + "data.pkl")!, limit: pickleLimit)
        let pickle = try program.withUnsafeBytes { bytes in
            var reader = PickleReader(bytes, path: path)
            return try reader.read()
        }
        var storages: [String: Range<Int>] = [:]
        for storage in pickle.storages where storages[storage.key] == nil {
            guard let entry = archive.entry(named: "\(top)data/\(storage.key)") else {
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
