import NeuralNetwork
import Tensors

/// Tensors out of nothing, and numbers out of shapes.
extension ATenOperators {
    static let filled: [ATenOperator] = [
        ("zeros(size, dtype?)", 0), ("ones(size, dtype?)", 1), ("full(size, fill_value, dtype?)", nil),
        ("new_zeros(self, size, dtype?)", 0), ("new_ones(self, size, dtype?)", 1),
        ("new_full(self, size, fill_value, dtype?)", nil),
        ("zeros_like(self, dtype?, memory_format?)", 0), ("ones_like(self, dtype?, memory_format?)", 1),
        ("full_like(self, fill_value, dtype?, memory_format?)", nil),
    ].map { (signature: String, number: Float?) in
        ATenOperator(signature, kind: .activation) { call, network in
            let size = try call.has("size") ? call.integers("size") : call.dimensions("self")
            let value = try number ?? call.float("fill_value")
            let type = try call.elementType("dtype")
            guard size.count <= 16, size.allSatisfy({ (0...1 << 24).contains($0) }),
                size.reduce(1, { min($0 * max($1, 1), 1 << 30) }) <= 1 << 26
            else { throw UnsupportedFeature.argument("size") }
            let count = size.reduce(1, *)
            try network.translation.budget.spend(count, for: call.name)
            let result =
                switch type {
                case .integer?:
                    ONNXValue(size, .integers(Array(repeating: Int64(Int(saturating: value)), count: count)))
                case .boolean?: ONNXValue(size, .booleans(Array(repeating: value != 0, count: count)))
                default: ONNXValue(Tensor(Shape(size), repeating: value))
                }
            return [.value(network.translation.constant(result))]
        }
    }

    /// Tensors of another's extents whatever its elements are.
    static let overwritten: [ATenOperator] = [
        ATenOperator("fill(self, value)", kind: .activation) { call, network in
            [.value(try expanded(network.translation.float(call.float("value")), call, &network))]
        },
        ATenOperator("zero(self)", kind: .activation) { call, network in
            [.value(try expanded(network.translation.float(0), call, &network))]
        },
        ATenOperator("copy(self, src, non_blocking?)", kind: .activation) { call, network in
            [.value(try expanded(call.tensor("src"), call, &network))]
        },
    ]

    private static func expanded(
        _ value: TranslatedValue, _ call: ATenCall, _ network: inout ATenNetwork
    ) throws -> TranslatedValue {
        let extents = try call.dimensions("self")
        guard value.dimensions != extents else { return value }
        return try network.emit("Expand", call, [value, network.translation.integers(extents)])
    }

    static let range = ATenOperator("arange(start?, end, step?, dtype?)", kind: .activation) {
        call, network in
        let (start, end) = (try call.float("start", 0), try call.float("end"))
        let step = try call.float("step", 1)
        let count = ((Double(end) - Double(start)) / Double(step)).rounded(.up)
        guard count.isFinite, count >= 0, count < 0x1p24 else { throw UnsupportedFeature.argument("end") }
        try network.translation.budget.spend(Int(count), for: call.name)
        let values = (0..<Int(count)).map { Double(start) + Double($0) * Double(step) }
        let isWhole = values.allSatisfy { $0 == $0.rounded() && abs($0) < 0x1p40 }
        let isFloat = try call.elementType("dtype") == .float
        let result =
            isWhole && !isFloat
            ? ONNXValue([values.count], .integers(values.map { Int64($0) }))
            : ONNXValue(Tensor([values.count], values.map { Float($0) }))
        return [.value(network.translation.constant(result))]
    }

    static let scalarTensor = ATenOperator("scalar_tensor(s, dtype?)", kind: .activation) { call, network in
        [.value(network.translation.float(try call.float("s")))]
    }

    static let extent = ATenOperator("sym_size(self, dim)", kind: .activation) { call, network in
        let extents = try call.dimensions("self")
        let axis = try call.axis("dim", rank: extents.count)
        guard extents.indices.contains(axis) else { throw UnsupportedFeature.argument("dim") }
        return [.value(network.translation.constant(ONNXValue([], .integers([Int64(extents[axis])]))))]
    }

    static let size = ATenOperator("size(self, dim)", kind: .activation, build: extent.build)
}
