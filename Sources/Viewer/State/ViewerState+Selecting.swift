import Explanations
import Imaging

/// Choosing what is explained on the photo itself.
extension ViewerState {
    /// Begins a rectangle, or draws it on.
    mutating func select(to place: UnitPoint) -> Consequence {
        guard place.x.isFinite, place.y.isFinite else { return .redraw }
        if selection == nil {
            selection = Selection(start: place, end: place)
        } else {
            selection?.end = place
        }
        return .redraw
    }

    /// Whether a rectangle that is drawn on the photo asks what the answer is without it: of a network with classes of the whole.
    var takesRegions: Bool {
        analysis.map { $0.found == nil && !$0.predictions.isEmpty && !$0.isArray } == true && brush == nil
    }

    /// Explains the class that covers most of the rectangle, or, after a press, the class at its place; for classes of the whole photo
    /// compares the answer with those without the rectangle and from it alone.
    mutating func endSelection() -> Consequence {
        guard let drawn = selection else { return .redraw }
        selection = nil
        if takesRegions, !drawn.isPress {
            explainSomething()
            return compare(Comparison(region: drawn))
        }
        guard let analysis, let found = analysis.found else { return .redraw }
        let extent = analysis.extent
        let target =
            drawn.isPress
            ? found.target(x: drawn.start.x * Double(extent.width), y: drawn.start.y * Double(extent.height))
            : found.target(in: drawn.rectangle(of: extent))
        guard let target else {
            notice = Strings.nothingThere
            return .redraw
        }
        return choose(target: target)
    }

    /// Shows what a place takes of the others, in a method that shows one token's look.
    mutating func look(fromRow row: Int, column: Int) -> Consequence {
        guard let options = mode.looking(fromRow: row, column: column, options),
            options != choices.optionValues[mode.name]
        else { return .redraw }
        choices.optionValues[mode.name] = options
        return .request
    }
}
