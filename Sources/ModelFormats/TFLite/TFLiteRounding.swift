/// What a quantised tensor does to the real numbers that it holds: they become multiples of its scale within what its
/// type can count to.
struct TFLiteRounding {
    let scale: Float
    let zeroPoint: Int
    let quanta: ClosedRange<Float>

    /// Nil for tensors of floats and of plain integers.
    init?(_ tensor: TFLiteTensor) {
        guard let quanta = tensor.type?.quanta, let rule = tensor.quantization, rule.scales.count == 1,
            rule.scales[0] > 0
        else { return nil }
        self.quanta = quanta
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
        try translation.clip(value, bounds.lowerBound, bounds.upperBound, named: name)
    }
}
