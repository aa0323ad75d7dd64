import Foundation

@testable import ModelFormats

/// The page `docs/onnx-operators.md`, written from what the operators declare.
enum ONNXOperatorTable {
    static var page: String {
        """
        # ONNX operators

        Glassbox reads these \(ONNXOperators.all.count) operators of ONNX's own domain and of ONNX Runtime's (`com.microsoft`),
        which its optimiser and its quantiser write. A layer of any other operator, or
        with an attribute or opset that is not listed, is shown in the diagram and not computed, and neither is what
        comes after it. A node with a wrong number of inputs or outputs, or an attribute of another type or out of its
        range, is an error.

        - **Attributes**: name, type, range and default; `!` marks those that a node must have, and opsets stand behind
          those that not all opsets have. Attributes in brackets are read and change nothing here. Every operator also
          takes `consumed_inputs` of the first opsets, a hint for memory.
        - **Computed**: as a *layer* of the network, as a *constant* while the file is read (constants also go through
          the layers where no rule of their own is named), or *shown* only.

        | Operator | Opsets | Inputs | Outputs | Attributes | Computed | Not computed |
        |---|---|---|---|---|---|---|
        \(ONNXOperators.all.sorted { $0.qualifiedName < $1.qualifiedName }.map(row).joined(separator: "\n"))

        """
    }

    private static func row(_ operation: ONNXOperator) -> String {
        let attributes = operation.attributes.filter { $0.name != "consumed_inputs" }
            .map { attribute($0, of: operation) }
        let computed = [operation.build.map { _ in "layer" }, operation.fold.map { _ in "constant" }]
            .compactMap { $0 }
        let cells = [
            "[\(operation.qualifiedName)](\(operation.reference))", opsets(operation.opsets),
            count(operation.inputs),
            count(operation.outputs), attributes.joined(separator: "<br>"),
            computed.isEmpty ? "shown" : computed.joined(separator: ", "), operation.limits,
        ]
        return "| " + cells.joined(separator: " | ") + " |"
    }

    private static func attribute(_ attribute: ONNXAttribute, of operation: ONNXOperator) -> String {
        var text = "`\(attribute.name)`\(attribute.isRequired ? "!" : "") \(type(attribute))"
        if let standard = attribute.standard { text += " = \(value(standard))" }
        if attribute.isIgnored { text = "(\(text))" }
        let range = attribute.opsets.clamped(to: operation.opsets)
        if range != operation.opsets { text += " (opset \(opsets(range)))" }
        return text
    }

    private static func type(_ attribute: ONNXAttribute) -> String {
        switch attribute.form {
        case .integer where attribute.integers == 0...1: "0 or 1"
        case .integer: "integer\(range(attribute.integers))"
        case .integers: "integers\(range(attribute.integers))"
        case .float: "float\(range(attribute.floats))"
        case .floats: "floats\(range(attribute.floats))"
        case .text where !attribute.texts.isEmpty:
            attribute.texts.filter { !$0.isEmpty }.map { "`\($0)`" }.joined(separator: ", ")
        case .text: "text"
        case .texts: "texts"
        case .tensor: "tensor"
        case .graph: "graph"
        case .sparseTensor: "sparse tensor"
        }
    }

    private static func range(_ range: ClosedRange<Int>) -> String {
        switch (range.lowerBound, range.upperBound) {
        case (.min, .max): ""
        case (let least, .max): " from \(least)"
        case (let least, let most): " \(least) to \(most)"
        }
    }

    private static func range(_ range: ClosedRange<Float>) -> String {
        switch (range.lowerBound, range.upperBound) {
        case (-.infinity, .infinity): ""
        case (let least, .greatestFiniteMagnitude): " from \(least)"
        case (let least, let most): " \(least) to \(most)"
        }
    }

    private static func value(_ value: ONNXAttribute.Value) -> String {
        switch value {
        case .integer(let integer): "\(integer)"
        case .integers(let list): "\(list)"
        case .float(let float): "\(float)"
        case .floats(let list): "\(list)"
        case .text(let text): "`\(text)`"
        case .tensor, .other: ""
        }
    }

    private static func opsets(_ range: Range<Int>) -> String {
        let last = range.upperBound - 1
        return range.upperBound == .max
            ? "\(range.lowerBound)–" : last == range.lowerBound ? "\(last)" : "\(range.lowerBound)–\(last)"
    }

    private static func count(_ range: Range<Int>) -> String {
        let last = range.upperBound - 1
        return range.upperBound == .max
            ? "\(range.lowerBound) or more"
            : last == range.lowerBound ? "\(last)" : "\(range.lowerBound) to \(last)"
    }
}
