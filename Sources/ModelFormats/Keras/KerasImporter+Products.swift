import NeuralNetwork
import Tensors

/// Products of matrices, and convolutions and poolings that are operations of their own.
extension KerasImporter {
    static let products: [String: Build] = [
        "Matmul": one { try $0.addMatrixProduct($1, $2) }, "Dot": one { try $0.addDotOperation($1, $2) },
        "Tensordot": one { try $0.addDotOperation($1, $2) },
        "Einsum": one { try $0.addEinsumOperation($1, $2) },
        "MaxPool": one { try $0.addPoolOperation($1, $2, .maximum) },
        "AveragePool": one { try $0.addPoolOperation($1, $2, .average(countsPadding: false)) },
        "Conv": one { try $0.addConvolutionOperation($1, $2, isDepthwise: false) },
        "DepthwiseConv": one { try $0.addConvolutionOperation($1, $2, isDepthwise: true) },
        "Resize": one { try $0.addResizeOperation($1, $2) },
        "RGBToGrayscale": one { try $0.addGreyscale($1, $2) },
    ]

    /// An operand with its axes in Keras's order.
    private func operand(_ call: KerasCall, _ argument: KerasArgument?, _ part: String) throws
        -> EinsumOperand?
    {
        if let node = argument?.output.flatMap({ call.nodes[$0] }) {
            return .node(try addToKeras("\(call.name)/\(part)", node))
        }
        return argument?.tensor.map(EinsumOperand.constant)
    }

    private func addMatrixProduct(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        guard let first = try operand(call, call.argument(0, "x1", "a"), "left"),
            let second = try operand(call, call.argument(1, "x2", "b"), "right")
        else { return try unsupported(call, inputs, .argument("b")) }
        let isTransposed = ["transpose_a", "transpose_b"].map { call.argument(nil, $0)?.flag ?? false }
        func side(_ operand: EinsumOperand, _ index: Int, _ part: String) throws -> EinsumOperand {
            guard isTransposed[index] else { return operand }
            switch operand {
            case .node(let node):
                var order = Array(0..<shape(node).rank + 1)
                order.swapAt(order.count - 1, order.count - 2)
                return .node(try add("\(call.name)/\(part) transposed", Transpose(order), [node]))
            case .constant(let tensor):
                guard tensor.shape.rank >= 2 else { return operand }
                var order = Array(0..<tensor.shape.rank)
                order.swapAt(order.count - 1, order.count - 2)
                return .constant(tensor.permuted(order))
            }
        }
        let product: Int
        switch (try side(first, 0, "left"), try side(second, 1, "right")) {
        case (.node(let left), .node(let right)):
            guard shape(left).rank == shape(right).rank, shape(left).rank >= 2 else {
                return try unsupported(call, inputs, .differentRanks)
            }
            product = try add(call.name + "/product", MatrixMultiplication(), [left, right])
        case (.node(let left), .constant(let tensor)):
            guard tensor.shape.rank == 2 else { return try unsupported(call, inputs, .differentRanks) }
            product = try add(call.name + "/product", MatrixMultiplication(right: tensor), [left])
        case (.constant(let tensor), .node(let right)):
            guard tensor.shape.rank == 2, shape(right).rank >= 2 else {
                return try unsupported(call, inputs, .differentRanks)
            }
            product = try add(call.name + "/product", MatrixMultiplication(left: tensor), [right])
        case (.constant, .constant): return try unsupported(call, inputs, .argument("x1"))
        }
        return try addFromKeras(call.name, product, summary: .operation(call.layer.displayName))
    }

    /// Sums of products over the last axis and a constant matrix's first one.
    private func addDotOperation(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let axes = call.argument(2, "axes")
        guard let node = call.node(0, "x1", "a"), let matrix = call.argument(1, "x2", "b")?.tensor,
            matrix.shape.rank == 2, axes == nil || axes?.integer == 1
        else { return try unsupported(call, inputs, .argument("x2")) }
        let rows = try addToKeras(call.name + "/left", node)
        let product = try add(call.name + "/product", MatrixMultiplication(right: matrix), [rows])
        return try addFromKeras(call.name, product, summary: .operation(call.layer.className))
    }

    private func addEinsumOperation(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        guard let equation = call.argument(nil, "subscripts")?.text, call.arguments.positional.count == 2,
            let first = try operand(call, call.arguments.positional[0], "first"),
            case .node(let left) = first,
            let right = try operand(call, call.arguments.positional[1], "second")
        else { return try unsupported(call, inputs, .setting("subscripts")) }
        let rank =
            switch right {
            case .node(let node): shape(node).rank + 1
            case .constant(let tensor): tensor.shape.rank
            }
        guard let einsum = KerasEinsum(equation, ranks: [shape(left).rank + 1, rank]),
            let sums = try addEinsum(call.name + "/sums", einsum, left: left, right: right)
        else { return try unsupported(call, inputs, .setting("subscripts")) }
        return try addFromKeras(call.name, sums, summary: .operation(equation))
    }

    /// The window that an operation's arguments describe.
    private func window(_ call: KerasCall, _ kernel: [Int], strides standard: [Int]) throws -> Window? {
        func extents(_ argument: KerasArgument?, _ standard: [Int]) -> [Int]? {
            guard let argument, !argument.isNone else { return standard }
            guard var list = argument.integers else { return nil }
            // TensorFlow may name all four axes.
            if list.count == kernel.count + 2 { list = Array(list.dropFirst().dropLast()) }
            if list.count == 1 { list = kernel.map { _ in list[0] } }
            return list.count == kernel.count ? list : nil
        }
        let padding: Window.Padding
        switch (call.argument(3, "padding")?.text ?? "valid").lowercased() {
        case "same": padding = .same
        case "valid": padding = .none
        default: return nil
        }
        guard let stride = extents(call.argument(2, "strides"), standard),
            let dilation = extents(call.argument(nil, "dilation_rate", "dilations"), kernel.map { _ in 1 })
        else { return nil }
        return Window(kernel, stride: stride, dilation: dilation, padding: padding)
    }

    private func addPoolOperation(
        _ call: KerasCall, _ inputs: [Int], _ reduction: Pooling.Reduction
    ) throws -> Int {
        let input = try single(call, inputs)
        let axes = shape(input).rank - 1
        guard (1...3).contains(axes), var size = call.argument(1, "pool_size", "ksize")?.integers else {
            return try unsupported(call, inputs, .setting("pool_size"))
        }
        if size.count == axes + 2 { size = Array(size.dropFirst().dropLast()) }
        if size.count == 1 { size = [Int](repeating: size[0], count: axes) }
        guard size.count == axes, let window = try window(call, size, strides: size) else {
            return try unsupported(call, inputs, .setting("pool_size"))
        }
        return try add(call.name, Pooling(reduction, window: window), [input])
    }

    /// A convolution with a constant kernel.
    private func addConvolutionOperation(
        _ call: KerasCall, _ inputs: [Int], isDepthwise: Bool
    ) throws -> Int {
        let input = try single(call, inputs)
        let axes = shape(input).rank - 1
        guard (1...3).contains(axes), let kernel = call.argument(1, "kernel", "filters", "filter")?.tensor,
            kernel.shape.rank == axes + 2, kernel.count > 0,
            let window = try window(
                call, Array(kernel.shape.dimensions.prefix(axes)), strides: [Int](repeating: 1, count: axes))
        else { return try unsupported(call, inputs, .argument("kernel")) }
        let channels = shape(input)[0]
        let inner = kernel.shape[axes]
        guard isDepthwise ? inner == channels : channels % inner == 0 else {
            throw call.settings.fault("kernel")
        }
        return try add(
            call.name,
            Convolution(
                weights: isDepthwise ? kernel.kerasDepthwiseTransposed() : kernel.kerasKernelTransposed(),
                window: window, groups: isDepthwise ? channels : channels / inner), [input])
    }

    private func addResizeOperation(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        _ = try channels(call, inputs, rank: 2)
        guard let size = call.argument(1, "size")?.integers, size.count == 2 else {
            return try unsupported(call, inputs, .extents)
        }
        func flag(_ name: String) -> Bool { call.argument(nil, name)?.flag ?? false }
        if flag("preserve_aspect_ratio") {
            return try unsupported(call, inputs, .setting("preserve_aspect_ratio"))
        }
        return try addResizing(
            call, inputs, to: size,
            interpolation: call.argument(2, "interpolation", "method")?.text ?? "bilinear",
            isCropped: flag("crop_to_aspect_ratio"),
            isPadded: flag("pad_to_aspect_ratio"),
            isSmoothed: flag("antialias"),
            fill: Float(call.argument(nil, "fill_value")?.number ?? 0))
    }

    /// Rec. 601 luma.
    private func addGreyscale(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        guard try channels(call, inputs, rank: 2) == 3 else { throw call.settings.fault("data_format") }
        return try add(
            call.name,
            Convolution(weights: Tensor([1, 3, 1, 1], [0.2989, 0.5870, 0.1140]), window: Window([1, 1])),
            inputs)
    }
}
