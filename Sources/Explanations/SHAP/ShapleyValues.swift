import Files
import Foundation
import Imaging
import ModelFormats
import Tensors

/// What the methods of SHAP share: which classes they explain, and how the values are shown.
enum ShapleyValues {
    static let classes = MethodOption(
        "outputs", .integer(1...10, standard: 2), stage: .computation,
        summary: "How many classes: the one asked for, then the most probable ones.")

    /// Positions among the scores: the class asked for, then the most probable others.
    static func classIndexes(_ question: Question, of analysis: Analysis) -> [Int] {
        let ranked = analysis.predictions.map(\.index)
        let first = question.classIndex ?? ranked[0]
        return Array(([first] + ranked.filter { $0 != first }).prefix(question.options.integer(classes)))
    }

    /// - Parameters:
    ///   - maps: the values for each class summed over the channels, H×W.
    ///   - notices: beside those about the values themselves.
    static func explanation(
        _ maps: [Tensor], of classIndexes: [Int], question: Question,
        analysis: Analysis, notices: [String]
    ) -> Explanation {
        let raw = Tensor(Shape([maps.count] + maps[0].shape.dimensions), maps.flatMap(\.values))
        return Explanation(
            method: SHAP(), question: question.about(class: classIndexes[0]), subject: analysis.subject,
            raw: raw,
            notices: (raw.isZero ? [zeroNotice] : []) + ClassNotices.all(classIndexes[0], in: analysis)
                + notices,
            details: classIndexes.map(analysis.model.label(of:)))
    }

    static let zeroNotice = "All values are zero: nothing here speaks for or against these classes."

    /// As `shap.image_plot`: what the network sees, then for each class what speaks for it in red and against it in blue.
    static func present(_ explanation: Explanation) -> Presentation {
        let captions = explanation.details as? [String] ?? []
        return SignedSheet.sheet(
            captions.indices.map { (captions[$0], explanation.raw.part($0)) }, of: explanation.subject)
    }

    /// - Parameters:
    ///   - difference: of the class's score from that of the reference.
    ///   - reference: what the photo is compared with.
    static func completeness(
        _ label: String, sum: Double, difference: Double, from reference: String = "the background's mean"
    ) -> String {
        String(
            format: "%@: the values sum to %.4g, the score differs from %@ by %.4g (gap %.2g).", label, sum,
            reference, difference, sum - difference)
    }
}
