import Files
import Foundation
import Imaging
import ModelFormats
import Tensors

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
        analysis: Analysis, notices: [Notice]
    ) -> Explanation {
        let raw = Tensor(Shape([maps.count] + maps[0].shape.dimensions), maps.flatMap(\.values))
        return Explanation(
            SHAP(), question, analysis, raw: raw,
            notices: (raw.isZero ? [.noValues] : []) + ClassNotices.all(classIndexes[0], in: analysis)
                + notices,
            details: classIndexes.map(analysis.model.label(of:)))
    }
}
