import Files
import Foundation
import Imaging
import ModelFormats
import Tensors
import Words

/// What the methods of SHAP share: which classes they explain, and how the values are shown.
enum ShapleyValues {
    /// Positions among the scores: the class asked for, then the most probable others.
    static func classIndexes(
        _ question: Question, _ options: SHAPOptions, of analysis: Analysis
    ) -> [Int] {
        let ranked = analysis.predictions.map(\.index)
        let first = question.classIndex(in: analysis)
        return Array(([first] + ranked.filter { $0 != first }).prefix(options.outputs))
    }

    /// - Parameters:
    ///   - maps: the values for each class summed over the channels, H×W.
    ///   - notices: beside those about the values themselves.
    static func explanation(
        _ maps: [Tensor], of classIndexes: [Int], question: Question,
        analysis: Analysis, notices: [Words]
    ) -> Explanation {
        let raw = Tensor(Shape([maps.count] + maps[0].shape.dimensions), maps.flatMap(\.values))
        return Explanation(
            SHAP(), question, analysis, raw: raw,
            notices: (raw.isZero ? [zeroNotice] : []) + ClassNotices.all(classIndexes[0], in: analysis)
                + notices,
            details: classIndexes.map(analysis.model.label(of:)))
    }

    static let zeroNotice: Words = "All values are zero: nothing here speaks for or against these classes."

    /// - Parameters:
    ///   - difference: of the class's score from that of the reference.
    ///   - reference: what the photo is compared with.
    static func completeness(
        _ label: String, sum: Double, difference: Double, from reference: Words = "the background's mean"
    ) -> Words {
        let (total, change) = (String(format: "%.4g", sum), String(format: "%.4g", difference))
        return """
            \(className: label): the values sum to \(total), the score differs from \(reference) by \(change) \
            (gap \(String(format: "%.2g", sum - difference))).
            """
    }
}
