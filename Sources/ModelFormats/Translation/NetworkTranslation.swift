import Files
import NeuralNetwork
import Tensors
import Words

/// A network of another format while it is read: each of its operators is said in those of ONNX, which check, fold and
/// build it as they do for a file of their own.
struct NetworkTranslation {
    private(set) var importer: ONNXImporter
    private var nameCount = 0
    private let pictureName: String

    /// The set of operators that the nodes mean.
    private static let opset: Int64 = 23

    init(
        _ file: MappedFile, title: String, picture: ONNXImporter.Picture, cancellation: Cancellation? = nil
    ) {
        var model = Onnx_ModelProto()
        var operators = Onnx_OperatorSetIdProto()
        operators.version = Self.opset
        model.opsetImport = [operators]
        model.graph.name = title
        pictureName = picture.name
        importer = ONNXImporter(
            model, tensors: ONNXTensors(file), picture: picture, cancellation: cancellation)
    }

    /// The picture.
    var picture: TranslatedValue {
        TranslatedValue(name: pictureName, symbol: importer.symbol(pictureName)!)
    }

    /// What constants may take that are computed while the file is read.
    var budget: MemoryBudget { importer.tensors.budget }

    // MARK: Values

    mutating func constant(_ value: ONNXValue) -> TranslatedValue {
        let name = newName()
        importer.bind(name, value)
        return TranslatedValue(name: name, symbol: .constant(value))
    }

    mutating func integers(_ values: [Int]) -> TranslatedValue { constant(ONNXValue(integers: values)) }

    mutating func float(_ value: Float) -> TranslatedValue { constant(ONNXValue(float: value)) }

    /// The name of a value that no file gives.
    private mutating func newName() -> String {
        nameCount += 1
        return "%\(nameCount)"
    }

    // MARK: Layers

    /// The outputs of an operator of ONNX; it becomes a layer unless all it reads is constant.
    ///
    /// - Parameters:
    ///   - name: the layer's, with a number behind it where it is taken.
    ///   - inputs: nil for one that is left out.
    /// - Throws: ``ONNXError``, `GraphError`.
    mutating func node(
        _ operation: String, named name: String, _ inputs: [TranslatedValue?],
        _ attributes: [Onnx_AttributeProto] = [], outputs: Int = 1
    ) throws -> [TranslatedValue] {
        var proto = Onnx_NodeProto()
        proto.opType = operation
        proto.name = importer.free(name)
        proto.input = inputs.map { $0?.name ?? "" }
        proto.output = (0..<outputs).map { _ in newName() }
        proto.attribute = attributes
        try importer.add([proto])
        return proto.output.map { TranslatedValue(name: $0, symbol: importer.symbol($0)!) }
    }

    /// A layer that is no operator of ONNX.
    ///
    /// - Throws: `GraphError`; ``UnsupportedFeature`` where an input is constant.
    mutating func layer(
        _ operation: any Operator, named name: String, _ inputs: [TranslatedValue]
    ) throws -> TranslatedValue {
        guard inputs.allSatisfy(\.isVariable) else { throw UnsupportedFeature.constantInputs }
        return try added(operation, named: name, inputs)
    }

    /// An input that gets something else than the photo.
    ///
    /// - Throws: `FileError`, `NPYError`, ``OtherInputError``, `GraphError`.
    mutating func given(_ input: OtherInput, isFloat: Bool) throws -> TranslatedValue {
        try importer.give(input, isFloat ? .float : .int64)
        return TranslatedValue(name: input.name, symbol: importer.symbol(input.name)!)
    }

    /// The inputs besides the picture.
    var otherInputs: [OtherInput] { importer.otherInputs }

    /// A layer that is shown and not computed.
    mutating func unsupported(
        _ operation: String, named name: String, kind: LayerKind, reason: Words, _ inputs: [TranslatedValue]
    ) throws -> TranslatedValue {
        try added(Unsupported(operation, reason: reason, kind: kind), named: name, inputs)
    }

    /// A layer after one that is not computed.
    mutating func unreached(
        _ operation: String, named name: String, kind: LayerKind, _ inputs: [TranslatedValue]
    ) throws -> TranslatedValue {
        try added(
            UnreachedLayer(kind: kind, summary: Words(verbatim: operation)), named: name, inputs)
    }

    private mutating func added(
        _ operation: any Operator, named name: String, _ inputs: [TranslatedValue]
    ) throws -> TranslatedValue {
        importer.builder.scope = ONNXImporter.scope(of: name)
        let layer = try importer.builder.add(
            importer.free(name), operation, inputs.compactMap(\.symbol.layer))
        let shape = importer.builder.fullShape(of: layer)
        let symbol = shape.map { ONNXSymbol.variable(layer, $0) } ?? .unavailable(layer)
        let output = newName()
        importer.bind(output, symbol)
        return TranslatedValue(name: output, symbol: symbol)
    }

    // MARK: The network

    /// All layers, without a classifier.
    var graph: Graph { importer.graph }

    /// The outputs that are layers.
    func outputs(_ values: [(name: String, value: TranslatedValue)]) -> [ImportedNetwork.Output] {
        values.compactMap { name, value in
            guard case .variable(let layer, _) = value.symbol, layer > 0 else { return nil }
            return ImportedNetwork.Output(name: name, layer: layer)
        }
    }
}
