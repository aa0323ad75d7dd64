import ModelFormats
import NeuralNetwork

/// The targets, in the order in which a text is tried. The command line, the help, the documentation and the tests read this list.
public enum Targets {
    public static let all: [any Target.Type] = [
        ClassTarget.self,
        NegativeClassTarget.self,
        ProbabilityTarget.self,
        ValueTarget.self,
        SumTarget.self,
        NormTarget.self,
        ChannelTarget.self,
        PixelTarget.self,
        RegionTarget.self,
        DetectionTarget.self,
        DetectionLikenessTarget.self,
        SimilarityTarget.self,
        VersusTarget.self,
    ]

    /// The target that a text means.
    ///
    /// - Throws: ``TargetError/unknown(_:forms:)``.
    public static func named(_ text: String) throws(TargetError) -> any Target {
        let trimmed = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for type in all {
            if let target = type.init(trimmed) { return target }
        }
        throw .unknown(text, forms: all.map { $0.form })
    }
}
