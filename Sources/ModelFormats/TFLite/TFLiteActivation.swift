/// The activations that an operator may name in its options, under the schema's numbers.
enum TFLiteActivation: Int {
    case relu = 1
    case reluFromMinusOneToOne = 2
    case relu6 = 3
    case tanh = 4

    func add(
        to value: TranslatedValue, named name: String, _ translation: inout NetworkTranslation
    ) throws -> TranslatedValue {
        switch self {
        case .relu: try translation.node("Relu", named: name, [value])[0]
        case .tanh: try translation.node("Tanh", named: name, [value])[0]
        case .relu6: try translation.clip(value, 0, 6, named: name)
        case .reluFromMinusOneToOne: try translation.clip(value, -1, 1, named: name)
        }
    }
}

extension NetworkTranslation {
    /// min(max(x, minimum), maximum)
    mutating func clip(
        _ value: TranslatedValue, _ minimum: Float, _ maximum: Float, named name: String
    ) throws -> TranslatedValue {
        let bounds = [float(minimum), float(maximum)]
        return try node("Clip", named: name, [value] + bounds)[0]
    }
}
