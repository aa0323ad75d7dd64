import Tensors

/// A method that gives every value of the input a number, shown as its size or its sign.
public protocol AttributionMethod: ExplanationMethod where Details == Void {
    /// How its options say that an answer is to be shown.
    static var attribution: KeyPath<Options, AttributionOptions> & Sendable { get }
}

extension AttributionMethod {
    public var needsClass: Bool { true }
    public var interaction: Interaction<Options, Void> { .readsValues }

    public var relevance: Relevance {
        switch Options()[keyPath: Self.attribution].values {
        case .magnitude: .magnitude
        case .signed: .sum
        }
    }

    public func present(
        _ explanation: Explanation, _: Void, _ options: Options, in area: DisplayArea?
    ) -> Presentation {
        options[keyPath: Self.attribution].presentation(
            of: explanation.raw, over: explanation.subject,
            caption: .className(explanation.classLabel ?? ""))
    }
}

/// What one has to know of numbers for every value of the input.
enum AttributionNotices {
    /// What is to be said of any answer.
    static func all(_ raw: Tensor, ofClass index: Int, in analysis: Analysis) -> [Notice] {
        (raw.isZero ? [.noPixelMatters] : []) + ClassNotices.all(index, in: analysis)
    }
}
