import Foundation

/// A sum of products of two tensors as their axes' letters say it: `abc,cd->abd`.
struct KerasEinsum {
    let left, right, output: [Character]

    /// - Parameters:
    ///   - equation: an ellipsis stands for the axes that the letters leave over.
    ///   - ranks: of the two operands, with the batch.
    /// - Returns: nil for an equation of another form.
    init?(_ equation: String, ranks: [Int]) {
        let sides = equation.filter { $0 != " " }.components(separatedBy: "->")
        guard sides.count == 2 else { return nil }
        let operands = sides[0].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard operands.count == 2, ranks.count == 2 else { return nil }
        let hidden = zip(operands, ranks).map { operand, rank in
            operand.contains("...") ? rank - (operand.count - 3) : 0
        }
        guard hidden.allSatisfy({ (0...6).contains($0) }) else { return nil }
        // Digits stand for the hidden axes, aligned at the last one.
        func letters(_ text: String, _ count: Int) -> [Character] {
            let digits = String("0123456".suffix(count))
            return Array(text.replacingOccurrences(of: "...", with: digits))
        }
        left = letters(operands[0], hidden[0])
        right = letters(operands[1], hidden[1])
        output = letters(sides[1], hidden.max() ?? 0)
        let all = [left, right, output]
        guard all.allSatisfy({ Set($0).count == $0.count && $0.allSatisfy { $0.isLetter || $0.isNumber } }),
            left.count == ranks[0], right.count == ranks[1],
            Set(output).isSubset(of: Set(left).union(right))
        else { return nil }
    }

    /// Letters of both operands that stay.
    var shared: [Character] { output.filter { left.contains($0) && right.contains($0) } }
    /// Letters that are summed over.
    var summed: [Character] { left.filter { right.contains($0) && !output.contains($0) } }
    var onlyLeft: [Character] { output.filter { !right.contains($0) } }
    var onlyRight: [Character] { output.filter { !left.contains($0) } }
    /// Whether some letter of one operand alone is summed over.
    var hasLoneSum: Bool {
        left.contains { !right.contains($0) && !output.contains($0) }
            || right.contains { !left.contains($0) && !output.contains($0) }
    }
}
