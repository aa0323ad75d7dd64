import Files

/// A node of an exported program's graph.
struct ExportedNode {
    /// As the file has it: `torch.ops.aten.conv2d.default`.
    let target: String
    let arguments: [(name: String, value: JSONValue)]
    let outputs: [String]
    /// Whether the outputs' names belong to one list of tensors.
    let givesList: Bool
    /// The path of the module that it belongs to, and its own name where that has several.
    let layerName: String

    /// Nil for what is no node.
    init?(_ json: JSONValue) {
        guard let target = json["target"]?.text, let inputs = json["inputs"]?.list,
            let results = json["outputs"]?.list
        else { return nil }
        self.target = target
        arguments = inputs.compactMap { input in input["arg"].map { (input["name"]?.text ?? "", $0) } }
        let lists = results.compactMap { $0["as_tensors"]?.list }
        givesList = !lists.isEmpty
        outputs = lists.isEmpty ? results.map(Self.name) : lists[0].map { $0["name"]?.text ?? "" }
        let own = json["name"]?.text ?? outputs.first ?? target
        layerName = Self.layerName(own, json["metadata"]?["nn_module_stack"]?.text ?? "")
    }

    private static func name(of output: JSONValue) -> String {
        let value = output.record?.first?.value
        return value?["name"]?.text ?? value?["as_name"]?.text ?? ""
    }

    /// `aten.conv2d` for `torch.ops.aten.conv2d.default`.
    var operation: String {
        let parts = target.split(separator: ".")
        guard target.hasPrefix("torch.ops."), parts.count >= 4 else { return target }
        return "\(parts[2]).\(parts[3])"
    }

    /// Whether it only checks something.
    var isAssertion: Bool {
        operation.contains("_assert") || operation.contains("sym_constrain")
            || operation.contains("_guards")
    }

    /// The names of tensors and numbers in an argument or in a list of them.
    static func names(in json: JSONValue?) -> [String] {
        switch json {
        case .record(let record)?:
            if let name = record["name"]?.text, record["arg"] == nil { return [name] }
            if let name = record["as_name"]?.text { return [name] }
            return record.filter { $0.key != "name" }.values.flatMap { names(in: $0) }
        case .list(let list)?: return list.flatMap { names(in: $0) }
        default: return []
        }
    }

    /// The stack names modules from the outermost to the innermost: key, path and class of each, separated by commas, and
    /// one from the next by semicolons. A module of PyTorch's own stands for its one operator.
    private static func layerName(_ own: String, _ stack: String) -> String {
        guard let last = stack.split(separator: ";").last else { return own }
        let parts = last.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count >= 3, !parts[1].isEmpty else { return own }
        let (path, type) = (String(parts[1]), parts[parts.count - 1])
        let composed = ["container", "activation.MultiheadAttention", "transformer", "rnn"]
        let isSingle =
            type.hasPrefix("torch.nn.modules.") && !composed.contains(where: { type.contains(".\($0)") })
        return isSingle ? path : "\(path).\(own)"
    }
}

/// Arithmetic of extents in an exported program.
enum ExportedArithmetic {
    /// Nil where it is not known or cannot be done.
    static func value(_ target: String, _ arguments: [ATenArgument]) -> Int? {
        let numbers = arguments.compactMap { argument -> Int? in
            switch argument {
            case .integer(let integer): integer
            case .tensor(let value):
                value.constant.flatMap { $0.count == 1 && !$0.isFloat ? $0.integers[0] : nil }
            default: nil
            }
        }
        guard numbers.count == arguments.count, let first = numbers.first else { return nil }
        if target == "_operator.neg", numbers.count == 1 { return 0.checkedDifference(first) }
        guard numbers.count == 2 else { return nil }
        let second = numbers[1]
        switch target {
        case "_operator.add": return first.checkedSum(second)
        case "_operator.sub": return first.checkedDifference(second)
        case "_operator.mul": return first.checkedProduct(second)
        case "_operator.floordiv": return first >= 0 && second > 0 ? first / second : nil
        case "_operator.mod": return first >= 0 && second > 0 ? first % second : nil
        default: return nil
        }
    }
}

extension Int {
    fileprivate func checkedSum(_ other: Int) -> Int? {
        let (result, overflow) = addingReportingOverflow(other)
        return overflow ? nil : result
    }

    fileprivate func checkedDifference(_ other: Int) -> Int? {
        let (result, overflow) = subtractingReportingOverflow(other)
        return overflow ? nil : result
    }

    fileprivate func checkedProduct(_ other: Int) -> Int? {
        let (result, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? nil : result
    }
}
