/// What lies open over the window, with what it remembers meanwhile; one at a time.
///
/// How it is opened and drawn stands beside it, in `Panel`.
protocol Card: Sendable {
    /// What the action that opens it names, and its button.
    static var name: String { get }

    /// What of the disk it shows, to be looked up when it is opened; nil for nothing.
    static var question: FileQuestion? { get }

    /// What keys do while it is open, before what they do in the window.
    static var keys: [CardKey] { get }

    /// How many rows a notch of the wheel goes on; nil where the wheel does nothing.
    static var wheelStep: Int? { get }

    /// Whether photos that are dropped while it is open are its own.
    static var takesPhotos: Bool { get }

    /// Opens it; nil where there is nothing to show.
    init?(in state: ViewerState)
}

extension Card {
    static var takesPhotos: Bool { false }

    /// What opens it, and closes it again.
    static var toggle: Action { .toggle(name) }

    static func isOpen(in state: ViewerState) -> Bool { state.card is Self || state.docked is Self }
}

/// A card with rows, one of which is highlighted.
protocol ListCard: Card {
    /// Goes to another row, not beyond the ends.
    mutating func step(by distance: Int)

    /// Takes a row; nil for the highlighted one.
    func take(_ row: Int?, in state: inout ViewerState) -> ViewerState.Consequence
}

/// A list that is searched by typing; letters are no keys meanwhile.
protocol TextCard: ListCard {
    mutating func type(_ text: String)
    mutating func deleteBackwards()
}

/// What a key does in a card.
struct CardKey: Sendable {
    let keys: [Key]
    let action: Action
}
