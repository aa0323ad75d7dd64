import Foundation
import NeuralNetwork
import Tensors

/// Sums of products along axes that letters name (Einstein's convention), as transpositions and matrix products.
extension ONNXOperators {
    static let einsum = ONNXOperator(
        "Einsum", opsets: 12..., inputs: 1..., attributes: [.unread("equation", .text)], kind: .dense,
        version: 12, limits: "diagonals", fold: nil
    ) { node, importer in
        let text = node.attributes.has("equation") ? node.attributes.text("equation") : ""
        let equation = try Equation(text, ranks: node.inputs.map { $0?.dimensions?.count ?? 0 }, node)
        var (letters, whole) = (equation.inputs[0], try node.symbol(0))
        for index in 1..<max(node.inputs.count, 1) {
            let other = equation.inputs[index]
            let needed = Set(equation.inputs[(index + 1)...].joined()).union(equation.output)
            (whole, letters) = try product(
                node, (whole, letters), (node.symbol(index), other), needed, &importer)
        }
        (whole, letters) = try summed(node, (whole, letters), Set(equation.output), &importer)
        let order = equation.output.map { letters.firstIndex(of: $0)! }
        return [
            try importer.one(node, "Transpose", whole, attributes: .integers("perm", order))
        ]
    }

    private typealias Named = (symbol: ONNXSymbol, letters: [Character])

    /// Without the axes that are not needed any more.
    private static func summed(
        _ node: ONNXNode, _ operand: Named, _ needed: Set<Character>, _ importer: inout ONNXImporter
    ) throws -> Named {
        let axes = operand.letters.indices.filter { !needed.contains(operand.letters[$0]) }
        guard !axes.isEmpty else { return operand }
        let sum = try importer.one(
            node, part: "sum", "ReduceSum", operand.symbol, .constant(ONNXValue(integers: axes)),
            attributes: .integer("keepdims", 0))
        return (sum, operand.letters.filter { needed.contains($0) })
    }

    private static func product(
        _ node: ONNXNode, _ a: Named, _ b: Named, _ needed: Set<Character>, _ importer: inout ONNXImporter
    ) throws -> Named {
        let a = try summed(node, a, needed.union(b.letters), &importer)
        let b = try summed(node, b, needed.union(a.letters), &importer)
        let common = a.letters.filter(b.letters.contains)
        let batch = common.filter(needed.contains)
        let contracted = common.filter { !needed.contains($0) }
        let rows = a.letters.filter { !common.contains($0) }
        let columns = b.letters.filter { !common.contains($0) }
        var extents: [Character: Int] = [:]
        for (symbol, letters) in [a, b] {
            for (letter, extent) in zip(letters, symbol.dimensions ?? []) {
                if let known = extents[letter], known != extent, known != 1, extent != 1 {
                    throw node.fault(input: "inputs", expected: .fittingShapes, found: "\(extent)")
                }
                extents[letter] = max(extents[letter] ?? 1, extent)
            }
        }
        func extent(_ letters: [Character]) -> [Int] { letters.map { extents[$0] ?? 1 } }
        func matrix(_ operand: Named, _ order: [Character], _ last: [Int], _ part: String) throws
            -> ONNXSymbol
        {
            let permutation = order.map { operand.letters.firstIndex(of: $0)! }
            var symbol = try importer.one(
                node, part: "\(part)/arranged", "Transpose", operand.symbol,
                attributes: .integers("perm", permutation))
            // An axis of one element stands for one of any extent.
            if symbol.dimensions != extent(order) {
                symbol = try importer.one(
                    node, part: "\(part)/widened", "Expand", symbol,
                    .constant(ONNXValue(integers: extent(order))))
            }
            return try importer.one(
                node, part: part, "Reshape", symbol,
                .constant(ONNXValue(integers: extent(batch) + last)))
        }
        let (height, width) = (extent(rows).reduce(1, *), extent(columns).reduce(1, *))
        let depth = extent(contracted).reduce(1, *)
        let left = try matrix(a, batch + rows + contracted, [height, depth], "left")
        let right = try matrix(b, batch + contracted + columns, [depth, width], "right")
        let product = try importer.one(node, part: "product", "MatMul", left, right)
        let letters = batch + rows + columns
        let whole = try importer.one(
            node, part: "whole", "Reshape", product, .constant(ONNXValue(integers: extent(letters))))
        return (whole, letters)
    }
}

/// What the letters of an equation stand for.
private struct Equation {
    let inputs: [[Character]]
    let output: [Character]

    /// - Parameter ranks: of the operands; an ellipsis stands for the axes that have no letters.
    init(_ text: String, ranks: [Int], _ node: ONNXNode) throws {
        let text = text.filter { !$0.isWhitespace }
        func fault() -> any Error {
            node.fault("equation", expected: .fittingShapes, found: "\(text)")
        }
        let sides = text.replacingArrow.split(separator: ">", omittingEmptySubsequences: false).map(
            String.init)
        let terms = (sides.first ?? "").split(separator: ",", omittingEmptySubsequences: false).map(
            String.init)
        guard terms.count == ranks.count, sides.count <= 2 else { throw fault() }
        // Axes under an ellipsis have digits for names, the last one 0.
        var most = 0
        func letters(_ term: String, rank: Int?) throws -> [Character] {
            let parts = term.ellipsis
            let named = parts.joined()
            guard parts.count <= 2, named.allSatisfy({ $0.isASCII && $0.isLetter }) else { throw fault() }
            guard parts.count == 2 else { return Array(named) }
            let hidden = rank.map { $0 - named.count } ?? most
            guard (0...9).contains(hidden) else { throw fault() }
            most = max(most, hidden)
            let digits = (0..<hidden).reversed().map { Character("\($0)") }
            return Array(parts[0]) + digits + Array(parts[1])
        }
        inputs = try zip(terms, ranks).map { try letters($0, rank: $1) }
        for (term, rank) in zip(inputs, ranks) where term.count != rank { throw fault() }
        if inputs.contains(where: { Set($0).count != $0.count }) {
            throw UnsupportedFeature.attribute("equation", opset: nil)
        }
        let all = inputs.joined()
        if sides.count == 2 {
            output = try letters(sides[1], rank: nil)
        } else {
            let once = Set(all).filter { letter in
                letter.isLetter && all.filter { $0 == letter }.count == 1
            }
            output = (0..<most).reversed().map { Character("\($0)") } + once.sorted()
        }
        guard Set(output).count == output.count, output.allSatisfy(all.contains) else { throw fault() }
    }
}

extension String {
    /// The arrow as one character.
    fileprivate var replacingArrow: String { components(separatedBy: "->").joined(separator: ">") }
    /// What stands before and behind an ellipsis.
    fileprivate var ellipsis: [String] { components(separatedBy: "...") }
}
