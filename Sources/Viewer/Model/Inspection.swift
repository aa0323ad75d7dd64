import Explanations

/// The element of an enlarged map of which the window shows how it comes about.
struct Inspection: Sendable, Equatable {
    var place: ElementArithmetic.Place
    /// Whether it stays where it is while the pointer moves.
    var isPinned = false
    /// Whether it goes over the map by itself.
    var isPlaying = false
    /// Elements a second while it plays.
    var pace = 4.0

    static let paces = 0.5...32.0

    /// The next element in reading order; after the last one the first.
    func next(in map: (rows: Int, columns: Int)) -> ElementArithmetic.Place {
        let index = (place.row * map.columns + place.column + 1) % max(1, map.rows * map.columns)
        return .init(row: index / map.columns, column: index % map.columns)
    }

    /// The element some rows and columns away, within the map.
    func moved(rows: Int, columns: Int, in map: (rows: Int, columns: Int)) -> ElementArithmetic.Place {
        .init(
            row: min(max(place.row + rows, 0), map.rows - 1),
            column: min(max(place.column + columns, 0), map.columns - 1))
    }
}
