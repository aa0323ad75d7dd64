import NeuralNetwork
import Tensors
import Words

/// A node of an ONNX graph with what its inputs stand for.
struct ONNXNode {
    let path: String
    let proto: Onnx_NodeProto
    /// Unique in the network.
    var name: String
    /// The version of the operators of the node's domain.
    let opset: Int
    /// Nil for an optional input that is left out.
    var inputs: [ONNXSymbol?]
    let tensors: ONNXTensors
    /// None until ``ONNXOperator/checked(_:)`` has read them.
    var attributes: ONNXAttributes = .none

    var operation: String { proto.opType }
    var outputs: [String] { proto.output }
    var place: ONNXError.Place { ONNXError.Place(node: name, operation: operation) }

    // MARK: Inputs

    func input(_ index: Int) -> ONNXSymbol? { inputs.indices.contains(index) ? inputs[index] : nil }

    /// An input that must be there.
    func symbol(_ index: Int) throws -> ONNXSymbol {
        guard let symbol = input(index) else { throw ONNXError(path, .noInput(place, index + 1)) }
        return symbol
    }

    /// An input that must come from a layer.
    func variable(_ index: Int) throws -> (layer: Int, shape: Shape) {
        guard case .variable(let layer, let shape) = try symbol(index) else {
            throw UnsupportedFeature.constantInput(index + 1)
        }
        return (layer, shape)
    }

    /// An input that must be known without the picture.
    func constant(_ index: Int) throws -> ONNXValue {
        guard case .constant(let value) = try symbol(index) else {
            throw UnsupportedFeature.computedInput(index + 1)
        }
        return value
    }

    func optionalConstant(_ index: Int) throws -> ONNXValue? {
        try input(index).map { _ in try constant(index) }
    }

    /// The inputs that are given, if all of them are constants of a size that may be computed with.
    func constants() throws -> [ONNXValue]? {
        let given = inputs.compactMap { $0 }
        let values = given.compactMap(\.constant)
        guard values.count == given.count else { return nil }
        for value in values { try spend(value.dimensions) }
        return values
    }

    /// A constant with one value for each channel.
    func perChannel(_ index: Int, _ name: String, _ count: Int) throws -> Tensor {
        let value = try constant(index)
        guard value.count == count else {
            throw fault(input: name, expected: .values(count), found: "\(value.count)")
        }
        return value.tensor.reshaped([count])
    }

    // MARK: Numbers

    /// As many integers as an attribute has to give for spatial axes; nil where it gives none.
    func integers(_ name: String, count: Int) throws -> [Int]? {
        guard let values = attributes.integers(name), !values.isEmpty else { return nil }
        guard values.count == count else {
            throw fault(name, expected: .numbers(count), found: "\(values.count)")
        }
        return values
    }

    /// Integers that are an attribute in older opsets and an input in newer ones.
    func integers(_ name: String, orInput index: Int) throws -> [Int]? {
        try attributes.integers(name) ?? optionalConstant(index)?.integers
    }

    /// Axes of a tensor of `rank` axes, counted from the front; negative ones count from the end.
    func axes(_ values: [Int], rank: Int, _ name: String = "axes") throws -> [Int] {
        try values.map { try axis($0, rank: rank, name) }
    }

    func axis(_ value: Int, rank: Int, _ name: String = "axis") throws -> Int {
        guard value >= -rank, value < rank else {
            throw fault(name, expected: .within(-rank...max(rank - 1, -rank)), found: "\(value)")
        }
        return value < 0 ? value + rank : value
    }

    /// The product of extents, which must be within what constants may have. An extent of zero counts as one, so that
    /// no axis is longer than that either.
    func checkedCount(_ dimensions: [Int]) throws -> Int {
        var count = 1
        for extent in dimensions {
            let (product, overflow) = count.multipliedReportingOverflow(by: max(extent, 1))
            guard extent >= 0, !overflow, product <= ONNXValue.limit else {
                throw ONNXError(
                    path, .tooLarge(place, elements: overflow ? Int.max : product, limit: ONNXValue.limit))
            }
            count = product
        }
        return dimensions.contains(0) ? 0 : count
    }

    /// Counts the elements of a constant that is read or computed now; those are not counted that an operator puts out whose
    /// inputs, which are counted, have as many.
    ///
    /// - Throws: as ``checkedCount(_:)``, and `MemoryBudgetError`.
    @discardableResult
    func spend(_ dimensions: [Int]) throws -> Int {
        let count = try checkedCount(dimensions)
        try tensors.budget.spend(count, for: name)
        return count
    }

    // MARK: Faults

    func fault(_ attribute: String, expected: ONNXExpectation, found: Words) -> ONNXError {
        ONNXError(path, .attribute(place, attribute, expected: expected, found: found))
    }

    func fault(input: String, expected: ONNXExpectation, found: Words) -> ONNXError {
        ONNXError(path, .input(place, input, expected: expected, found: found))
    }
}
