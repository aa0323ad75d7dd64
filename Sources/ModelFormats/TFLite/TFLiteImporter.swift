import Files
import NeuralNetwork
import Tensors
import Words

/// Turns the operators of a TensorFlow Lite file into layers.
///
/// Pictures are N×C×H×W here as far as operators allow; the axes that a file names are renumbered. Quantised tensors are
/// computed as the real numbers that they stand for.
struct TFLiteImporter {
    let source: TFLiteFile
    var translation: NetworkTranslation
    private var values: [Int: TFLiteValue] = [:]
    /// Values in the other order of axes that were asked for already, by their names.
    private var turned: [String: TranslatedValue] = [:]
    private var constants: TFLiteConstants
    /// Whether outputs have to have the extents that the file says.
    private let checksShapes: Bool
    private let cancellation: Cancellation?

    init(
        _ source: TFLiteFile, title: String, picture: TFLitePicture, cancellation: Cancellation?
    ) {
        self.source = source
        self.cancellation = cancellation
        checksShapes = !picture.isResized
        constants = TFLiteConstants(source.file)
        translation = NetworkTranslation(
            source.file, title: title, picture: picture.asTaken, cancellation: cancellation)
        values[picture.tensor] = TFLiteValue(value: translation.picture, isChannelsFirst: true)
    }

    /// Reads all operators.
    ///
    /// - Parameter given: what inputs get that are not the picture's, by their names.
    /// - Returns: the layers, and those that are outputs.
    /// - Throws: ``TFLiteError``, ``ONNXError``, `GraphError`, `CancellationError`.
    mutating func network(
        giving given: [String: InputValue] = [:]
    ) throws -> (graph: Graph, outputs: [ImportedNetwork.Output]) {
        for input in source.inputs where values[input] == nil {
            let tensor = source.tensors[input]
            let isOpen = tensor.signature.count == tensor.shape.count
            let other = try OtherInput(
                tensor.name,
                extents: tensor.shape.indices.map {
                    isOpen && tensor.signature[$0] < 0 ? nil : tensor.shape[$0]
                },
                given: given[tensor.name], picture: translation.picture.dimensions ?? [1, 3, 1, 1],
                path: source.file.path)
            values[input] = TFLiteValue(
                value: try translation.given(other, isFloat: tensor.type?.isFloat ?? false))
        }
        for operation in source.operations {
            try cancellation?.check()
            do {
                try add(operation)
            } catch is FlatBufferDamage {
                throw TFLiteError(source.file.path, .damaged)
            }
        }
        let outputs = source.outputs.compactMap { index in
            values[index].map { (name: source.tensors[index].name, value: $0.value) }
        }
        return (translation.graph, translation.outputs(outputs))
    }

    // MARK: Operators

    private mutating func add(_ operation: TFLiteFile.Operation) throws {
        guard let output = operation.outputs.first else {
            throw TFLiteError(
                source.file.path, .outputCount(operation: operation.name, found: operation.outputs.count))
        }
        let name = Self.layerName(source.tensors[output].name, operation.name)
        let known = TFLiteOperators.table[operation.name]
        var inputs: [TFLiteValue?] = []
        do {
            inputs = try operation.inputs.map { try $0 < 0 ? nil : value(of: $0) }
            guard let known else { throw UnsupportedFeature.operation(operation.name) }
            try checkCounts(operation, known)
            if inputs.contains(where: { $0?.value.isUnavailable ?? false }) {
                let layer = try translation.unreached(
                    operation.name, named: name, kind: known.kind, inputs.compactMap { $0?.value })
                return bind(
                    operation.outputs,
                    Array(repeating: TFLiteValue(value: layer), count: operation.outputs.count))
            }
            bind(operation.outputs, try built(operation, known, inputs, named: name))
        } catch let feature as UnsupportedFeature {
            let layer = try translation.unsupported(
                operation.name, named: name, kind: known?.kind ?? .activation, reason: feature.words,
                inputs.compactMap { $0?.value })
            bind(operation.outputs, operation.outputs.map { _ in TFLiteValue(value: layer) })
        }
    }

    private mutating func bind(_ outputs: [Int], _ results: [TFLiteValue]) {
        for (output, value) in zip(outputs, results) { values[output] = value }
    }

    private func checkCounts(_ operation: TFLiteFile.Operation, _ known: TFLiteOperator) throws {
        let inputs = operation.inputs
        guard inputs.count <= known.inputs.upperBound, inputs.count >= known.inputs.lowerBound,
            !inputs.prefix(known.inputs.lowerBound).contains(-1)
        else { throw TFLiteError(source.file.path, .inputCount(operation: known.name, found: inputs.count)) }
        guard known.outputs.contains(operation.outputs.count) else {
            throw TFLiteError(
                source.file.path, .outputCount(operation: known.name, found: operation.outputs.count))
        }
        if let expected = known.options, operation.options != nil, operation.optionsType != expected {
            throw UnsupportedFeature.options
        }
    }

    /// The outputs of an operator with its activation, rounded to what its type can hold.
    private mutating func built(
        _ operation: TFLiteFile.Operation, _ known: TFLiteOperator, _ inputs: [TFLiteValue?],
        named name: String
    ) throws -> [TFLiteValue] {
        let outputs = operation.outputs.map { source.tensors[$0] }
        let options = operation.optionsType == (known.options ?? 0) ? operation.options : nil
        var activation: TFLiteActivation?
        if let field = known.activation, let number = try options?.number(field, Int8(0)), number != 0 {
            guard let function = TFLiteActivation(rawValue: Int(number)) else {
                throw UnsupportedFeature.attribute("fused_activation_function", opset: nil)
            }
            activation = function
        }
        let sources = operation.inputs.filter { $0 >= 0 }.map { source.tensors[$0] }
        let isKept =
            known.keepsValues
            && outputs.allSatisfy { output in
                sources.allSatisfy { $0.quantization == nil || $0.quantization == output.quantization }
            }
        let isRounded = !isKept && outputs.contains { TFLiteRounding($0) != nil }
        let call = TFLiteCall(
            operation: operation.name,
            name: name + (activation != nil ? "/linear" : isRounded ? "/exact" : ""), inputs: inputs,
            options: options, outputs: outputs)
        var results = try known.build(call, &self)
        if let activation {
            let layer = try activation.add(
                to: results[0].value, named: isRounded ? name + "/exact" : name, &translation)
            results[0] = TFLiteValue(value: layer, isChannelsFirst: results[0].isChannelsFirst)
        }
        for index in results.indices where index < outputs.count {
            if isRounded { results[index] = try rounded(results[index], to: outputs[index], named: name) }
            try check(results[index], outputs[index])
        }
        return results
    }

    /// A result as its tensor's type can hold it.
    private mutating func rounded(
        _ result: TFLiteValue, to tensor: TFLiteTensor, named name: String
    ) throws -> TFLiteValue {
        guard let rounding = TFLiteRounding(tensor), result.value.isVariable else { return result }
        let layer = try rounding.add(to: result.value, named: name, &translation)
        return TFLiteValue(value: layer, isChannelsFirst: result.isChannelsFirst)
    }

    private func check(_ result: TFLiteValue, _ tensor: TFLiteTensor) throws {
        guard checksShapes, let found = result.dimensions, found != tensor.shape else { return }
        // Older converters leave the extents of some tensors out.
        let isOpen = tensor.shape.isEmpty || tensor.signature.contains(-1)
        guard isOpen || found.reduce(1, *) == 1 && tensor.shape.reduce(1, *) == 1 else {
            throw UnsupportedFeature.otherShape(found: Shape(found), said: Shape(tensor.shape))
        }
    }

    /// Converters name a tensor after all operators that they made one of, separated by semicolons.
    private static func layerName(_ tensor: String, _ operation: String) -> String {
        let first = tensor.split(separator: ";").first.map(String.init) ?? ""
        return first.isEmpty ? operation : first
    }

    // MARK: Values

    private mutating func value(of index: Int) throws -> TFLiteValue {
        if let known = values[index] { return known }
        let tensor = source.tensors[index]
        let value = TFLiteValue(value: translation.constant(try constants.value(tensor)))
        values[index] = value
        return value
    }

    /// A value with its axes as the file has them.
    mutating func asWritten(_ value: TFLiteValue, _ call: TFLiteCall) throws -> TranslatedValue {
        try value.isChannelsFirst ? turned(value.value, [0, 2, 3, 1], "channels-last", call) : value.value
    }

    /// A value of four axes as N×C×H×W; one of fewer gets axes of extent 1 before its own.
    mutating func channelsFirst(_ value: TFLiteValue, _ call: TFLiteCall) throws -> TranslatedValue {
        guard !value.isChannelsFirst else { return value.value }
        guard let dimensions = value.value.dimensions, dimensions.count <= 4 else {
            throw UnsupportedFeature.spatialAxes((value.value.dimensions?.count ?? 2) - 2, supported: 2...2)
        }
        var whole = value.value
        if dimensions.count < 4 {
            let extents = [Int](repeating: 1, count: 4 - dimensions.count) + dimensions
            whole = try emit("Reshape", call, [whole, translation.integers(extents)], part: "axes")
        }
        return try turned(whole, [0, 3, 1, 2], "channels-first", call)
    }

    /// A value whose elements lie in the order in which the file has them.
    mutating func inOrder(_ value: TFLiteValue, _ call: TFLiteCall) throws -> TranslatedValue {
        guard value.isChannelsFirst, let extents = value.value.dimensions else { return value.value }
        return extents[1] == 1 || extents[2] * extents[3] == 1 ? value.value : try asWritten(value, call)
    }

    private mutating func turned(
        _ value: TranslatedValue, _ order: [Int], _ part: String, _ call: TFLiteCall
    ) throws -> TranslatedValue {
        let key = value.name + part
        if let known = turned[key] { return known }
        let result = try emit("Transpose", call, [value], [.integers("perm", order)], part: part)
        turned[key] = result
        return result
    }

    // MARK: Layers

    /// The output of an operator of ONNX under the call's name, or under a part's where several make the operator.
    mutating func emit(
        _ operation: String, _ call: TFLiteCall, _ inputs: [TranslatedValue?],
        _ attributes: [Onnx_AttributeProto] = [], part: String? = nil
    ) throws -> TranslatedValue {
        let name = part.map { "\(call.name)/\($0)" } ?? call.name
        return try translation.node(operation, named: name, inputs, attributes)[0]
    }
}
