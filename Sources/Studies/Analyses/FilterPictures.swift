import Foundation
import Imaging
import NeuralNetwork
import Tensors
import Words

/// What the filters of a layer look for: the pictures that excite each of them most, cut to what it sees of them, and how strongly each
/// class does.
public struct FilterPictures: SetAnalysis {
    public init() {}

    public let name = "filters"
    public let title: Words = "What a filter looks for"
    public let summary: Words =
        "For each channel of a layer the nine pictures that excite it most, cut to what it sees of them, and the classes that do."
    public let looksIntoLayers = true

    public func obstacle(in study: Study) -> StudyObstacle? {
        study.layer.map == nil ? .noMaps(name, layer: study.layer.name) : nil
    }

    public func emptyTotal(in study: Study) -> FilterTotals {
        FilterTotals(
            channelCount: study.layer.map?.channels ?? 0,
            classCount: max(study.description.setClasses.count, 1))
    }

    public func observe(_ batch: StudyBatch, _ total: inout FilterTotals) throws -> [NoNote] {
        guard let layout = batch.study.layer.map else { return batch.items.map { _ in NoNote() } }
        let output = try batch.forward().output(of: batch.study.layer.id)
        let graph = batch.study.model.graph
        let sight = FilterSight(
            graph.receptiveField(of: batch.study.layer), rows: graph.inputShape[1],
            columns: graph.inputShape[2])
        for item in batch.items {
            let entry = batch.study.dataset.entries[batch.study.order[item.picture.place]]
            let maps = layout.maps(of: output.part(item.row))
            maps.withUnsafeBufferPointer { values in
                let plane = layout.rows * layout.columns
                for channel in 0..<layout.channels {
                    var greatest = -Float.infinity
                    var place = 0
                    for index in 0..<plane {
                        let value = values[channel * plane + index]
                        if value > greatest { (greatest, place) = (value, index) }
                    }
                    guard greatest.isFinite else { continue }
                    total.add(channel, greatest, item.picture.place, label: entry.label ?? 0) {
                        sight.part(
                            row: place / layout.columns, column: place % layout.columns, of: item.region)
                    }
                }
            }
        }
        return batch.items.map { _ in NoNote() }
    }

    /// A channel that some picture excites.
    public struct Channel: Sendable {
        public let channel: Int
        /// The position among the set's labels of the one that excites it most, and by how much, 0…1 (see
        /// ``FilterTotals/selectivity(of:)``).
        public let label: Int
        public let selectivity: Double
        /// The mean of its maxima over the pictures of each label; nil for a label without any.
        public let means: [Double?]
        /// The nine pictures that excite it most, the greatest first.
        public let tops: [FilterTotals.Top]
    }

    /// Channels that some picture excites, those that one class excites most first.
    public static func channels(_ total: FilterTotals) -> [Channel] {
        (0..<total.channelCount).compactMap { channel in
            total.selectivity(of: channel).map { selectivity in
                Channel(
                    channel: channel, label: selectivity.label, selectivity: selectivity.value,
                    means: total.means(of: channel), tops: total.tops[channel])
            }
        }.sorted { (-$0.selectivity, $0.channel) < (-$1.selectivity, $1.channel) }
    }

    /// How many channels of a layer are excited.
    public static func sentence(_ count: Int, of channelCount: Int, layer: String) -> Words {
        "\(count) of \(channelCount) channels of \(layer) are excited by some picture; the channels that one class excites most come first."
    }

    /// Channels whose pictures are shown.
    private static let shown = 8

    public var examples: [Finding] {
        var total = FilterTotals(channelCount: 1, classCount: 2)
        total.add(0, 1, 0, label: 0) { [0, 0, 8, 8] }
        return [finding(Notes.example([(0, NoNote())], total))]
    }

    public func finding(_ notes: Notes<NoNote, FilterTotals>) -> Finding {
        var finding = Finding(name: name, title: title)
        let classes = notes.study.setClasses
        let total = notes.total
        var table = FindingTable(
            "channels", "Channels, those that one class excites most first",
            columns: ["channel", "class", "selectivity", "greatest", "pictures"], shownRows: 30)
        let ranked = Self.channels(total)
        let files = Dictionary(notes.pictures.map { ($0.picture.place, $0.picture.file) }) { first, _ in first
        }
        for row in ranked {
            table.add([
                .integer(row.channel),
                .className(classes.indices.contains(row.label) ? classes[row.label] : ""),
                .number(row.selectivity), FindingTable.Cell(row.tops.first.map { Double($0.value) }),
                .text(row.tops.compactMap { files[$0.place] }.joined(separator: ", ")),
            ])
        }
        finding.tables = [table]
        finding.add("layer", .text(notes.study.layer))
        finding.add("channels", .integer(total.channelCount))
        finding.sentences = [Self.sentence(ranked.count, of: total.channelCount, layer: notes.study.layer)]
        for row in ranked.prefix(Self.shown) {
            if let sheet = sheet(row.tops, notes) {
                let label = classes.indices.contains(row.label) ? classes[row.label] : ""
                finding.figures.append(
                    FindingFigure("Channel \(row.channel): \(className: label)", .picture(sheet)))
            }
        }
        return finding
    }

    /// Nine crops in rows of three.
    private func sheet(_ tops: [FilterTotals.Top], _ notes: Notes<NoNote, FilterTotals>) -> Picture? {
        let tile = 52
        var sheet = Picture(width: 3 * tile + 4, height: 3 * tile + 4, fill: .white)
        var drawn = 0
        for (number, top) in tops.prefix(9).enumerated() {
            guard let photo = notes.photo(top.place), let part = PixelRectangle(top.part) else { continue }
            let crop = part.intersection(photo.bounds)
            guard crop.width > 0, crop.height > 0 else { continue }
            let picture = photo.cropped(to: crop).resized(width: tile, height: tile, filter: .bilinear)
            sheet.draw(picture, atX: number % 3 * (tile + 2), y: number / 3 * (tile + 2))
            drawn += 1
        }
        return drawn > 0 ? sheet : nil
    }
}
