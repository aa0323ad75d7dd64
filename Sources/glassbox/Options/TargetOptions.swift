import ArgumentParser
import Explanations
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

    /// The photo's analysis in which what is meant is the score of a class.
    ///
    /// - Parameter analysis: of the network as it is.
    /// - Throws: `TargetError`, and as `Target.asked(in:cancellation:)`.
    func asked(in analysis: Analysis) throws -> AskedAnalysis {
        guard let target else {
            return AskedAnalysis(analysis: analysis, classIndex: try about.classIndex(in: analysis))
        }
        return try Targets.named(target).asked(in: analysis, cancellation: Interruption.cancellation)
    }
}
