import NeuralNetwork
import Tensors

/// Functions that the code calls by their places: its own, and those of PyTorch.
extension TorchScriptEvaluator {
    func call(
        place: String, _ arguments: TorchScriptArguments, resultCount: Int = 1
    ) throws -> TorchScriptValue {
        if place.hasPrefix("__torch__.") {
            if place.hasSuffix(".__new__") {
                try spend(1)
                return .instance(TorchScriptInstance(type: String(place.dropLast(8))))
            }
            return try call(place, arguments)
        }
        var name = place
        for prefix in ["torch.", "ops.aten.", "ops."] where name.hasPrefix(prefix) {
            name = String(name.dropFirst(prefix.count))
            break
        }
        if name.hasPrefix("prim."), let result = try primitive(String(name.dropFirst(5)), arguments) {
            return result
        }
        if let result = try containerFunction(name, arguments) { return result }
        if let result = try numberFunction(name, arguments) { return result }
        if let result = try question(name, arguments) { return result }
        if let result = try prepacked(name, arguments) { return result }
        return try operation(name, arguments, resultCount: resultCount)
    }

    // MARK: What the compiler adds

    /// Functions of the name space `prim`; nil for others.
    private func primitive(_ name: String, _ arguments: TorchScriptArguments) throws -> TorchScriptValue? {
        let values = arguments.values
        switch (name, values.count) {
        case ("RaiseException", 1...):
            let message = values[0].description
            throw error(.objection(String(message.prefix(300))))
        case ("NumToTensor", 1):
            guard let number = values[0].number else { return values[0] }
            return constant(Self.scalar(values[0], number))
        case ("unchecked_unwrap_optional", 1), ("data", 1), ("unchecked_cast", 1), ("TupleUnpack", 1):
            return values[0]
        case ("min", 1...), ("max", 1...): return try extreme(values, isMaximum: name == "max")
        case ("rangelist", 1):
            guard let count = values[0].integer else { throw senseless }
            try spend(max(count, 0))
            return .list(TorchScriptList((0..<max(count, 0)).map { .integer($0) }))
        case ("Print", _), ("profile", _): return TorchScriptValue.none
        case ("dtype", 1), ("device", 1), ("layout", 1), ("type", 1), ("shape", 1), ("ndim", 1),
            ("requires_grad", 1), ("is_cuda", 1), ("is_cpu", 1), ("is_nested", 1), ("is_quantized", 1),
            ("is_sparse", 1), ("is_mkldnn", 1), ("is_meta", 1), ("is_xpu", 1), ("is_mps", 1),
            ("is_vulkan", 1):
            return try question(name, arguments)
        case ("T", 1), ("mT", 1):
            return try operation(name == "T" ? "t" : name, arguments, resultCount: 1)
        default: return nil
        }
    }

    private func extreme(_ values: [TorchScriptValue], isMaximum: Bool) throws -> TorchScriptValue {
        let all = values.count == 1 ? values[0].items ?? values : values
        guard var best = all.first, best.number != nil else { throw senseless }
        for value in all.dropFirst() {
            guard let number = value.number, let other = best.number else { throw senseless }
            if isMaximum ? number > other : number < other { best = value }
        }
        return best
    }

    static func scalar(_ value: TorchScriptValue, _ number: Double) -> ONNXValue {
        switch value {
        case .integer(let integer): ONNXValue([], .integers([Int64(integer)]))
        case .boolean(let boolean): ONNXValue([], .booleans([boolean]))
        default: ONNXValue(float: Float(number))
        }
    }

    // MARK: Questions about tensors

    /// What is known of a tensor without its values, and of the machine; nil for what is no such question.
    private func question(_ name: String, _ arguments: TorchScriptArguments) throws -> TorchScriptValue? {
        let values = arguments.values
        switch name {
        case "is_grad_enabled", "requires_grad", "is_cpu": return .boolean(true)
        case "is_autocast_enabled", "is_autocast_cpu_enabled", "is_scripting", "is_tracing", "is_cuda",
            "is_nested", "is_quantized", "is_sparse", "is_mkldnn", "is_meta", "is_xpu", "is_mps", "is_vulkan",
            "has_torch_function", "is_complex", "get_autocast_enabled":
            return .boolean(false)
        case "set_grad_enabled", "warn", "print", "manual_seed", "_assert": return TorchScriptValue.none
        case "device", "layout", "get_autocast_dtype": return .inert
        case "type": return .text("cpu")
        case "__is__", "__isnot__":
            guard values.count == 2 else { throw senseless }
            let isSame = values[0].isNone && values[1].isNone || values[0].equals(values[1]) == true
            return .boolean(isSame == (name == "__is__"))
        case "tensor", "as_tensor", "scalar_tensor": return try tensor(arguments)
        case "format": return try formatted(values)
        default: break
        }
        guard case .tensor(let tensor)? = values.first else { return nil }
        switch (name, values.count) {
        case ("size", 1), ("shape", 1):
            let extents = try dimensions(of: tensor)
            try spend(extents.count)
            return .list(TorchScriptList(extents.map { .integer($0) }))
        case ("size", 2):
            let extents = try dimensions(of: tensor)
            guard let axis = values[1].integer, axis >= -extents.count, axis < extents.count else {
                throw senseless
            }
            return .integer(extents[axis < 0 ? axis + extents.count : axis])
        case ("dim", 1), ("ndim", 1): return .integer(try dimensions(of: tensor).count)
        case ("numel", 1): return .integer(try dimensions(of: tensor).reduce(1, *))
        case ("len", 1):
            guard let first = try dimensions(of: tensor).first else { throw senseless }
            return .integer(first)
        case ("dtype", 1): return .integer(try elementType(of: tensor))
        case ("is_floating_point", 1): return .boolean(try elementType(of: tensor) == 6)
        case ("is_contiguous", _), ("is_same_size", _): return .boolean(true)
        case ("Int", 1), ("int", 1), ("IntImplicit", 1):
            return try numberFunction("Int", TorchScriptArguments([known(tensor, for: .pictureNumber)]))
        case ("Float", 1), ("float", 1), ("FloatImplicit", 1):
            return try numberFunction("Float", TorchScriptArguments([known(tensor, for: .pictureNumber)]))
        case ("Bool", 1), ("bool", 1), ("is_nonzero", 1): return .boolean(try isTrue(values[0]))
        case ("item", 1), ("ScalarImplicit", 1): return try known(tensor, for: .pictureNumber)
        case ("__not__", 1): return .boolean(try !isTrue(values[0]))
        default: return nil
        }
    }

    /// With the batch.
    ///
    /// - Throws: ``TorchScriptObstacle`` for a tensor that is not computed.
    func dimensions(of name: String) throws -> [Int] {
        guard case .value(let value)? = try network.value(name) else { throw senseless }
        guard let dimensions = value.dimensions else {
            throw TorchScriptObstacle(operation: "size", reason: nil, inputs: [name])
        }
        return dimensions
    }

    /// By PyTorch's own numbers.
    private func elementType(of name: String) throws -> Int {
        guard case .value(let value)? = try network.value(name) else { throw senseless }
        let type = network.translation.importer.type(of: value.symbol)
        return type == .boolean ? 11 : type.isFloat ? 6 : type == .uint8 ? 0 : 4
    }

    // MARK: Tensors of numbers

    private func tensor(_ arguments: TorchScriptArguments) throws -> TorchScriptValue {
        guard let value = arguments.values.first else { throw senseless }
        if case .tensor = value { return value }
        var extents: [Int] = []
        var level = value
        while let items = level.items {
            guard extents.count < 8 else { throw senseless }
            extents.append(items.count)
            guard let first = items.first else { break }
            level = first
        }
        var numbers: [TorchScriptValue] = []
        try collect(value, extents[...], &numbers)
        let whole: ONNXValue
        if numbers.allSatisfy({ if case .boolean = $0 { true } else { false } }), !numbers.isEmpty {
            whole = ONNXValue(extents, .booleans(numbers.map { $0.number != 0 }))
        } else if numbers.allSatisfy({ $0.integer != nil }), !numbers.isEmpty {
            whole = ONNXValue(extents, .integers(numbers.map { Int64($0.integer ?? 0) }))
        } else {
            whole = ONNXValue(Tensor(Shape(extents), numbers.map { Float($0.number ?? 0) }))
        }
        let made = constant(whole)
        guard let type = arguments["dtype"] ?? (arguments.values.count > 1 ? arguments.values[1] : nil),
            !type.isNone
        else { return made }
        return try operation("to", TorchScriptArguments([made, type]), resultCount: 1)
    }

    /// The numbers of nested lists of the same lengths.
    private func collect(
        _ value: TorchScriptValue, _ extents: ArraySlice<Int>, _ numbers: inout [TorchScriptValue]
    ) throws {
        guard let extent = extents.first else {
            var value = value
            if case .tensor(let name) = value { value = try known(name, for: .pictureNumber) }
            guard value.number != nil else { throw senseless }
            try spend(1)
            return numbers.append(value)
        }
        guard let items = value.items, items.count == extent else { throw senseless }
        for item in items { try collect(item, extents.dropFirst(), &numbers) }
    }

    private func formatted(_ values: [TorchScriptValue]) throws -> TorchScriptValue {
        guard case .text(let template)? = values.first else { throw senseless }
        var parts = template.split(separator: "{}", omittingEmptySubsequences: false).map(String.init)[...]
        var text = parts.removeFirst()
        for (value, part) in zip(values.dropFirst(), parts) { text += value.description + part }
        try spend(text.utf8.count / 8)
        return .text(text)
    }
}
