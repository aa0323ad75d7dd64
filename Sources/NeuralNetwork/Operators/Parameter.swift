import CVectorLoops
import Tensors

/// Values of a network that training changes. Operations of the network see them as a tensor; an optimiser writes to them
/// between two passes.
///
/// Not Sendable: a parameter stays on the queue of the ``TrainingExecutor`` that it is given to. Other threads get copies.
public final class Parameter {
    /// As the source calls it, `layer1.0.conv1.weight`.
    public let name: String
    /// What operations are made with; its elements change.
    public let tensor: Tensor
    /// The sum of the gradients since ``clearGradient()``, in the same shape.
    public let gradient: Tensor
    /// Whether a gradient is asked for; running statistics have none.
    public internal(set) var isTrained = false

    /// - Parameter values: are copied.
    public init(_ name: String, copying values: Tensor) {
        self.name = name
        tensor = values.copied
        gradient = Tensor(values.shape, repeating: 0)
    }

    public func clearGradient() { gradient.withMutableElements { $0.update(repeating: 0) } }

    /// Calls `body` with the values and the gradient, to be written to.
    public func update(
        _ body: (
            _ values: UnsafeMutableBufferPointer<Float>, _ gradient: UnsafeMutableBufferPointer<Float>
        ) -> Void
    ) {
        tensor.withMutableElements { values in gradient.withMutableElements { body(values, $0) } }
    }

    /// Adds to the gradient.
    ///
    /// - Parameter offset: the element with which the part begins.
    func add(_ part: UnsafeBufferPointer<Float>, at offset: Int) {
        gradient.withMutableElements { gradient in
            // Each part of the work writes its own elements.
            nonisolated(unsafe) let (sum, source) = (gradient.baseAddress! + offset, part.baseAddress!)
            let count = part.count
            let size = worthwhilePart * 4
            Team.inParts(count, of: size) { range in
                loops_arithmetic_row(
                    LOOPS_ADD, sum + range.lowerBound, 1, source + range.lowerBound, 1,
                    sum + range.lowerBound, range.count)
            }
        }
    }
}

/// The parameters of a training, found by where their values lie.
final class ParameterTable {
    private let parameters: [(range: Range<UInt>, parameter: Parameter)]
    /// The number of the pass forward that is made, from which chance follows.
    var pass: UInt64 = 0

    init(_ parameters: [Parameter]) {
        self.parameters = parameters.map { parameter in
            let start = Self.address(parameter.tensor)
            return (start..<start + UInt(4 * parameter.tensor.count), parameter)
        }.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }

    private static func address(_ tensor: Tensor) -> UInt {
        tensor.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress!) }
    }

    /// The parameter that a tensor is, or is a part of, and where the part begins; nil for the network's own constants.
    func place(of tensor: Tensor) -> (parameter: Parameter, offset: Int)? {
        guard tensor.count > 0 else { return nil }
        let address = Self.address(tensor)
        var (low, high) = (0, parameters.count)
        while low < high {
            let middle = (low + high) / 2
            if parameters[middle].range.upperBound <= address { low = middle + 1 } else { high = middle }
        }
        guard low < parameters.count, parameters[low].range.contains(address) else { return nil }
        return (parameters[low].parameter, Int(address - parameters[low].range.lowerBound) / 4)
    }
}
