import NeuralNetwork
import Tensors

/// Layers whose extents follow from the shapes of their weights, for families of which the shapes decide the variant.
extension TorchModules {
    private typealias Misfit = BareWeightsError.Misfit

    /// More rows and columns than any convolution of a classifier has.
    private static let kernelLimit = 64
    /// More than any extent of a known tensor, so that sums of some cannot overflow.
    private static let extentLimit = 1 << 28

    /// Whether a module has weights.
    func has(_ module: String) -> Bool { hasParameter("\(module).weight") }

    /// How many modules there are of names that count up.
    func count(from first: Int = 0, _ parameter: (Int) -> String) -> Int {
        var count = 0
        while count < 1000, hasParameter(parameter(first + count)) { count += 1 }
        return count
    }

    /// The shape of a parameter that must be there.
    func required(_ parameter: String, rank: Int) throws -> Shape {
        guard let shape = shape(of: parameter) else { throw Misfit.missing(parameter) }
        guard shape.rank == rank, shape.dimensions.allSatisfy({ (1...Self.extentLimit).contains($0) }) else {
            throw Misfit.shape(
                parameter, expected: Shape(shape.dimensions.prefix(rank).map { max($0, 1) }), found: shape)
        }
        return shape
    }

    /// A convolution; outputs, kernel, groups and whether there is a bias follow from the weights.
    ///
    /// - Parameters:
    ///   - padding: half of the kernel where it is nil.
    ///   - isSame: pads as TensorFlow does instead.
    mutating func shapedConvolution(
        _ name: String, _ input: Int, stride: Int = 1, padding: (rows: Int, columns: Int)? = nil,
        isSame: Bool = false
    ) throws -> Int {
        let parameter = "\(name).weight"
        let shape = try required(parameter, rank: 4)
        let inputs = channels(of: input)
        guard inputs % shape[1] == 0, shape[0] % (inputs / shape[1]) == 0, shape[2] <= Self.kernelLimit,
            shape[3] <= Self.kernelLimit
        else { throw Misfit.shape(parameter, expected: [shape[0], inputs, 3, 3], found: shape) }
        let pads = padding ?? (shape[2] / 2, shape[3] / 2)
        let window = Window(
            [shape[2], shape[3]], stride: [stride, stride],
            padding: isSame
                ? .same : .explicit(before: [pads.rows, pads.columns], after: [pads.rows, pads.columns]))
        let convolution = Convolution(
            weights: try self.parameter(parameter, shape),
            bias: hasParameter("\(name).bias") ? try self.parameter("\(name).bias", [shape[0]]) : nil,
            window: window, groups: inputs / shape[1])
        return try add(name, convolution, input)
    }

    /// A convolution, its batch normalisation and an activation.
    mutating func normalizedConvolution(
        _ name: String, _ normalization: String, _ input: Int, stride: Int = 1,
        padding: (rows: Int, columns: Int)? = nil, isSame: Bool = false, epsilon: Float = epsilon,
        _ activation: (name: String, function: Activation)?
    ) throws -> Int {
        var node = try shapedConvolution(name, input, stride: stride, padding: padding, isSame: isSame)
        node = try self.normalization(normalization, node, epsilon: epsilon)
        guard let activation else { return node }
        return try add(activation.name, ActivationLayer(activation.function), node)
    }

    /// Every channel times a number that follows from the means of all channels (Hu and others 2017).
    ///
    /// - Parameters:
    ///   - names: of the two convolutions of 1×1.
    ///   - inner: the activation between them.
    ///   - gate: that after the second.
    mutating func squeezeAndExcitation(
        _ name: String, _ names: (String, String), _ input: Int, inner: Activation, gate: Activation
    ) throws -> Int {
        var node = try adaptiveAverage("\(name).avgpool", input, to: 1)
        node = try shapedConvolution(names.0, node)
        node = try add("\(name).activation", ActivationLayer(inner), node)
        node = try shapedConvolution(names.1, node)
        node = try add("\(name).gate", ActivationLayer(gate), node)
        return try add("\(name).mul", ElementwiseArithmetic.multiply, node, input)
    }

    /// `Linear` over the last axis of tokens, N×…×F; outputs and whether there is a bias follow from the weights, which may be
    /// those of a convolution of 1×1.
    ///
    /// - Parameters:
    ///   - rows: which of the outputs; nil for all.
    ///   - hasOwnBias: whether the bias is that of these outputs only.
    mutating func linear(
        _ name: String, _ input: Int, as layer: String? = nil, weight: String? = nil, bias: String? = nil,
        rows: Range<Int>? = nil, hasOwnBias: Bool = false
    ) throws -> Int {
        let parameter = weight ?? "\(name).weight"
        let biasName = bias ?? "\(name).bias"
        let layer = layer ?? name
        guard let found = shape(of: parameter) else { throw Misfit.missing(parameter) }
        let extents = graph.shape(of: input).dimensions
        let inputs = extents[extents.count - 1]
        let outputs = found.rank > 0 ? found[0] : 1
        let expected: Shape = found.rank == 4 ? [outputs, inputs, 1, 1] : [outputs, inputs]
        let whole = try self.parameter(parameter, expected).reshapedMatrix([outputs, inputs])
        let range = rows ?? 0..<outputs
        guard outputs > 0, inputs > 0, range.upperBound <= outputs else {
            throw Misfit.shape(parameter, expected: [max(1, range.upperBound), max(1, inputs)], found: found)
        }
        let isHollow = details?.isHollow ?? false
        let columns = isHollow ? Tensor([inputs, range.count]) { _ in } : whole.transposedRows(range)
        guard hasParameter(biasName) else {
            return try add(layer, MatrixMultiplication(right: columns), input)
        }
        let product = try add("\(layer).product", MatrixMultiplication(right: columns), input)
        let all = try self.parameter(biasName, [hasOwnBias ? range.count : outputs])
        let offset =
            isHollow ? Tensor([range.count]) { _ in } : hasOwnBias ? all : all.elements(range)
        return try add(layer, ElementwiseArithmetic(.add, constant: offset), product)
    }

    /// Every element of the last axis times a trained factor.
    mutating func layerScale(_ parameter: String, as name: String, _ input: Int, shape: Shape? = nil) throws
        -> Int
    {
        let extents = graph.shape(of: input).dimensions
        let features = extents[extents.count - 1]
        let factor = try self.parameter(parameter, shape ?? [features])
        return try add(
            name, ElementwiseArithmetic(.multiply, constant: factor.reshapedMatrix([features])), input)
    }
}

extension Tensor {
    /// The same elements under another shape, or as they are where the count differs, which a shape that did not fit may make.
    fileprivate func reshapedMatrix(_ shape: Shape) -> Tensor {
        shape.count == count ? reshaped(shape) : Tensor(shape) { _ in }
    }

    /// Some rows of a matrix as columns.
    func transposedRows(_ rows: Range<Int>) -> Tensor {
        let (inputs, outputs) = (shape[1], rows.count)
        return withUnsafeBufferPointer { source in
            // Only read, while the caller keeps it.
            nonisolated(unsafe) let source = source
            return Tensor(
                [inputs, outputs],
                inParallel: { position in
                    source[(rows.lowerBound + position % outputs) * inputs + position / outputs]
                })
        }
    }

    fileprivate func elements(_ range: Range<Int>) -> Tensor {
        Tensor([range.count], withUnsafeBufferPointer { Array($0[range]) })
    }
}
