import NeuralNetwork
import Tensors

extension ATenOperators {
    static let reductions: [ATenOperator] = [
        ("mean(self, dim?, keepdim?, dtype?)", "ReduceMean"),
        ("sum(self, dim?, keepdim?, dtype?)", "ReduceSum"),
        ("amax(self, dim?, keepdim?)", "ReduceMax"), ("amin(self, dim?, keepdim?)", "ReduceMin"),
        ("prod(self, dim?, keepdim?, dtype?)", "ReduceProd"),
        ("logsumexp(self, dim, keepdim?)", "ReduceLogSumExp"),
        ("any(self, dim?, keepdim?)", "ReduceMax"), ("all(self, dim?, keepdim?)", "ReduceMin"),
        ("max(self, dim?, keepdim?, other?)", "ReduceMax"),
        ("min(self, dim?, keepdim?, other?)", "ReduceMin"),
    ].map { signature, operation in
        ATenOperator(signature, kind: .pooling) { call, network in
            if let other = try call.optionalTensor("other") {
                let name = operation == "ReduceMax" ? "Max" : "Min"
                return [.value(try network.emit(name, call, [try call.tensor("self"), other]))]
            }
            let keeps = try call.boolean("keepdim")
            return [
                .value(try reduced(operation, call, try call.tensor("self"), keeps: keeps, &network))
            ]
        }
    }

    /// All axes where none are named.
    private static func reduced(
        _ operation: String, _ call: ATenCall, _ value: TranslatedValue, keeps: Bool,
        _ network: inout ATenNetwork, part: String? = nil
    ) throws -> TranslatedValue {
        let rank = try call.rank("self")
        let axes = try call.optionalIntegers("dim")?.map { try call.axis($0, rank: rank) } ?? []
        let list = axes.isEmpty ? nil : network.translation.integers(axes)
        return try network.emit(operation, call, [value, list], [.flag("keepdims", keeps)], part: part)
    }

    static let norm = ATenOperator("linalg_vector_norm(self, ord?, dim?, keepdim?, dtype?)", kind: .pooling) {
        call, network in
        try normed(call, order: call.float("ord", 2), &network)
    }

    static let oldNorm = ATenOperator("norm(self, p?, dim?, keepdim?, dtype?)", kind: .pooling) {
        call, network in
        try normed(call, order: call.float("p", 2), &network)
    }

    private static func normed(
        _ call: ATenCall, order: Float, _ network: inout ATenNetwork
    ) throws -> [ATenResult] {
        guard order == 1 || order == 2 else { throw UnsupportedFeature.argument("ord") }
        let value = try call.tensor("self")
        let keeps = try call.boolean("keepdim")
        return [
            .value(try reduced(order == 1 ? "ReduceL1" : "ReduceL2", call, value, keeps: keeps, &network))
        ]
    }

    /// The variance, its root, or either with the mean; the divisor is less by the correction, 1 where none is given.
    static let variances: [ATenOperator] = ["var", "std", "var_mean", "std_mean"].map { name in
        ATenOperator("\(name)(self, dim?, unbiased?, correction?, keepdim?)", kind: .pooling) {
            call, network in
            let value = try call.tensor("self")
            let extents = try call.dimensions("self")
            let keeps = try call.boolean("keepdim")
            let named = try call.optionalIntegers("dim")?.map { try call.axis($0, rank: extents.count) } ?? []
            let axes = named.isEmpty ? Array(extents.indices) : named
            let count = axes.reduce(Float(1)) { $0 * Float(extents[$1]) }
            let correction = try call.float("correction", call.boolean("unbiased", true) ? 1 : 0)
            guard count > correction else { throw UnsupportedFeature.argument("correction") }
            let mean = try reduced("ReduceMean", call, value, keeps: true, &network, part: "mean")
            let centred = try network.emit("Sub", call, [value, mean], part: "centred")
            let square = try network.emit("Mul", call, [centred, centred], part: "square")
            let isRoot = name.hasPrefix("std")
            var result = try reduced("ReduceMean", call, square, keeps: keeps, &network, part: "variance")
            result = try network.emit(
                "Mul", call, [result, network.translation.float(count / (count - correction))],
                part: isRoot ? "corrected" : nil)
            if isRoot { result = try network.emit("Sqrt", call, [result]) }
            guard name.hasSuffix("_mean") else { return [.value(result)] }
            let second = try reduced("ReduceMean", call, value, keeps: keeps, &network, part: "output mean")
            return [.value(result), .value(second)]
        }
    }

    static let positions: [ATenOperator] = [("argmax", "ArgMax"), ("argmin", "ArgMin")].map {
        name, operation in
        ATenOperator("\(name)(self, dim?, keepdim?)", kind: .pooling) { call, network in
            let axis = try call.axis("dim", rank: call.rank("self"))
            return [
                .value(
                    try network.emit(
                        operation, call, [try call.tensor("self")],
                        [.integer("axis", axis), .flag("keepdims", try call.boolean("keepdim"))]))
            ]
        }
    }

    static let cumulativeSum = ATenOperator("cumsum(self, dim, dtype?)", kind: .activation) { call, network in
        let axis = try call.axis("dim", rank: call.rank("self"))
        let place = network.translation.constant(ONNXValue([], .integers([Int64(axis)])))
        return [.value(try network.emit("CumSum", call, [try call.tensor("self"), place]))]
    }
}
