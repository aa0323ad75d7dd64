import Files
import NeuralNetwork
import Tensors
import Words

/// A network of ATen's operators while it is read: names and what they stand for.
struct ATenNetwork {
    var translation: NetworkTranslation
    var values: [String: ATenResult] = [:]
    /// Outputs that are not computed, by their names, with the operators and the layers that they belong to.
    private var missing: [String: (operation: String, layer: String)] = [:]
    /// For each name the tensor whose elements it may share.
    private var bases: [String: String] = [:]
    /// For each such tensor the other names that may share its elements.
    private var sharers: [String: [String]] = [:]
    /// How names show elements of others, as far as it is known.
    private(set) var views: [String: View] = [:]

    init(_ translation: NetworkTranslation) {
        self.translation = translation
    }

    /// One use of an operator as a file writes it.
    struct Use {
        /// `aten.conv2d`, without the form.
        let operation: String
        /// The name of the layer that it becomes.
        let layerName: String
        let arguments: [(name: String, value: ATenArgument)]
        /// The names of tensors that are arguments, in their order.
        let reads: [String]
        let outputs: [String]
        /// Whether the outputs' names belong to one list of tensors.
        let givesList: Bool
    }

    // MARK: Names

    /// What a name stands for; nil for one that nothing has put out.
    ///
    /// - Throws: `GraphError`.
    mutating func value(_ name: String) throws -> ATenResult? {
        if let value = values[name] { return value }
        guard let (operation, layer) = missing[name] else { return nil }
        let value = try translation.unsupported(
            operation, named: "\(layer).\(name)", kind: .activation,
            reason: UnsupportedFeature.output(name).words, [])
        values[name] = .value(value)
        return .value(value)
    }

    mutating func bind(_ name: String, _ result: ATenResult) { values[name] = result }

    mutating func bind(_ name: String, _ value: TranslatedValue) { values[name] = .value(value) }

    /// Gives a name to one of the tensors of a list, which may share its elements with what the list was made of.
    mutating func bind(_ name: String, part: TranslatedValue, of list: String) {
        values[name] = .value(part)
        share(name, with: list)
    }

    /// The first of all names that may share elements with this one.
    func root(_ name: String) -> String {
        var name = name
        while let base = bases[name] { name = base }
        return name
    }

    // MARK: Operators

    /// Adds what an operator does.
    ///
    /// - Parameter isReadLater: whether a name is read after this use.
    /// - Throws: ``ONNXError``, `GraphError`.
    mutating func add(_ use: Use, isReadLater: (String) -> Bool) throws {
        let short = use.operation.hasPrefix("aten.") ? String(use.operation.dropFirst(5)) : use.operation
        let (known, changesInput) = ATenOperators.operation(named: short)
        let inputs = use.arguments.flatMap { $0.value.tensors }
        let kind = known?.kind ?? .activation
        if inputs.contains(where: \.isUnavailable) {
            let layer = try translation.unreached(short, named: use.layerName, kind: kind, inputs)
            return bindAll(use, to: layer)
        }
        do {
            guard let known else { throw UnsupportedFeature.operation(use.operation) }
            let changed = changesInput ? use.reads.first : nil
            let isWrittenBack = changed.map(canWriteBack) ?? false
            if let changed, !isWrittenBack { try checkSharing(changed, isReadLater) }
            let call = ATenCall(
                operation: use.operation, name: use.layerName, arguments: try named(use, known),
                outputCount: use.outputs.count)
            bind(use, try known.build(call, &self))
            if let first = use.reads.first {
                if changesInput, let output = use.outputs.first, let result = values[output] {
                    change(first, to: result)
                }
                if known.isView || changesInput {
                    for output in use.outputs { share(output, with: first) }
                }
                if known.isView, use.outputs.count == 1, !use.givesList {
                    views[use.outputs[0]] = View(source: first, known: known, call: call)
                } else if changesInput, let view = views[first] {
                    for output in use.outputs { views[output] = view }
                }
            }
            if isWrittenBack, let changed { try writeBack(changed) }
        } catch let feature as UnsupportedFeature {
            bindAll(
                use,
                to: try translation.unsupported(
                    short, named: use.layerName, kind: kind, reason: feature.words, inputs))
        }
    }

    /// Where an operator changes its input, other names of the same elements would mean the changed ones.
    private func checkSharing(_ changed: String, _ isReadLater: (String) -> Bool) throws {
        for other in relatives(of: changed) where isReadLater(other) {
            guard case .value(let a)? = values[other], case .value(let b)? = values[changed], a.name == b.name
            else { throw UnsupportedFeature.sharedChange }
        }
    }

    /// Binds a tensor that was changed, and the names that stand for all of it.
    private mutating func change(_ name: String, to result: ATenResult) {
        if case .value(let old)? = values[name] {
            for other in relatives(of: name) {
                if case .value(let value)? = values[other], value.name == old.name { values[other] = result }
            }
        }
        values[name] = result
    }

    /// The other names that may share elements with this one.
    func relatives(of name: String) -> [String] {
        let whole = root(name)
        return ((sharers[whole] ?? []) + [whole]).filter { $0 != name }
    }

    /// Says that a new name may share the elements of another.
    private mutating func share(_ name: String, with other: String) {
        let whole = root(other)
        guard name != whole, bases.updateValue(whole, forKey: name) == nil else { return }
        sharers[whole, default: []].append(name)
    }

    private func named(_ use: Use, _ known: ATenOperator) throws -> [String: ATenArgument] {
        var arguments: [String: ATenArgument] = [:]
        for (name, value) in use.arguments {
            if case .inert = value { continue }
            // Where a tensor lies changes nothing of it.
            if name == "pin_memory" || name == "non_blocking" { continue }
            // Forms of an operator call their first argument the one or the other.
            let other = ["input": "self", "self": "input"][name]
            let name = known.parameters.contains(name) ? name : other ?? name
            guard known.parameters.contains(name) else { throw UnsupportedFeature.argument(name) }
            arguments[name] = value
        }
        for name in known.required where arguments[name] == nil { throw UnsupportedFeature.argument(name) }
        return arguments
    }

    private mutating func bind(_ use: Use, _ results: [ATenResult]) {
        var results = results
        if use.givesList, results.count == 1 { results = results[0].values.map(ATenResult.value) }
        for (name, result) in zip(use.outputs, results) { values[name] = result }
        for name in use.outputs.dropFirst(results.count) where !name.isEmpty {
            missing[name] = (use.operation, use.layerName)
        }
    }

    private mutating func bindAll(_ use: Use, to layer: TranslatedValue) {
        for name in use.outputs { values[name] = .value(layer) }
        // A change that is not computed leaves nothing of its input.
        if use.operation.hasSuffix("_"), let first = use.reads.first {
            for name in [first] + relatives(of: first) { values[name] = .value(layer) }
        }
    }

    // MARK: Layers

    /// The output of an operator of ONNX under the call's name, or under a part's where several make the operator.
    mutating func emit(
        _ operation: String, _ call: ATenCall, _ inputs: [TranslatedValue?],
        _ attributes: [Onnx_AttributeProto] = [], part: String? = nil
    ) throws -> TranslatedValue {
        let name = part.map { "\(call.name).\($0)" } ?? call.name
        return try translation.node(operation, named: name, inputs, attributes)[0]
    }

    /// A function of the engine's own.
    mutating func activation(
        _ activation: Activation, _ call: ATenCall, _ input: TranslatedValue, part: String? = nil
    ) throws -> [ATenResult] {
        let name = part.map { "\(call.name).\($0)" } ?? call.name
        return [.value(try translation.layer(ActivationLayer(activation), named: name, [input]))]
    }

    mutating func reshaped(
        _ value: TranslatedValue, to extents: [Int], _ call: ATenCall, part: String? = nil
    ) throws -> TranslatedValue {
        try emit(
            "Reshape", call, [value, translation.integers(extents)], [.flag("allowzero", true)], part: part)
    }

    mutating func turned(
        _ value: TranslatedValue, _ order: [Int], _ call: ATenCall, part: String? = nil
    ) throws -> TranslatedValue {
        try emit("Transpose", call, [value], [.integers("perm", order)], part: part)
    }
}

extension ATenArgument {
    var tensors: [TranslatedValue] {
        switch self {
        case .tensor(let value): [value]
        case .tensors(let values): values.compactMap { $0 }
        default: []
        }
    }
}
