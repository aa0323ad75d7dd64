import NeuralNetwork
import Words

/// What an explanation is about: it turns what a network puts out into one number, the gradient of which is that of a few layers
/// more.
///
/// A target is one file that states all of this, and one line in ``Targets/all``. Every method that explains a class explains
/// every target, because the network that it is asked about ends in the target's number.
public protocol Target: Sendable {
    /// How it is written, capitals standing for what a person puts in: `value I of NAME`.
    static var form: String { get }
    /// What number it is, one sentence.
    static var summary: Words { get }
    /// One that is written so.
    static var example: String { get }

    /// What a network has to put out for it, or nil where any network has it.
    static var need: TargetError.Need? { get }

    /// - Parameter text: without blanks around it.
    /// - Returns: nil for a text of another form.
    init?(_ text: String)

    /// As a person may write it.
    var text: String { get }

    /// The photo's analysis in which the number is a class's score.
    ///
    /// - Parameters:
    ///   - analysis: of the network as it is.
    ///   - cancellation: heeded between layers.
    /// - Throws: ``TargetError``, ``QuestionError``, ``Obstacle``, `GraphError`, `EngineError`.
    func asked(in analysis: Analysis, cancellation: Cancellation?) throws -> AskedAnalysis
}

/// The analysis of a photo with what is asked about it.
public struct AskedAnalysis {
    public let analysis: Analysis
    /// The class in question, which is 0 where the target's number is the only score.
    public let classIndex: Int

    public init(analysis: Analysis, classIndex: Int) {
        self.analysis = analysis
        self.classIndex = classIndex
    }
}
