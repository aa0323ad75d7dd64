import NeuralNetwork
import Tensors

/// Sums, means and their like over axes.
extension KerasImporter {
    static let reductions: [String: Build] = {
        var operations: [String: Build] = [:]
        for (name, function) in [
            ("Mean", Reduction.Function.mean), ("Sum", .sum), ("Max", .maximum), ("Amax", .maximum),
            ("Min", .minimum), ("Amin", .minimum), ("Prod", .product),
            ("Logsumexp", .logOfSumOfExponentials),
        ] {
            operations[name] = one { try $0.addReduction($1, $2, function) }
        }
        operations["Var"] = one { try $0.addVariance($1, $2, takesRoot: false) }
        operations["Std"] = one { try $0.addVariance($1, $2, takesRoot: true) }
        operations["Norm"] = one { importer, call, inputs in
            let order = call.argument(nil, "ord") ?? .none
            guard order.isNone || order.integer == 2 || order.text == "euclidean" else {
                return try importer.unsupported(call, inputs, .setting("ord"))
            }
            return try importer.addReduction(call, inputs, .l2)
        }
        operations["Normalize"] = one { try $0.addNormalize($1, $2) }
        operations["Softmax"] = one { try $0.addAlongAxis($1, $2) { Softmax(axis: $0) } }
        operations["LogSoftmax"] = one { try $0.addAlongAxis($1, $2) { LogSoftmax(axis: $0) } }
        operations["Glu"] = one { importer, call, inputs in
            guard let axis = (call.argument(1, "axis") ?? .number(-1)).integer else {
                throw call.settings.fault("axis")
            }
            return try importer.addGatedLinear(call, try importer.single(call, inputs), axis: axis)
        }
        return operations
    }()

    /// Keras's axes over which an operation goes, and whether they are kept; nil where the batch is among them.
    private func reducedAxes(_ call: KerasCall, _ input: Int) throws -> (axes: [Int], keepsAxes: Bool)? {
        let rank = shape(input).rank + 1
        guard let argument = call.argument(1, "axis", "reduction_indices"), !argument.isNone else {
            return nil
        }
        guard let stated = argument.integers else { throw call.settings.fault("axis") }
        let axes = try stated.map { try kerasAxis($0, rank: rank, call) }
        guard !axes.isEmpty, !axes.contains(0) else { return nil }
        let keepsAxes = call.argument(nil, "keepdims", "keep_dims")?.flag ?? false
        return (Array(Set(axes)).sorted(), keepsAxes)
    }

    private func addReduction(
        _ call: KerasCall, _ inputs: [Int], _ function: Reduction.Function
    ) throws -> Int {
        let input = try single(call, inputs)
        guard let (axes, keepsAxes) = try reducedAxes(call, input) else {
            return try unsupported(call, inputs, .batch)
        }
        return try add(call.name, [], function, axes, keepsAxes, input, call)
    }

    /// A reduction after other operations, with what is left of the axes in the graph's order.
    private func add(
        _ name: String, _ operations: [any Operator], _ function: Reduction.Function, _ axes: [Int],
        _ keepsAxes: Bool, _ input: Int, _ call: KerasCall, then last: [any Operator] = []
    ) throws -> Int {
        let rank = shape(input).rank + 1
        let places = axes.map { layout.axis($0, rank: rank) }.sorted()
        let reduction = Reduction(function, axes: places, keepsAxes: keepsAxes)
        var all: [any Operator] = operations + [reduction] + last
        let kept = (0..<rank).filter { !axes.contains($0) }
        if !keepsAxes, let order = orderOfKept(kept, rank: rank) { all.append(order) }
        return try add(
            name,
            all.count == 1 ? reduction : Composite(all, kind: .pooling, summary: .like(reduction.summary)),
            [input])
    }

    /// The mean of (x − mean)², or its root.
    private func addVariance(_ call: KerasCall, _ inputs: [Int], takesRoot: Bool) throws -> Int {
        let input = try single(call, inputs)
        guard let (axes, keepsAxes) = try reducedAxes(call, input) else {
            return try unsupported(call, inputs, .batch)
        }
        let rank = shape(input).rank + 1
        let mean = try add(
            call.name + "/mean",
            Reduction(.mean, axes: axes.map { layout.axis($0, rank: rank) }.sorted(), keepsAxes: true),
            [input])
        let centred = try add(call.name + "/centred", ElementwiseArithmetic(.subtract), [input, mean])
        let square = ElementwiseArithmetic(.power, constant: Tensor([1], [2]))
        let root: [any Operator] = takesRoot ? [ActivationLayer(.function(.squareRoot))] : []
        return try add(call.name, [square], .mean, axes, keepsAxes, centred, call, then: root)
    }

    /// x / max(√Σx², ε)
    private func addNormalize(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        let input = try single(call, inputs)
        guard let (axes, _) = try reducedAxes(call, input) else {
            return try unsupported(call, inputs, .batch)
        }
        if let order = call.argument(nil, "order"), order.integer != 2 {
            return try unsupported(call, inputs, .setting("order"))
        }
        let rank = shape(input).rank + 1
        return try addNormalized(
            call.name, input, axes: axes.map { layout.axis($0, rank: rank) }, least: 1e-6)
    }

    private func addAlongAxis(
        _ call: KerasCall, _ inputs: [Int], _ operation: (Int) -> any Operator
    ) throws -> Int {
        let input = try single(call, inputs)
        let argument = call.argument(1, "axis") ?? .number(-1)
        guard let stated = argument.isNone ? -1 : argument.integer else {
            return try unsupported(call, inputs, .softmaxAxes)
        }
        let axis = try graphAxis(stated, rank: shape(input).rank + 1, call)
        guard axis > 0 else { return try unsupported(call, inputs, .batch) }
        return try add(call.name, operation(axis), [input])
    }
}
