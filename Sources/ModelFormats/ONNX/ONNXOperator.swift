import NeuralNetwork

/// An operator of ONNX: all that reading a node of it asks for.
///
/// An operator is one value in its family's file and one line in ``ONNXOperators/all``. A node is checked against what
/// is declared here before ``fold`` or ``build`` sees it, so that both can count on the number of inputs and outputs,
/// and on the types and ranges of attributes.
struct ONNXOperator: Sendable {
    /// Computes a node's outputs from constants; nil where the node has to become a layer.
    typealias Fold = @Sendable (ONNXNode) throws -> [ONNXValue]?
    /// Adds the layers of a node and says what its outputs stand for.
    typealias Build = @Sendable (ONNXNode, inout ONNXImporter) throws -> [ONNXSymbol]

    let name: String
    /// The set of operators it belongs to, empty for ONNX's own.
    let domain: String
    /// The versions of the domain's operators that have it in the form that is read here.
    let opsets: Range<Int>
    /// How many inputs it takes; those before the lower bound may not be left out.
    let inputs: Range<Int>
    let outputs: Range<Int>
    /// Those of all opsets. Any other attribute makes the layer unsupported.
    let attributes: [ONNXAttribute]
    /// What a layer draws as where nothing is known but its operator.
    let kind: LayerKind
    /// The version in ONNX's specification that the implementation follows.
    let version: Int
    /// What of the specification is not computed, for the documentation; empty for nothing.
    let limits: String
    /// Whether ``build`` is what reads constants, too, because no layer computes with them.
    let buildsOfConstants: Bool
    let fold: Fold?
    let build: Build?

    init(
        _ name: String, domain: String = "", opsets: some RangeExpression<Int>,
        inputs: some RangeExpression<Int>, outputs: some RangeExpression<Int> = 1...1,
        attributes: [ONNXAttribute] = [], kind: LayerKind, version: Int,
        limits: String = "", buildsOfConstants: Bool = false,
        fold: Fold?, build: Build?
    ) {
        self.name = name
        self.domain = domain
        self.opsets = opsets.ofNaturalNumbers
        self.inputs = inputs.ofNaturalNumbers
        self.outputs = outputs.ofNaturalNumbers
        self.attributes =
            attributes.filter { $0.name != ONNXAttribute.consumedInputs.name } + [.consumedInputs]
        self.kind = kind
        self.version = version
        self.limits = limits
        self.buildsOfConstants = buildsOfConstants
        self.fold = fold
        self.build = build
    }

    /// The name with the domain before it, for an operator that is none of ONNX's own.
    var qualifiedName: String { domain.isEmpty ? name : "\(domain).\(name)" }

    /// Where the operator is specified.
    var reference: String {
        guard domain.isEmpty else {
            return
                "https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#\(qualifiedName)"
        }
        return
            "https://onnx.ai/onnx/operators/onnx__\(name).html#\(name.lowercased())-\(version)"
    }

    /// The node with its attributes, once it keeps to what is declared.
    ///
    /// - Throws: ``ONNXError`` for a wrong number of inputs or outputs, and for attributes that are missing, of the wrong
    ///   type or out of range; ``UnsupportedFeature`` for an opset or an attribute that is not known.
    func checked(_ node: ONNXNode) throws -> ONNXNode {
        guard opsets.contains(node.opset) else {
            throw UnsupportedFeature.opset(operation: name, node.opset)
        }
        let inputCount = node.inputs.lastIndex { $0 != nil }.map { $0 + 1 } ?? 0
        for index in 0..<inputs.lowerBound where node.input(index) == nil {
            throw ONNXError(node.path, .noInput(node.place, index + 1))
        }
        guard inputCount < inputs.upperBound else {
            throw ONNXError(node.path, .inputCount(node.place, expected: inputs, found: inputCount))
        }
        let outputCount = node.outputs.lastIndex { !$0.isEmpty }.map { $0 + 1 } ?? 0
        guard outputs.contains(outputCount) else {
            throw ONNXError(node.path, .outputCount(node.place, expected: outputs, found: outputCount))
        }
        var node = node
        node.attributes = try ONNXAttributes(
            node.proto.attribute, declared: attributes, opset: node.opset
        ) { name, expected, found in
            ONNXError(node.path, .attribute(node.place, name, expected: expected, found: found))
        }
        return node
    }

    /// A node's one output from its inputs, where all of them are constants.
    static func ofConstants(
        _ function: @escaping @Sendable (ONNXNode, [ONNXValue]) throws -> ONNXValue?
    ) -> Fold {
        { node in
            guard let values = try node.constants() else { return nil }
            return try function(node, values).map { [$0] }
        }
    }
}
