/// What a quantised tensor does to the real numbers that it holds: they become multiples of its scale within what its
/// type can count to.
struct TFLiteRounding {
    let scale: Float
    let zeroPoint: Int
    private let quanta: ClosedRange<Float>
    private let type: ONNXElementType

    /// Nil for tensors of floats and of plain integers.
    init?(_ tensor: TFLiteTensor) {
        guard let quanta = tensor.type?.quanta,
            let type = [ONNXElementType.int8, .uint8, .int16].first(where: { type in
                type.numbers.map { Float($0.lowerBound)...Float($0.upperBound) } == quanta
            }), let rule = tensor.quantization, rule.scales.count == 1,
            rule.scales[0] > 0
        else { return nil }
        self.quanta = quanta
        self.type = type
        scale = rule.scales[0]
        zeroPoint = rule.zeroPoints.first ?? 0
    }

    /// The least and the largest number.
    var bounds: ClosedRange<Float> {
        scale * (quanta.lowerBound - Float(zeroPoint))...scale * (quanta.upperBound - Float(zeroPoint))
    }

    func add(
        to value: TranslatedValue, named name: String, _ translation: inout NetworkTranslation
    ) throws -> TranslatedValue {
        let zero = translation.constant(ONNXValue([], .integers([Int64(zeroPoint)]), type))
        let step = translation.float(scale)
        let quanta = try translation.node("QuantizeLinear", named: name + "/quanta", [value, step, zero])
        return try translation.node("DequantizeLinear", named: name, quanta + [step, zero])[0]
    }
}
