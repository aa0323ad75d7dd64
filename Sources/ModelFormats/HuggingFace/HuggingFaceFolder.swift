import Files
import Foundation
import Imaging
import NeuralNetwork
import Tensors

/// A folder as Hugging Face's transformers and timm save a network: `config.json` and its weights in one file or several.
struct HuggingFaceFolder {
    let path: String
    private let config: JSONValue

    static let configName = "config.json"
    private static let configLimit = 16 << 20
    private static let partLimit = 256

    /// The files of weights, in the order in which they are looked for.
    private static let weights = ["model.safetensors", "pytorch_model.bin", "model.pth", "pytorch_model.pth"]

    /// A folder with a description, or the description itself.
    ///
    /// - Returns: nil for what is no such folder.
    init?(_ path: String) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
        let isConfig = !isFolder.boolValue && (path as NSString).lastPathComponent == Self.configName
        guard isFolder.boolValue || isConfig else { return nil }
        let folder = isConfig ? (path as NSString).deletingLastPathComponent : path
        let name = (folder as NSString).appendingPathComponent(Self.configName)
        guard let file = try? MappedFile(path: name), file.byteCount <= Self.configLimit,
            let config = JSONValue(parsing: file.bytes), config.record != nil
        else { return nil }
        self.path = folder.isEmpty ? "." : folder
        self.config = config
    }

    /// - Throws: ``HuggingFaceError``, ``BareWeightsError``, errors of the files.
    func network(settings: ModelSettings, cancellation: Cancellation?) throws -> ImportedNetwork {
        let tensors = try tensors()
        var settings = settings
        if settings.architecture == nil, let name = timmName,
            Architectures.named(name, of: .torch)?.isOnlyNamed == true
        {
            settings.architecture = name
        }
        return try BareWeights(path: path, sets: [StateDictionary(tensors: tensors)], hints: hints).network(
            settings: settings, cancellation: cancellation)
    }

    /// A file of weights, beside which the rest of what a folder says is looked for.
    var weightsPath: String { file(Self.weights[0]) }

    /// timm's name of the architecture without that of the training.
    private var timmName: String? {
        config["architecture"]?.text.map { String($0.prefix { $0 != "." }) }
    }

    private var hints: NetworkHints {
        NetworkHints(
            heads: config["num_attention_heads"]?.integer.flatMap { (1...1024).contains($0) ? $0 : nil },
            epsilon: config["layer_norm_eps"]?.number.flatMap { $0 > 0 && $0 < 1 ? Float($0) : nil },
            activation: config["hidden_act"]?.text,
            hasStrideFirst: config["downsample_in_bottleneck"]?.bool ?? false, architecture: timmName)
    }

    // MARK: Weights

    private func file(_ name: String) -> String { (path as NSString).appendingPathComponent(name) }

    private func tensors() throws -> NamedTensors {
        for name in Self.weights {
            if FileManager.default.fileExists(atPath: file(name)) { return try Self.tensors(file(name)) }
            let index = file(name + ".index.json")
            if FileManager.default.fileExists(atPath: index) {
                return NamedTensors(path: path, joining: try parts(index).map { try Self.tensors(file($0)) })
            }
        }
        throw HuggingFaceError(path: path, problem: .noWeights)
    }

    /// The files that an index names, which lie beside it.
    private func parts(_ index: String) throws -> [String] {
        let mapped = try MappedFile(path: index)
        guard mapped.byteCount <= Self.configLimit,
            let map = JSONValue(parsing: mapped.bytes)?["weight_map"]?.record
        else { throw HuggingFaceError(path: path, problem: .index) }
        let names = Set(map.values.compactMap(\.text))
        guard !names.isEmpty, names.count <= Self.partLimit,
            names.allSatisfy({ !$0.contains("/") && !$0.hasPrefix(".") })
        else { throw HuggingFaceError(path: path, problem: .index) }
        return names.sorted()
    }

    private static func tensors(_ path: String) throws -> NamedTensors {
        let file = try MappedFile(path: path)
        guard file.byteCount > 0 else { throw FileError.empty(path) }
        if PyTorchFormat().matches(file) { return try PyTorchFile(file).tensors }
        return try SafeTensorsFile(file).tensors
    }
}
