/// Layers as PyTorch's optimisation for small devices leaves them: their weights and settings are one object of XNNPACK's.
///
/// Source: `aten/src/ATen/native/xnnpack/OpContext.h` of PyTorch 2.15.
extension TorchScriptEvaluator {
    private static let operations = [
        "prepacked.conv2d_clamp_run": "conv2d", "prepacked.conv2d_transpose_clamp_run": "conv_transpose2d",
        "prepacked.linear_clamp_run": "linear",
    ]

    /// Nil for other operators, and for objects with other states.
    func prepacked(_ name: String, _ arguments: TorchScriptArguments) throws -> TorchScriptValue? {
        guard let operation = Self.operations[name], arguments.values.count == 2,
            case .object(let index, let path) = arguments.values[1],
            let state = archive.data.objects[index].parts.last,
            let items = try value(state, of: .data, path: path).items
        else { return nil }
        // The weight, the bias, settings of convolutions, and the bounds of an activation.
        let settings: [TorchScriptValue]
        switch (operation, items.count) {
        case ("linear", 4): settings = []
        case ("conv2d", 8): settings = Array(items[2..<6])
        // Stride, padding, padding of the output, dilation and groups, which the operator takes in another order.
        case ("conv_transpose2d", 9): settings = [items[2], items[3], items[4], items[6], items[5]]
        default: return nil
        }
        let layer = try self.operation(
            operation, TorchScriptArguments([arguments.values[0], items[0], items[1]] + settings),
            resultCount: 1)
        let bounds = Array(items.suffix(2))
        guard bounds.contains(where: { !$0.isNone }) else { return layer }
        return try self.operation("clamp", TorchScriptArguments([layer] + bounds), resultCount: 1)
    }
}
