import Explanations
import Files
import Foundation
import ModelFormats

/// What the window shows as a record, and back: lessons are written in its words.
extension ViewerState {
    /// A session's entries, and those of ``WindowRecord``.
    var record: [String: JSONValue] {
        var record = WindowRecord.record(of: choices)
        if let layer { record["layer"] = .text(layer.name) }
        record["class"] = .list(namesOfClass.map { .text($0) })
        let values = mode.options.map { ($0.name, JSONValue.text(options.text($0))) }
        var methods = record["options"]?.record ?? [:]
        methods[mode.name] = .record(Dictionary(uniqueKeysWithValues: values))
        record["options"] = .record(methods)
        record["file"] = .text((path as NSString).lastPathComponent)
        record["panel"] = .list(openCards.map { .text($0) })
        record["answered"] = .bool(isAnswered)
        record["brush"] = .bool(brush != nil)
        record["stage"] = .integer(stage)
        if let place = inspection?.place, inspectableMap != nil {
            record["element"] = [.integer(place.row), .integer(place.column)]
            record["kept"] = .bool(inspection?.isPinned == true)
            record["playing"] = .bool(inspection?.isPlaying == true)
        }
        if analysis?.path == path, let predictions = analysis?.predictions, let first = predictions.first {
            record["prediction"] = .integer(first.index)
            if let explained = predictions.first(where: { $0.index == classIndex }) {
                record["probability"] = .number(explained.probability)
            }
        }
        return record
    }

    /// The explained class as a rank, an index and a name.
    private var namesOfClass: [String] {
        var names = [choices.classChoice.text]
        guard let index = classIndex, let predictions = analysis?.predictions else { return names }
        names.append("\(index)")
        if let rank = predictions.firstIndex(where: { $0.index == index }) {
            names += ["#\(rank + 1)", predictions[rank].label]
        }
        return names
    }

    private var openCards: [String] {
        [card, docked].compactMap { $0 }.map { Swift.type(of: $0).name }
    }

    /// Whether the whole answer to the present question is there.
    private var isAnswered: Bool {
        activity == .idle && answeredGeneration == generation && obstacle == nil && answer != nil
            && model?.name == choices.modelChoice.name && (!isMeasured || evaluation != nil)
    }

    /// Shows what a record states; what it leaves out stays as far as it does not depend on what changes.
    ///
    /// Opening a card is not the state's affair.
    ///
    /// - Parameter base: in place of the present choices.
    mutating func show(_ stated: [String: JSONValue], over base: Choices? = nil) {
        let before = base ?? choices
        guard var next = WindowRecord.session(stated, over: WindowRecord.record(of: before)) else { return }
        if next.photos.isEmpty { (next.photos, next.photoIndex) = (choices.photos, choices.photoIndex) }
        let isElsewhere = next.layerName != before.layerName || next.modelChoice != before.modelChoice
        if next.modelChoice != choices.modelChoice, model != nil {
            questionBefore = (choices.modelChoice, choices.layerName, choices.classChoice)
        }
        let isOther = next != choices
        choices = next
        if isElsewhere, stated["options"] == nil { resetPage() }
        isModeAutomatic = false
        card = nil
        highlighted = nil
        brush = stated["brush"]?.bool == true ? Brush() : nil
        stage = stated["stage"]?.integer ?? 0
        if isOther || base != nil || stated["element"] != nil { inspection = nil }
        if let place = stated["element"]?.list?.compactMap(\.integer), place.count == 2 {
            inspection = Inspection(
                place: .init(row: place[0], column: place[1]), isPinned: stated["kept"]?.bool ?? true)
        }
        if stated["playing"]?.bool == true { inspection?.isPlaying = true }
        if let model, model.name == choices.modelChoice.name { forgetUnknownLayer(of: model) }
        revealLayer()
    }
}
