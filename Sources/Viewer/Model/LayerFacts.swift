import NeuralNetwork
import Tensors

/// What a layer holds, read off the operation itself, so that every kind of layer has its facts.
struct LayerFacts: Sendable {
    struct Setting: Equatable, Sendable {
        let name: String
        let value: String
    }

    struct Parameter: Sendable {
        let name: String
        let shape: Shape
        let statistics: TensorStatistics
    }

    /// The layer's name.
    let layer: String
    let settings: [Setting]
    let parameters: [Parameter]

    /// Reads all of the layer's parameters, which takes its time for large ones.
    init(_ node: Node) {
        layer = node.name
        settings = node.operation.map { Self.settings(of: $0, depth: 0) } ?? []
        parameters = node.operation.map(Self.parameters(of:)) ?? []
    }

    /// The stored properties of an operation that are numbers, words or lists of them; those of its parts, too.
    private static func settings(of value: Any, depth: Int) -> [Setting] {
        Mirror(reflecting: value).children.flatMap { child -> [Setting] in
            guard let label = child.label, let value = unwrapped(child.value) else { return [] }
            if let text = text(of: value) { return [Setting(name: words(of: label), value: text)] }
            return value is Tensor || depth > 0 ? [] : settings(of: value, depth: depth + 1)
        }
    }

    private static func parameters(of operation: any Operator) -> [Parameter] {
        let labelled = Mirror(reflecting: operation).children.compactMap { child -> (String, Tensor)? in
            guard let label = child.label, let tensor = unwrapped(child.value) as? Tensor else { return nil }
            return (words(of: label), tensor)
        }
        let tensors = operation.parameters
        let names = labelled.count == tensors.count ? labelled.map(\.0) : []
        return tensors.enumerated().map { index, tensor in
            Parameter(
                name: names.isEmpty ? "parameter \(index + 1)" : names[index], shape: tensor.shape,
                statistics: TensorStatistics(tensor))
        }
    }

    private static func unwrapped(_ value: Any) -> Any? {
        let mirror = Mirror(reflecting: value)
        guard mirror.displayStyle == .optional else { return value }
        return mirror.children.first.flatMap { unwrapped($0.value) }
    }

    private static func text(of value: Any) -> String? {
        switch value {
        case let value as Bool: value ? "yes" : "no"
        case let value as String: value
        case let value as any BinaryInteger: "\(value)"
        case let value as any BinaryFloatingPoint: "\(value)"
        case let value as [Int] where value.count <= 8: value.map(String.init).joined(separator: ", ")
        case let value as [String] where value.count <= 4: value.joined(separator: ", ")
        default: Mirror(reflecting: value).displayStyle == .enum ? word(of: value) : nil
        }
    }

    /// An enumeration's case, without what goes with it.
    private static func word(of value: Any) -> String {
        words(of: String("\(value)".prefix { $0 != "(" }))
    }

    /// `kernelSize` as `kernel size`.
    private static func words(of label: String) -> String {
        label.reduce(into: "") { words, letter in
            if letter.isUppercase, !words.isEmpty { words.append(" ") }
            words.append(contentsOf: letter.lowercased())
        }
    }
}

/// A layer of which the facts are wanted.
struct LayerQuestion: Equatable, Sendable {
    let node: Node

    static func == (first: LayerQuestion, second: LayerQuestion) -> Bool {
        first.node.id == second.node.id && first.node.name == second.node.name
    }
}
