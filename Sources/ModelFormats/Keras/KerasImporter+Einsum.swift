import NeuralNetwork
import Tensors

extension KerasImporter {
    /// A dense layer whose sums an equation describes.
    func addEinsumDense(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let input = try single(call, inputs)
        let equation = try call.settings.text("equation", default: "")
        let letters = equation.filter { $0 != " " }
        guard let comma = letters.firstIndex(of: ","), let arrow = letters.range(of: "->"),
            comma < arrow.lowerBound
        else { throw call.settings.fault("equation") }
        let kernelRank = letters.distance(from: letters.index(after: comma), to: arrow.lowerBound)
        let rank = shape(input).rank + 1
        guard let einsum = KerasEinsum(equation, ranks: [rank, kernelRank]) else {
            return try unsupported(call, inputs, .setting("equation"))
        }
        // Extents that no letter of the input has are those of the output that the settings give.
        let own = [1] + kerasShape(input)
        var extents = Dictionary(uniqueKeysWithValues: zip(einsum.left, own))
        let stated = call.settings["output_shape"].map { $0.list ?? [$0] } ?? []
        for (letter, value) in zip(einsum.output.reversed(), stated.reversed()) where extents[letter] == nil {
            extents[letter] = value.integer
        }
        func extentsOf(_ letters: [Character]) throws -> [Int] {
            try letters.map { letter in
                guard let extent = extents[letter], (1...1 << 20).contains(extent) else {
                    throw call.settings.fault("output_shape")
                }
                return extent
            }
        }
        let axes = call.settings["bias_axes"]?.text.map(Array.init) ?? []
        let kernel = KerasArray("kernel", try extentsOf(einsum.right))
        let bias =
            axes.isEmpty ? [] : [KerasArray("bias", try extentsOf(einsum.output.filter(axes.contains)))]
        let tensors = try tensors(call, [kernel] + bias)
        let name = axes.isEmpty ? call.name + "/sums" : call.name + "/products"
        guard
            var node = try addEinsum(
                name, einsum, left: addToKeras(call.name + "/input", input), right: .constant(tensors[0]))
        else { return try unsupported(call, inputs, .setting("equation")) }
        if !axes.isEmpty {
            let place = einsum.output.map { axes.contains($0) ? extents[$0]! : 1 }
            node = try add(
                call.name + "/sums",
                ElementwiseArithmetic(.add, constant: tensors[1].reshaped(Shape(place))), [node])
        }
        let activation = KerasActivation(call.settings["activation"], version: version)
        let hasActivation = call.settings["activation"] != nil && activation != .none
        let result = try addFromKeras(
            hasActivation ? call.name + "/linear" : call.name, node, summary: .operation(equation))
        return hasActivation ? try add(activation, call, result) : result
    }

    /// One operand of a sum of products: a node with its axes in Keras's order, or a constant.
    enum EinsumOperand {
        case node(Int)
        case constant(Tensor)
    }

    /// A sum of products as a matrix product.
    ///
    /// - Parameter left: a node with its axes in Keras's order.
    /// - Returns: a node in Keras's order; nil for a sum that is no product of matrices for each picture.
    func addEinsum(_ name: String, _ einsum: KerasEinsum, left: Int, right: EinsumOperand) throws -> Int? {
        let batch = einsum.left[0]
        guard einsum.output.first == batch, !einsum.hasLoneSum else { return nil }
        let isShared = if case .node = right { true } else { false }
        guard isShared == einsum.right.contains(batch), !isShared || einsum.right[0] == batch else {
            return nil
        }
        let shared = einsum.shared.filter { $0 != batch }
        let onlyLeft = einsum.onlyLeft.filter { $0 != batch }
        var extents: [Character: Int] = [:]
        let rightShape =
            switch right {
            case .node(let node): [1] + shape(node).dimensions
            case .constant(let tensor): tensor.shape.dimensions
            }
        for (letter, extent) in zip(einsum.left + einsum.right, [1] + shape(left).dimensions + rightShape) {
            if let known = extents[letter], known != extent { return nil }
            extents[letter] = extent
        }
        func count(_ letters: [Character]) -> Int { letters.reduce(1) { $0 * extents[$1]! } }
        func operand(
            _ part: String, _ letters: [Character], _ own: [Character], _ sides: [[Character]], _ node: Int
        )
            throws -> Int
        {
            let order = ([batch] + letters).map { own.firstIndex(of: $0)! }
            let matrices = Reshape(Shape([count(shared)] + sides.map(count)))
            let operations: [any Operator] =
                order == Array(order.indices) ? [matrices] : [Transpose(order), matrices]
            return try add(
                "\(name)/\(part)", Composite(operations, kind: .reshape, summary: .transposition), [node])
        }
        let first = try operand(
            "left", shared + onlyLeft + einsum.summed, einsum.left, [onlyLeft, einsum.summed], left)
        let product: Int
        switch right {
        case .node(let node):
            let second = try operand(
                "right", shared + einsum.summed + einsum.onlyRight, einsum.right,
                [einsum.summed, einsum.onlyRight], node)
            product = try add(name + "/product", MatrixMultiplication(), [first, second])
        case .constant(let tensor):
            let order = (shared + einsum.summed + einsum.onlyRight).map { einsum.right.firstIndex(of: $0)! }
            let matrices = tensor.permuted(order).reshaped(
                [count(shared), count(einsum.summed), count(einsum.onlyRight)])
            product = try add(name + "/product", MatrixMultiplication(right: matrices), [first])
        }
        let found = [batch] + shared + onlyLeft + einsum.onlyRight
        let reshape = Reshape(Shape(found.dropFirst().map { extents[$0]! }))
        let order = einsum.output.map { found.firstIndex(of: $0)! }
        let operations: [any Operator] =
            order == Array(order.indices) ? [reshape] : [reshape, Transpose(order)]
        return try add(name, Composite(operations, kind: .reshape, summary: .transposition), [product])
    }
}

extension Tensor {
    /// The axes in another order: axis i of the result is axis `order[i]`.
    func permuted(_ order: [Int]) -> Tensor {
        guard order != Array(order.indices) else { return self }
        let extents = order.map { shape[$0] }
        let strides = order.map { shape.strides[$0] }
        return Tensor(Shape(extents)) { destination in
            withUnsafeBufferPointer { source in
                var place = [Int](repeating: 0, count: extents.count)
                var from = 0
                for position in destination.indices {
                    destination[position] = source[from]
                    for axis in extents.indices.reversed() {
                        place[axis] += 1
                        from += strides[axis]
                        if place[axis] < extents[axis] { break }
                        from -= strides[axis] * extents[axis]
                        place[axis] = 0
                    }
                }
            }
        }
    }
}
