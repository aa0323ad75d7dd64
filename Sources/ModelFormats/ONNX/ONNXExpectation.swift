import Tensors
import Words

/// What a node's setting or input should have been.
public enum ONNXExpectation: Sendable, Equatable {
    case within(ClosedRange<Int>)
    case floatWithin(ClosedRange<Float>)
    case upTo(Int)
    case lessThan(Int)
    case exactly([Int])
    case oneOf([String])
    case numbers(Int)
    case values(Int)
    case atLeastOneValue
    case elements(Int)
    case oneElement
    case inAll(Int)
    case axes(Int)
    case upToAxes(Int)
    case someAxes
    case axesOfExtentOne
    case differentAxes
    case eachAxisOnce(Int)
    case channels(Int)
    case divisor(Int)
    case divisorOfChannels
    case divisorOfRowsAndColumns
    case matrix
    case matrixForFeatures(Int)
    case fittingShapes
    case like([Int])
    case orWider([Int])
    case asManyAsEnds
    case someNumbers
    case notZero
    case reachingTheLimit
    case outputOfOneOrMore
    case notEmpty
    case tensor
    /// For an attribute that is given more than once.
    case once
    case form(ONNXAttributeForm)

    var words: Words {
        switch self {
        case .within(let range) where range.upperBound == .max: "\(range.lowerBound) or more"
        case .within(let range) where range.lowerBound == range.upperBound: "\(range.lowerBound)"
        case .within(let range): "\(range.lowerBound) to \(range.upperBound)"
        case .floatWithin(let range): "\(range.lowerBound) to \(range.upperBound)"
        case .upTo(let bound): "up to \(bound)"
        case .lessThan(let bound): "less than \(bound)"
        case .exactly(let numbers): "\(numbers)"
        case .oneOf(let texts) where texts.count == 1: "\(texts[0])"
        case .oneOf(let texts): "\(texts.dropLast().joined(separator: ", ")) or \(texts.last ?? "")"
        case .numbers(let count): "\(count) numbers"
        case .values(let count): "\(count) values"
        case .atLeastOneValue: "at least one value"
        case .elements(let count): "\(count) elements"
        case .oneElement: "one element"
        case .inAll(let sum): "\(sum) in all"
        case .axes(let count): "\(count) axes"
        case .upToAxes(let count): "up to \(count) axes"
        case .someAxes: "axes"
        case .axesOfExtentOne: "axes of extent 1"
        case .differentAxes: "different axes"
        case .eachAxisOnce(let rank): "each of the \(rank) axes once"
        case .channels(let count): "\(count) channels"
        case .divisor(let number): "a divisor of \(number)"
        case .divisorOfChannels: "a divisor of the channels"
        case .divisorOfRowsAndColumns: "a divisor of rows and columns"
        case .matrix: "a matrix"
        case .matrixForFeatures(let count): "a matrix for \(count) features"
        case .fittingShapes: "shapes that fit each other"
        case .like(let extents): "like \(Self.name(of: extents))"
        case .orWider(let extents): "\(Self.name(of: extents)) or wider"
        case .asManyAsEnds: "as many as ends"
        case .someNumbers: "numbers"
        case .notZero: "not 0"
        case .reachingTheLimit: "one that reaches the limit"
        case .outputOfOneOrMore: "an output of 1 or more"
        case .notEmpty: "an input that is not empty"
        case .tensor: "a tensor"
        case .once: "given once"
        case .form(let form): form.words
        }
    }

    /// Extents as a shape is written; a file may ask for negative ones.
    private static func name(of extents: [Int]) -> String {
        extents.map(String.init).joined(separator: "×")
    }

    /// One of each case.
    static let examples: [ONNXExpectation] =
        [
            .within(1...Int.max), .within(1...1), .within(0...2), .floatWithin(0...1), .upTo(2), .lessThan(2),
            .exactly([3, 3]), .oneOf(["constant"]), .oneOf(["constant", "edge"]), .numbers(2), .values(2),
            .atLeastOneValue, .elements(2), .oneElement, .inAll(2), .axes(2), .upToAxes(16), .someAxes,
            .axesOfExtentOne, .differentAxes, .eachAxisOnce(2), .channels(3), .divisor(4), .divisorOfChannels,
            .divisorOfRowsAndColumns, .matrix, .matrixForFeatures(2), .fittingShapes, .like([1, 2]),
            .orWider([1, 2]), .asManyAsEnds, .someNumbers, .notZero, .reachingTheLimit, .outputOfOneOrMore,
            .notEmpty, .tensor, .once,
        ] + ONNXAttributeForm.allCases.map(ONNXExpectation.form)
}
