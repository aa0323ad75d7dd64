import Files
import Tensors

/// The zip archive of an exported program: its description, and where its weights lie.
struct ExportedArchive {
    let file: MappedFile
    let description: [UInt8]
    private let archive: ZipArchive
    /// The weights by their names in the network.
    private var locations: [String: Location] = [:]
    /// Weights in archives of their own, as PyTorch up to 2.8 writes them.
    private var nested: [NamedTensors] = []
    private var allowance: TensorAllowance

    private struct Location {
        let entry: ZipArchive.Entry
        let type: ElementType
        let shape: [Int]
        let strides: [Int]
        let offset: Int
    }

    private static let textLimit = 64 << 20
    private static let dataLimit = 1 << 35

    /// The entry that describes the network.
    static func description(in archive: ZipArchive) -> ZipArchive.Entry? {
        archive.entries.first {
            $0.name.hasSuffix("/models/model.json") || $0.name == "models/model.json"
                || $0.name.hasSuffix("serialized_exported_program.json")
        }
    }

    /// - Throws: ``ExportedProgramError``, ``PyTorchError``, ``ZipError``.
    init(_ file: MappedFile) throws {
        self.file = file
        archive = try ZipArchive(file)
        allowance = TensorAllowance(fileSize: file.byteCount)
        guard let entry = Self.description(in: archive) else {
            throw ExportedProgramError(file.path, .malformed)
        }
        description = try archive.contents(of: entry, limit: Self.textLimit)
        let top = entry.name.hasSuffix("models/model.json") ? String(entry.name.dropLast(17)) : ""
        for folder in ["weights", "constants"] {
            let place = "\(top)data/\(folder)/"
            if let config = archive.entry(named: "\(place)model_\(folder)_config.json") {
                try locate(try archive.contents(of: config, limit: Self.textLimit), place)
            }
            try addNested("\(place)model.pt")
        }
        try addNested("serialized_state_dict.pt")
        try addNested("serialized_constants.pt")
    }

    private mutating func locate(_ config: [UInt8], _ place: String) throws {
        guard let entries = JSONValue(parsing: config)?["config"]?.record else {
            throw ExportedProgramError(file.path, .malformed)
        }
        for (name, value) in entries {
            guard let path = value["path_name"]?.text, let entry = archive.entry(named: place + path),
                value["use_pickle"]?.bool != true, let meta = value["tensor_meta"],
                let type = meta["dtype"]?.integer.flatMap(Self.elementType),
                let shape = Self.integers(meta["sizes"]), let strides = Self.integers(meta["strides"]),
                let offset = meta["storage_offset"]?["as_int"]?.integer
            else { continue }
            locations[name] = Location(
                entry: entry, type: type, shape: shape, strides: strides, offset: offset)
        }
    }

    private static func integers(_ list: JSONValue?) -> [Int]? {
        guard let list = list?.list else { return nil }
        let integers = list.compactMap { $0["as_int"]?.integer }
        return integers.count == list.count ? integers : nil
    }

    /// By the numbers of the schema's `ScalarType`.
    private static func elementType(_ number: Int) -> ElementType? {
        let types: [Int: ElementType] = [
            1: .uint8, 2: .int8, 3: .int16, 4: .int32, 5: .int64, 6: .float16, 7: .float32, 8: .float64,
            12: .boolean, 13: .bfloat16, 28: .uint16,
        ]
        return types[number]
    }

    private mutating func addNested(_ name: String) throws {
        guard let entry = archive.entry(named: name), entry.byteCount > 0 else { return }
        let contents = try archive.contents(of: entry, limit: Self.dataLimit)
        let inner = try MappedFile(contents: contents, path: file.path)
        do {
            nested.append(try PyTorchFile(inner).tensors)
        } catch let error as PyTorchError where error.problem == .noTensors {
            // A program without constants.
        }
    }

    /// What may stand before the names of a state dictionary of the exported module.
    private static let wrappers = ["module.", "model.", "backbone."]

    // MARK: Tensors

    /// A weight by its name in the network.
    ///
    /// - Parameter type: of its elements as the graph says it.
    /// - Throws: ``ExportedProgramError``, ``FileError``, ``ZipError``.
    mutating func value(_ name: String, type: ATenElementType?) throws -> ONNXValue {
        if let location = locations[name] { return try value(location, name) }
        for tensors in nested {
            let shorter = Self.wrappers.filter(name.hasPrefix).map {
                String(name.dropFirst($0.count))
            }
            for name in [name] + shorter {
                guard let shape = tensors.shape(of: name) else { continue }
                try spend(shape.count, 8)
                let value = ONNXValue(try tensors.tensor(name, shape))
                switch type {
                case .integer?: return ONNXValue(value.dimensions, .integers(value.integers.map(Int64.init)))
                case .boolean?: return ONNXValue(value.dimensions, .booleans(value.booleans))
                default: return value
                }
            }
        }
        throw ExportedProgramError(file.path, .noData(name))
    }

    private mutating func spend(_ count: Int, _ size: Int) throws {
        let (bytes, overflow) = count.multipliedReportingOverflow(by: size)
        guard allowance.takes(overflow ? .max : bytes) else {
            throw ExportedProgramError(file.path, .tooLarge)
        }
    }

    private mutating func value(_ location: Location, _ name: String) throws -> ONNXValue {
        let outside = ExportedProgramError(file.path, .outside(name))
        let (type, extents) = (location.type, location.shape)
        let available = location.entry.byteCount / type.byteCount
        guard extents.count == location.strides.count, extents.count <= 16, location.offset >= 0,
            extents.allSatisfy({ $0 >= 0 }), location.strides.allSatisfy({ $0 >= 0 })
        else { throw outside }
        var (count, last) = (1, location.offset)
        for (extent, stride) in zip(extents, location.strides) {
            let (product, overflow) = count.multipliedReportingOverflow(by: max(extent, 1))
            let (step, stepOverflow) = max(extent - 1, 0).multipliedReportingOverflow(by: stride)
            let (sum, sumOverflow) = last.addingReportingOverflow(step)
            guard !overflow, !stepOverflow, !sumOverflow else { throw outside }
            (count, last) = (product, sum)
        }
        let isEmpty = extents.contains(0)
        guard isEmpty || last < available else { throw outside }
        guard !isEmpty else { return ONNXValue(extents, .floats(Tensor(Shape(extents), []))) }
        try spend(count, type.byteCount)
        let isWhole = location.strides == IndexMap.strides(extents)
        if isWhole, !location.entry.isDeflated, type.isFloat {
            let start = location.entry.range.lowerBound + location.offset * type.byteCount
            return ONNXValue(try type.tensor(Shape(extents), in: file, byteOffset: start))
        }
        try spend(location.entry.byteCount, 1)
        let contents = try archive.contents(of: location.entry, limit: Self.dataLimit)
        return contents.withUnsafeBytes { bytes in
            ONNXValue(type, Shape(extents), bytes, offset: location.offset, strides: location.strides)
        }
    }
}

extension ElementType {
    var isFloat: Bool {
        switch self {
        case .float64, .float32, .float16, .bfloat16: true
        default: false
        }
    }
}
