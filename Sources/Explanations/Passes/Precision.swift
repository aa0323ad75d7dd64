import NeuralNetwork

/// What the many passes of a method that samples are computed in.
enum Precision: String, OptionChoice {
    /// 32-bit floats.
    case exact
    /// bfloat16 where the network gains by it.
    case fast

    private static let name = "precision"

    /// What is chosen by the option.
    init(_ values: OptionValues) {
        self = values.text(ofOption: Self.name).flatMap(Precision.init) ?? .exact
    }

    /// - Throws: ``QuestionError/noFastPrecision`` where the processor cannot compute so.
    func elements() throws(QuestionError) -> ElementType {
        switch self {
        case .exact: return .float32
        case .fast:
            guard ElementType.bfloat16.isComputed else { throw .noFastPrecision }
            return .bfloat16
        }
    }

    /// The option of a method.
    static func field<Options>(
        _ path: WritableKeyPath<Options, Precision> & Sendable
    ) -> OptionField<Options> {
        .choice(
            name, path, .computation,
            """
            What the passes are computed in: 32-bit floats, or bfloat16, which is faster on processors that have it; how far off \
            that is stands beside the answer.
            """)
    }
}

extension OptionValues {
    /// Passes in bfloat16, for methods and measures that have the choice.
    public static let fast = OptionValues(PassOptions(precision: .fast))
}

private struct PassOptions: MethodOptions {
    var precision = Precision.exact

    static let fields = [Precision.field(\PassOptions.precision)]
}
