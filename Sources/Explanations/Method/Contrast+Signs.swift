import Tensors

extension Contrast {
    /// An answer about the difference with what speaks for either class in one map: a map of what speaks for the first, less one of
    /// what speaks for the second, where the method cuts off what is below 0; attributions have both signs already.
    ///
    /// - Parameters:
    ///   - answer: of the method to the question.
    ///   - ask: gives the method's answer about another analysis.
    func signed(_ answer: Explanation, ask: (Analysis) throws -> Explanation) throws -> Explanation {
        let caption = Caption.contrast(first, second)
        switch answer.method.relevance {
        case .map:
            guard answer.regions == nil, answer.raw.shape.rank == 2 else { return answer }
            let hasSigns = answer.raw.withUnsafeBufferPointer { $0.contains { $0 < 0 } }
            let other = hasSigns ? nil : try ask(opposite()).raw
            let map = other.map { other in
                Tensor(answer.raw.shape, zip(answer.raw.values, other.values).map { $0 - $1 })
            }
            return answer.drawn(as: map ?? answer.raw) { explanation in
                SignedSheet.sheet([(caption, explanation.raw)], of: explanation.subject)
            }
        case .magnitude, .sum:
            guard answer.raw.shape.rank == 3 else { return answer }
            return answer.drawn(as: answer.raw) { explanation in
                SignedSheet.sheet(
                    [(caption, ChannelReduction.sum(explanation.raw))], of: explanation.subject)
            }
        case .firstMap: return answer
        }
    }
}
