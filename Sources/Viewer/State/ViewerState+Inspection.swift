import CSDL2
import Explanations

/// The arithmetic of an enlarged feature map, or of a class activation map.
extension ViewerState {
    /// Rows and columns of the enlarged map; nil where none is shown of which the arithmetic can be said.
    var inspectableMap: (rows: Int, columns: Int)? {
        if let map = inspectableHeatMap { return map }
        guard choices.enlargedChannel != nil, choices.comparison == nil, let answer,
            case .grid(let grid, _, _, .some) = answer.content, obstacle == nil,
            answer.explanation.method is FeatureMaps,
            ArithmeticReader.obstacle(at: answer.explanation.layer) == nil
        else { return nil }
        return (grid.maps.shape[1], grid.maps.shape[2])
    }

    /// The same of a class activation map, which is a sum that can be written down.
    private var inspectableHeatMap: (rows: Int, columns: Int)? {
        guard choices.comparison == nil, !isMeasured, obstacle == nil, let answer,
            answer.explanation.method is CAM, mode is CAM, case .heatMap = answer.content
        else { return nil }
        return (answer.explanation.raw.shape[0], answer.explanation.raw.shape[1])
    }

    /// What keys do while the arithmetic is shown: arrows step, Space plays, + and − change the pace.
    func inspectionAction(for key: Key) -> Action? {
        guard card == nil, inspection != nil, inspectableMap != nil, !key.isControlled else { return nil }
        switch key.arrow {
        case .left: return .stepElement(rows: 0, columns: -1)
        case .right: return .stepElement(rows: 0, columns: 1)
        case .up: return .stepElement(rows: -1, columns: 0)
        case .down: return .stepElement(rows: 1, columns: 0)
        case nil: break
        }
        if key.code == SDLK_SPACE.rawValue { return .playElements }
        if Commands.zoomIn.shortcut.keys.contains(key) { return .changePace(2) }
        if Commands.zoomOut.shortcut.keys.contains(key) { return .changePace(0.5) }
        return nil
    }

    mutating func toggleArithmetic() -> Consequence {
        arithmetic = nil
        guard inspection == nil, let map = inspectableMap else {
            inspection = nil
            return .redraw
        }
        inspection = Inspection(place: .init(row: map.rows / 2, column: map.columns / 2))
        return .request
    }

    /// - Parameter pins: whether the element stays; at an element that stays already, it is let go.
    mutating func inspect(_ place: ElementArithmetic.Place, pins: Bool) -> Consequence {
        guard var inspection else { return .redraw }
        if pins {
            inspection.isPinned = !(inspection.isPinned && inspection.place == place)
            inspection.isPlaying = false
        } else if inspection.isPinned || inspection.isPlaying {
            return .redraw
        }
        inspection.place = place
        return take(inspection)
    }

    mutating func stepElement(rows: Int, columns: Int) -> Consequence {
        guard var inspection, let map = inspectableMap else { return .redraw }
        inspection.place = inspection.moved(rows: rows, columns: columns, in: map)
        inspection.isPinned = true
        inspection.isPlaying = false
        return take(inspection)
    }

    /// Goes on by one element while it plays.
    mutating func advanceElement() -> Consequence {
        guard var inspection, inspection.isPlaying, let map = inspectableMap else { return .redraw }
        inspection.place = inspection.next(in: map)
        return take(inspection)
    }

    mutating func playElements() -> Consequence {
        guard var inspection else { return .redraw }
        inspection.isPlaying.toggle()
        inspection.isPinned = !inspection.isPlaying
        return take(inspection)
    }

    mutating func changePace(_ factor: Double) -> Consequence {
        guard var inspection else { return .redraw }
        let paces = Inspection.paces
        inspection.pace = min(max(inspection.pace * factor, paces.lowerBound), paces.upperBound)
        return take(inspection)
    }

    private mutating func take(_ changed: Inspection) -> Consequence {
        let isElsewhere = changed.place != inspection?.place
        inspection = changed
        return isElsewhere ? .request : .redraw
    }
}
