import Imaging
import Tensors
import Words

/// How methods that give every value of the input a number show it.
public struct AttributionOptions: MethodOptions {
    /// Magnitude or sign.
    enum Values: String, OptionChoice {
        case magnitude, signed
    }

    var values: Values
    var heatMap = HeatMapOptions()

    public init() {
        self.init(.magnitude)
    }

    /// - Parameter values: what the method's own literature shows.
    init(_ values: Values) {
        self.values = values
    }

    public static let fields: [OptionField<AttributionOptions>] =
        [
            .choice(
                "values", \.values, .display,
                "A pixel's greatest size over the channels as heat, or its sum with red for and blue against."
            )
        ] + HeatMapOptions.fields(in: \.heatMap).map { $0.used { $0.values == .magnitude } }

    /// - Parameters:
    ///   - raw: C×H×W.
    ///   - caption: of the picture of signed values.
    func presentation(of raw: Tensor, over subject: Subject, caption: Caption) -> Presentation {
        switch values {
        case .magnitude: heatMap.presentation(of: ChannelReduction.magnitude(raw), over: subject)
        case .signed: SignedSheet.sheet([(caption, ChannelReduction.sum(raw))], of: subject)
        }
    }
}
