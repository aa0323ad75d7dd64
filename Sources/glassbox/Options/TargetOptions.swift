import ArgumentParser
import Explanations
import ModelFormats
import NeuralNetwork

/// What of the network's answer is explained: the score of a class, or another number.
struct TargetOptions: ParsableArguments {
    @OptionGroup var about: SubjectOptions

    @Option(
        help: ArgumentHelp(
            "What to explain instead of a class: \(Targets.all.map { "\"\($0.form)\"" }.joined(separator: ", ")).",
            discussion: "`glassbox targets` says what each of them is.", valueName: "target"))
    var target: String?

    func validate() throws {
        if target != nil, about.classText != nil {
            throw ValidationError("--target and --class exclude each other.")
        }
    }

    /// Why there is nothing to ask of a network, before a photo is looked at; nil where there may be.
    ///
    /// - Parameter obstacle: a method's at the layer, if a class is asked about.
    func obstacle(in model: Model, _ obstacle: Obstacle?) -> (any Error)? {
        guard target == nil, let obstacle, TargetFit.standard(for: model) == nil else { return nil }
        switch obstacle {
        case .noClassifier: return TargetError.needed(obstacle, fitting: TargetFit.forms(for: model))
        default: return obstacle
        }
    }

    /// The photo's analysis in which what is meant is the score of a class.
    ///
    /// - Parameter analysis: of the network as it is.
    /// - Throws: `TargetError`, and as `Target.asked(in:cancellation:)`.
    func asked(in analysis: Analysis, at workplace: some Workplace) throws -> AskedAnalysis {
        guard let target else {
            if about.classText == nil, let standard = TargetFit.standard(for: analysis.model) {
                workplace.remark("What is explained is \"\(standard.text)\"; --target takes another.")
                return try standard.asked(in: analysis, cancellation: Interruption.cancellation)
            }
            if let classText = about.classText, case is RegionTarget = TargetFit.standard(for: analysis.model)
            {
                return try Targets.named("region class \(classText)").asked(
                    in: analysis, cancellation: Interruption.cancellation)
            }
            return AskedAnalysis(analysis: analysis, classIndex: try about.classIndex(in: analysis))
        }
        return try Targets.named(target).asked(in: analysis, cancellation: Interruption.cancellation)
    }
}
