import Foundation
import NeuralNetwork
import Tensors
import Words

/// A method's answer before any colouring.
public struct Explanation: Sendable {
    public let method: any ExplanationMethod
    public let layer: Node
    /// Nil for a method that does not explain a class.
    public let classIndex: Int?
    /// The name of that class.
    public let classLabel: String?
    /// What was asked about; nil for a method that does not explain a class.
    public let target: TargetReport?
    /// Whether the answer is about a number that is no class's score.
    public let isAboutNumber: Bool
    public let subject: Subject
    /// What was computed, at the layer's own resolution: feature maps C×H×W, a heat map H×W,
    /// or at the input's, C×H×W; patterns N×3×H×W.
    public private(set) var raw: Tensor
    /// What one has to know to read the picture, one sentence each.
    public internal(set) var notices: [Words]
    /// Those that say numbers of a sound answer.
    public let figures: [Words]
    /// Parts of the photo that a person can take out of it, where the answer is about such parts.
    public let regions: HiddenSuperpixels?
    /// The method with the details of this answer.
    private var draw: @Sendable (Explanation, OptionValues, DisplayArea?) -> Presentation

    /// - Parameters:
    ///   - question: that it answers.
    ///   - analysis: of the picture that it is about.
    ///   - details: what the method needs beside `raw` to draw it.
    init<Method: ExplanationMethod>(
        _ method: Method, _ question: Question, _ analysis: Analysis, raw: Tensor, notices: [Notice],
        details: Method.Details
    ) {
        self.method = method
        layer = question.layer
        classIndex = method.needsClass ? question.classIndex(in: analysis) : nil
        classLabel = classIndex.map(analysis.model.label(of:))
        target = classIndex.map(analysis.targetReport(ofClass:))
        isAboutNumber = analysis.target != nil
        subject = analysis.subject
        self.raw = raw
        figures = notices.filter(\.isFigure).map(\.words)
        self.notices = (analysis.subject.notice.map { [$0] + notices } ?? notices).map(\.words)
        if case .takesOutRegions(let regions) = method.interaction {
            self.regions = regions(details)
        } else {
            regions = nil
        }
        draw = { explanation, values, area in
            method.present(explanation, details, Method.Options(values), in: area)
        }
    }

    /// An answer that its array says in full.
    init<Method: ExplanationMethod>(
        _ method: Method, _ question: Question, _ analysis: Analysis, raw: Tensor, notices: [Notice]
    ) where Method.Details == Void {
        self.init(method, question, analysis, raw: raw, notices: notices, details: ())
    }

    /// The answer as something to look at. Costs no pass through the network.
    ///
    /// - Parameters:
    ///   - options: those of stage ``MethodOption/Stage/display`` count.
    ///   - area: the pixels that are there to fill, or nil for the answer's own resolution.
    public func presentation(_ options: OptionValues, in area: DisplayArea?) -> Presentation {
        draw(self, options, area)
    }

    /// The same answer with another array, drawn in another way.
    func drawn(as raw: Tensor, _ draw: @escaping @Sendable (Explanation) -> Presentation) -> Explanation {
        var copy = self
        copy.raw = raw
        copy.draw = { explanation, _, _ in draw(explanation) }
        return copy
    }

    /// How much each place speaks for the class, H×W.
    var relevance: Tensor { method.relevance.map(raw) }

    /// What a file of it is called: the photo, the method and the layer.
    public var fileStem: String {
        let photo = URL(fileURLWithPath: subject.path).deletingPathExtension().lastPathComponent
        return "\(photo)-\(method.name)-\(layer.name)"
    }
}
