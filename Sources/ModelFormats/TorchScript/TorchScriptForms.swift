/// How the code passes arguments to operators of ATen: by their places, in an order that a form of the operator has.
enum TorchScriptForms {
    /// The names of the arguments that are given by their places.
    static func names(_ operation: String, _ values: [TorchScriptValue]) -> [String] {
        let (known, _) = ATenOperators.operation(named: operation)
        let name = known?.name ?? operation
        if let form = form(of: name, values) { return form }
        let names = known?.parameters ?? []
        return names + (names.count..<max(names.count, values.count)).map { "\($0 + 1)" }
    }

    private enum Kind { case none, tensor, integer, float, boolean, list, other }

    private static func kind(_ value: TorchScriptValue?) -> Kind {
        switch value {
        case nil, .some(.none): .none
        case .tensor: .tensor
        case .integer: .integer
        case .float: .float
        case .boolean: .boolean
        case .list, .tuple: .list
        default: .other
        }
    }

    /// Operators with forms of several orders.
    private static func form(of name: String, _ values: [TorchScriptValue]) -> [String]? {
        let second = kind(values.dropFirst().first)
        switch name {
        case "max", "min": return second == .tensor ? ["self", "other"] : nil
        case "split", "unsafe_split": return second == .list ? ["self", "split_sizes", "dim"] : nil
        case "arange": return values.count == 1 ? ["end"] : ["start", "end", "step"]
        case "var", "std", "var_mean", "std_mean":
            return second == .boolean ? ["self", "unbiased"] : ["self", "dim", "unbiased", "keepdim"]
        case "to":
            let rest = ["non_blocking", "copy", "memory_format"]
            switch second {
            case .tensor: return ["self", "other"] + rest
            case .integer: return ["self", "dtype"] + rest
            case .boolean: return ["self"] + rest
            default: return ["self", "device", "dtype"] + rest
            }
        case _ where name.contains("upsample_"): return resizing(name, values)
        default: return nil
        }
    }

    /// `(input, size, [corners], factors)` or `(input, size, [corners], factor, …)`
    private static func resizing(_ name: String, _ values: [TorchScriptValue]) -> [String] {
        let hasCorners = name.contains("linear") || name.contains("cubic")
        let first = ["self", "output_size"] + (hasCorners ? ["align_corners"] : [])
        guard values.count > first.count else { return first }
        if kind(values[first.count]) == .list || values.count == first.count + 1 && !name.hasSuffix("1d") {
            return first + ["scale_factors"]
        }
        return first + (name.hasSuffix("1d") ? ["scales"] : ["scales_h", "scales_w", "scales"])
    }

    /// Operators whose result is one list of tensors.
    static let lists: Set<String> = [
        "split", "split_with_sizes", "chunk", "unbind", "tensor_split", "unsafe_split", "unsafe_chunk",
        "unsafe_split_with_sizes", "meshgrid", "broadcast_tensors", "hsplit", "vsplit", "dsplit",
    ]

    private static let counts: [String: Int] = [
        "topk": 2, "sort": 2, "kthvalue": 2, "median": 2, "mode": 2, "var_mean": 2, "std_mean": 2,
        "aminmax": 2,
        "max_pool2d_with_indices": 2, "max_pool1d_with_indices": 2, "max_pool3d_with_indices": 2,
        "adaptive_max_pool1d": 2, "adaptive_max_pool2d": 2, "adaptive_max_pool3d": 2,
        "native_batch_norm": 3, "_native_batch_norm_legit": 3, "_native_batch_norm_legit_no_training": 3,
        "native_layer_norm": 3, "native_group_norm": 3, "_native_multi_head_attention": 2, "lstm": 3,
        "gru": 2,
        "rnn_tanh": 2, "rnn_relu": 2,
    ]

    /// How many results an operator has that gives no list.
    static func resultCount(_ operation: String, _ values: [TorchScriptValue]) -> Int {
        if operation == "max" || operation == "min" {
            return kind(values.dropFirst().first) == .integer ? 2 : 1
        }
        return counts[operation] ?? 1
    }
}
