/// DeepLIFT's contributions averaged over a background (Lundberg and Lee 2017, section 4.2), as shap's `DeepExplainer`
/// computes them, at what the layer reads.
struct DeepSHAP {
    let background: Background

    /// - Parameter question: about a layer for which ``SHAP`` has no obstacle.
    func explain(
        _ question: Question, _ options: SHAPOptions, of analysis: Analysis
    ) throws -> Explanation {
        var comparison = try BackgroundComparison(with: background, question, options, of: analysis)
        let contributions = try Contributions(
            of: comparison.x, above: comparison.layer.node, in: analysis, cancellation: question.cancellation)
        let count = comparison.activations.count
        var differences = comparison.classIndexes.map { _ in 0.0 }
        for index in 0..<count {
            let other = try comparison.activation(index)
            let answers = try contributions.multipliers(
                from: other, classIndexes: comparison.classIndexes, cancellation: question.cancellation)
            for (rank, answer) in answers.enumerated() {
                comparison.add(answer.multipliers, forClass: rank, against: other)
                differences[rank] += answer.scoreChange / Double(count)
            }
            try question.report(Double(index + 1) / Double(count)) { comparison.explanation() }
        }
        return comparison.explanation(comparison.sums(comparedWith: differences))
    }
}
