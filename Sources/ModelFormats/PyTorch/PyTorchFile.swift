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

    /// Every set of tensors in the file that can be a network's, the likeliest first; at least one.
    let sets: [StateDictionary]
    /// The likeliest set.
    var tensors: NamedTensors { sets[0].tensors }

    /// A tensor may repeat elements, as one that was expanded does, up to so many.
    private static let repetitionLimit = 1 << 24

    /// - Throws: ``PyTorchError``, ``ZipError``.
    init(_ file: MappedFile) throws {
        let path = file.path
        let budget = MemoryBudget(for: file)
        let (pickle, storages) =
            ZipArchive.matches(file)
            ? try PyTorchArchive.read(file) : try PyTorchStream.read(file)
        var sets: [StateDictionary] = []
        for found in PickledTensors(pickle).sets {
            let locations = try found.tensors.map { name, tensor throws(PyTorchError) in
                try Self.locate(tensor, named: name, in: storages, path: path)
            }
            let names = found.tensors.map { NamedTensors.Entry(name: $0, shape: Shape($1.shape)) }
            let tensors = NamedTensors(path: path, entries: names) {
                try Self.read(locations[$0], named: names[$0].name, from: file, budget)
            }
            sets.append(StateDictionary(place: found.place, type: found.type, tensors: tensors))
        }
        guard !sets.isEmpty else { throw PyTorchError(path, .noTensors) }
        self.sets = sets
    }

    /// Checks that every element of a tensor lies within its storage.
    static func locate(
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

    /// - Throws: ``FileError``, `MemoryBudgetError`.
    private static func read(
        _ location: Location, named name: String, from file: MappedFile, _ budget: MemoryBudget
    ) throws -> Tensor {
        let tensor = location.tensor
        let shape = Shape(tensor.shape)
        let type = tensor.storage.type
        guard shape.count > 0 else { return Tensor(shape, []) }
        let isContiguous = isContiguous(tensor)
        // Elements that are not read in place may be many that repeat few.
        if !isContiguous || type != .float32 { try budget.spend(shape.count, for: name) }
        guard isContiguous else {
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
