import NeuralNetwork
import Tensors

/// Operators of tensors, which become layers or constants.
extension TorchScriptEvaluator {
    func operation(
        _ name: String, _ arguments: TorchScriptArguments, resultCount: Int
    ) throws -> TorchScriptValue {
        try spend(arguments.all.reduce(0) { $0 + ($1.items?.count ?? 0) } / 8)
        let isATen = !name.contains(".")
        let known = isATen && ATenOperators.operation(named: name).operation != nil
        guard known || arguments.all.contains(where: \.hasTensor) else {
            throw TorchScriptObstacle(
                operation: name, reason: UnsupportedFeature.operation(name).words, inputs: [])
        }
        noteKernel(name, arguments)
        let names = TorchScriptForms.names(name, arguments.values)
        guard arguments.values.count <= names.count else {
            throw error(.arguments(function: "torch.\(name)"))
        }
        var given: [(name: String, value: ATenArgument)] = []
        for (parameter, value) in zip(names, arguments.values) {
            given.append((parameter, try argument(value, for: parameter)))
        }
        for (parameter, value) in arguments.named {
            given.append((parameter, try argument(value, for: parameter)))
        }
        let givesList = TorchScriptForms.lists.contains(name)
        let count = givesList ? 1 : max(resultCount, TorchScriptForms.resultCount(name, arguments.values))
        guard count <= 64 else { throw senseless }
        let outputs = (0..<count).map { _ in newName() }
        let reads = arguments.tensors
        readings.note(reads)
        let use = ATenNetwork.Use(
            operation: isATen ? "aten.\(name)" : name, layerName: layerName(name), arguments: given,
            reads: reads, outputs: outputs, givesList: false)
        let readings = readings
        try network.add(use) { readings.isReadLater($0) }
        try outputs.forEach(countConstant)
        if count > 1 { return .tuple(outputs.map { .tensor($0) }) }
        guard case .list(let parts)? = network.values[outputs[0]] else {
            guard givesList, resultCount > 1 else { return .tensor(outputs[0]) }
            return .tuple(Array(repeating: .tensor(outputs[0]), count: resultCount))
        }
        try spend(parts.count)
        return .list(
            TorchScriptList(
                parts.map { part in
                    let name = newName()
                    network.bind(name, part: part, of: outputs[0])
                    return .tensor(name)
                }))
    }

    /// The path of the module, with the operator's name unless the module stands for it.
    private func layerName(_ operation: String) -> String {
        var own = operation.split(separator: ".").last.map(String.init) ?? operation
        while own.hasSuffix("_"), own.count > 1 { own.removeLast() }
        while own.hasPrefix("_"), own.count > 1 { own.removeFirst() }
        guard let frame = frames.last, !frame.path.isEmpty else { return own }
        return frame.isSingle ? frame.path : "\(frame.path).\(own)"
    }

    private func countConstant(_ name: String) throws {
        guard case .value(let value)? = network.values[name], let constant = value.constant else { return }
        try spend(constant.count / 64)
    }

    private func noteKernel(_ name: String, _ arguments: TorchScriptArguments) {
        guard firstKernel == nil, name.contains("conv"), arguments.values.count > 1,
            case .tensor(let kernel) = arguments.values[1], case .value(let value)? = network.values[kernel],
            let extents = value.constant?.dimensions, extents.count == 4
        else { return }
        let place = name == "_convolution" ? 8 : 6
        let groups = arguments.values.count > place ? arguments.values[place].integer ?? 1 : 1
        firstKernel = (extents, groups)
    }

    // MARK: Arguments

    private static let inert: Set<String> = [
        "layout", "device", "memory_format", "pin_memory", "generator", "requires_grad", "non_blocking",
        "copy",
        "implicit",
    ]

    private func argument(_ value: TorchScriptValue, for parameter: String) throws -> ATenArgument {
        if Self.inert.contains(parameter) { return .inert }
        switch value {
        case .none: return .none
        case .boolean(let boolean): return .boolean(boolean)
        // The numbers of ATen's arguments are those of exported programs, which are one more.
        case .integer(let number) where parameter == "dtype":
            return (0...64).contains(number) ? .elementType(number + 1) : .other
        case .integer(let integer): return .integer(integer)
        case .float(let float): return .float(Float(float))
        case .text(let text): return .text(text)
        case .tensor(let name):
            switch try network.value(name) {
            case .value(let value)?: return .tensor(value)
            case .list(let values)?: return .tensors(values)
            case nil: throw senseless
            }
        case .list, .tuple: return try list(value.items ?? [])
        case .inert: return .inert
        default: return .other
        }
    }

    private func list(_ items: [TorchScriptValue]) throws -> ATenArgument {
        let integers = items.compactMap(\.integer)
        if integers.count == items.count { return .integers(integers) }
        let numbers = items.compactMap(\.number)
        if numbers.count == items.count { return .floats(numbers.map { Float($0) }) }
        var values: [TranslatedValue?] = []
        for item in items {
            switch item {
            case .none: values.append(nil)
            case .tensor(let name):
                guard case .value(let value)? = try network.value(name) else { return .other }
                values.append(value)
            case .integer(let integer):
                values.append(network.translation.constant(ONNXValue([], .integers([Int64(integer)]))))
            default: return .other
            }
        }
        return .tensors(values)
    }
}
