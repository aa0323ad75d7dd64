import Words

/// A method that shows a gradient at the input as a picture beside what the network sees.
public protocol GuidedMethod: ExplanationMethod where Options == NoOptions, Details == Void {}

extension GuidedMethod {
    public var needsClass: Bool { true }
    public var relevance: Relevance { .magnitude }
    public var interaction: Interaction<NoOptions, Void> { .readsValues }

    public func present(
        _ explanation: Explanation, _: Void, _ options: NoOptions, in area: DisplayArea?
    ) -> Presentation {
        let picture = GradientPicture.picture(
            of: explanation.raw, isBlueFirst: explanation.subject.preprocessing.isBlueFirst)
        return .sheet(
            PictureSheet([
                PictureSheet.Panel("", explanation.subject.view),
                PictureSheet.Panel(Caption.className(explanation.classLabel ?? "").words, picture),
            ]))
    }
}
