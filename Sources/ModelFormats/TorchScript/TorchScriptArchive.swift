import Files
import Tensors

/// The zip archive of a TorchScript file: its object tree, its constants, its code, and where its weights lie.
///
/// A top folder with `data.pkl` (attributes, parameters and parts of the network), `constants.pkl` (a tuple), their tensors in
/// `data/` and `constants/`, and `code/` with a file for each module of Python.
final class TorchScriptArchive {
    /// A pickle of the archive.
    enum Part: String {
        case data, constants
    }

    let file: MappedFile
    let data: Pickle
    let constants: Pickle
    /// The constants by their numbers.
    let constantValues: [PickleValue]
    private let archive: ZipArchive
    private let top: String
    private let storages: [Part: [String: Range<Int>]]
    private var attributes: [Int: [String: PickleValue]] = [:]
    private var sources: [String: TorchScriptSource] = [:]
    private var weights: [Part: [Int: ONNXValue]] = [:]
    private var allowance: TensorAllowance

    private static let codeLimit = 16 << 20

    /// Whether an archive is of this kind, in any of its forms.
    static func isScript(_ archive: ZipArchive) -> Bool {
        archive.entries.contains { $0.name.hasSuffix("/constants.pkl") }
            || archive.entries.contains { $0.name.hasSuffix("/model.json") }
                && archive.entries.contains { $0.name.contains("/code/") && $0.name.hasSuffix(".py") }
    }

    /// - Throws: ``TorchScriptError``, ``PyTorchError``, ``ZipError``.
    init(_ file: MappedFile) throws {
        self.file = file
        archive = try ZipArchive(file)
        guard let top = PyTorchArchive.topFolder(of: archive) else {
            throw TorchScriptError(
                file.path,
                archive.entries.contains { $0.name.hasSuffix("/model.json") }
                    ? .oldForm : .missingPart("data.pkl"))
        }
        self.top = top
        let (data, tensors) = try PyTorchArchive.read("data", in: archive, top: top, keepsOtherTensors: true)
        let (constants, others) = try PyTorchArchive.read(
            "constants", in: archive, top: top, keepsOtherTensors: true)
        (self.data, self.constants) = (data, constants)
        storages = [.data: tensors, .constants: others]
        allowance = TensorAllowance(fileSize: file.byteCount)
        switch constants.root {
        case .tuple(let index), .list(let index): constantValues = constants.containers[index]
        default: constantValues = []
        }
    }

    func pickle(_ part: Part) -> Pickle { part == .data ? data : constants }

    // MARK: Objects

    /// The part of the network that is the network itself.
    ///
    /// - Throws: ``TorchScriptError/Fact/missingPart(_:)``.
    func root() throws -> Int {
        guard case .object(let index) = data.root else {
            throw TorchScriptError(file.path, .missingPart("data.pkl"))
        }
        return index
    }

    /// An attribute of an object as it was saved.
    func attribute(_ name: String, of index: Int) -> PickleValue? {
        if attributes[index] == nil {
            let entries = data.objects[index].parts.lazy.compactMap { self.data.entries(of: $0) }.first ?? []
            attributes[index] = Dictionary(entries.map { ($0.key, $0.value) }) { _, last in last }
        }
        return attributes[index]?[name]
    }

    // MARK: Code

    /// What the module of a name such as `__torch__.torch.nn.functional` defines; nil for one that has no code.
    ///
    /// - Throws: ``TorchScriptError``, ``ZipError``.
    func source(_ module: Substring) throws -> TorchScriptSource? {
        let name = "code/\(module.replacing(".", with: "/")).py"
        if let known = sources[name] { return known }
        guard let entry = archive.entry(named: top + name) else { return nil }
        do {
            let source = try TorchScriptParser.source(
                of: try archive.contents(of: entry, limit: Self.codeLimit))
            sources[name] = source
            return source
        } catch let fault as TorchScriptTokens.Fault {
            throw TorchScriptError(file.path, .code(file: name, line: fault.line))
        }
    }

    /// A module's name and the name in it.
    private static func split(_ place: String) -> (Substring, String)? {
        guard let dot = place.lastIndex(of: ".") else { return nil }
        return (place[..<dot], String(place[place.index(after: dot)...]))
    }

    /// The function of a name with its module; nil for one without code.
    func function(_ place: String) throws -> TorchScriptFunction? {
        guard let (module, name) = Self.split(place) else { return nil }
        return try source(module)?.functions[name]
    }

    func type(_ place: String) throws -> TorchScriptClass? {
        guard let (module, name) = Self.split(place) else { return nil }
        return try source(module)?.classes[name]
    }

    // MARK: Weights

    /// A tensor of a pickle, by its place in the table of tensors.
    ///
    /// - Throws: ``TorchScriptError``, ``PyTorchError``, ``FileError``.
    func weight(_ index: Int, of part: Part, named name: String) throws -> ONNXValue {
        if let known = weights[part]?[index] { return known }
        let location = try PyTorchFile.locate(
            pickle(part).tensors[index], named: name, in: storages[part] ?? [:], path: file.path)
        let tensor = location.tensor
        let type = tensor.storage.type
        var bytes = type.byteCount
        for extent in tensor.shape {
            let (product, overflow) = bytes.multipliedReportingOverflow(by: max(extent, 1))
            bytes = overflow ? .max : product
        }
        guard allowance.takes(bytes) else { throw TorchScriptError(file.path, .tooManyWeights) }
        let shape = Shape(tensor.shape)
        let value: ONNXValue
        if shape.count == 0 {
            value = ONNXValue(tensor.shape, .floats(Tensor(shape, [])))
        } else if type.isFloat, tensor.strides == IndexMap.strides(tensor.shape) {
            let start = location.bytes.lowerBound + tensor.offset * type.byteCount
            value = ONNXValue(try type.tensor(shape, in: file, byteOffset: start))
        } else {
            let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[location.bytes])
            value = ONNXValue(type, shape, bytes, offset: tensor.offset, strides: tensor.strides)
        }
        weights[part, default: [:]][index] = value
        return value
    }
}
