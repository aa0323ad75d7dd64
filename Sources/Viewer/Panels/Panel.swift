import Words

/// A card over the window, with all that the rest of the window needs to know of it: a panel is one file and its line in
/// ``Panels/all``.
protocol Panel: Card {
    /// What opens it: its key and, on its button, its caption and hint.
    static var command: Command { get }

    /// Where its button stands.
    static var place: PanelPlace { get }

    /// Whether the card hangs from its button, which a small triangle then says.
    static var hangsFromButton: Bool { get }

    /// Everything it says besides its ``command``, with examples for what depends on something; not what the methods, metrics
    /// and networks say of themselves.
    static var texts: [Words] { get }

    /// Whether what it is about is in use, open or not: its button says so.
    static func isInUse(in state: ViewerState) -> Bool

    func draw(in scene: Scene)
}

/// A panel that lies beside the window's parts, which stay in sight and in reach.
protocol DockedPanel: Panel {}

/// Where the button of a panel stands.
enum PanelPlace: Sendable {
    /// Behind the modes.
    case modes
    /// At the right above the answer, the first panel outermost.
    case answer
    /// Where some other view puts it.
    case view
}
