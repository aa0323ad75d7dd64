import NeuralNetwork
import Tensors

/// What values a network is made for, as far as its first layers say it: those that take off a mean colour, divide by 255 or
/// normalise.
struct OwnScaling: Equatable {
    /// ``Preprocessing/Scaling/none`` for layers that scale 0…255 themselves, ``Preprocessing/Scaling/unit`` for 0…1.
    let scaling: Preprocessing.Scaling

    /// - Returns: nil where the first layers scale nothing, or do not say for which values they are made.
    init?(of graph: Graph) {
        guard let last = Self.lastScaling(of: graph), let line = Self.line(to: last, of: graph) else {
            return nil
        }
        // The value that becomes 0, and what one more of it adds.
        let centre = -line.shift / line.factor
        if (40...220).contains(centre) || (1.0 / 300...1.0 / 100).contains(abs(line.factor)) {
            scaling = .none
        } else if (0.2...0.8).contains(centre), (1.2...20).contains(abs(line.factor)) {
            scaling = .unit
        } else {
            return nil
        }
    }

    /// Layers at most that are looked at.
    private static let longest = 8

    /// The last of the layers after the input that move or scale single values, one after the other.
    private static func lastScaling(of graph: Graph) -> Int? {
        var last = 0
        var scales = false
        for _ in 0..<longest {
            let readers = graph.nodes.filter { $0.inputs.contains(last) && !($0.operation is ConstantLayer) }
            guard readers.count == 1, let reader = readers.first, reader.inputs.count == 1, reader.isComputed
            else { break }
            switch reader.operation {
            case let arithmetic as ElementwiseArithmetic:
                guard arithmetic.constant != nil else { return scales ? last : nil }
                scales = true
            case is BatchNormalization: scales = true
            case is Identity, is Transpose, is Gather, is Pad: break
            case let composite as Composite:
                guard composite.operations.allSatisfy(Self.keepsValuesApart) else {
                    return scales ? last : nil
                }
                scales = scales || composite.operations.contains { !($0 is Transpose || $0 is Reshape) }
            default: return scales ? last : nil
            }
            last = reader.id
        }
        return scales ? last : nil
    }

    /// Whether an operation moves or scales single values.
    private static func keepsValuesApart(_ operation: any Operator) -> Bool {
        operation is ElementwiseArithmetic || operation is BatchNormalization || operation is Transpose
            || operation is Reshape
    }

    /// The factor and the shift by which values become those of a layer, the mean of all channels; nil for no line.
    private static func line(to layer: Int, of graph: Graph) -> (factor: Float, shift: Float)? {
        guard let lower = try? graph.lowerPart(to: layer), let executor = try? Executor(lower) else {
            return nil
        }
        func mean(_ value: Float) -> Float? {
            let input = Tensor(Shape([graph.batch] + graph.inputShape.dimensions), repeating: value)
            guard let output = try? executor.output(for: input), output.count > 0 else { return nil }
            return Float(output.values.reduce(0) { $0 + Double($1) } / Double(output.count))
        }
        guard let low = mean(0), let middle = mean(1), let high = mean(2), middle != low,
            abs(high - 2 * middle + low) <= 1e-3 * abs(high - low) + 1e-6
        else { return nil }
        return (middle - low, low)
    }
}
