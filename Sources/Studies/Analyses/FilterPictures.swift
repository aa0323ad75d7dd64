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

    /// Channels whose pictures are shown.
    private static let shown = 8

    public func finding(_ notes: Notes<NoNote, FilterTotals>) -> Finding {
        var finding = Finding(name: name, title: title)
        let classes = notes.study.setClasses
        let total = notes.total
        var table = FindingTable(
            "channels", "Channels, those that one class excites most first",
            columns: ["channel", "class", "selectivity", "greatest", "pictures"], shownRows: 30)
        let ranked = (0..<total.channelCount).compactMap { channel in
            total.selectivity(of: channel).map { (channel: channel, label: $0.label, value: $0.value) }
        }.sorted { (-$0.value, $0.channel) < (-$1.value, $1.channel) }
        let files = Dictionary(notes.pictures.map { ($0.picture.place, $0.picture.file) }) { first, _ in first
        }
        for row in ranked {
            table.add([
                .integer(row.channel), .text(classes.indices.contains(row.label) ? classes[row.label] : ""),
                .number(row.value), FindingTable.Cell(total.tops[row.channel].first.map { Double($0.value) }),
                .text(total.tops[row.channel].compactMap { files[$0.place] }.joined(separator: ", ")),
            ])
        }
        finding.tables = [table]
        finding.add("layer", .text(notes.study.layer))
        finding.add("channels", .integer(total.channelCount))
        finding.sentences = [
            "\(ranked.count) of \(total.channelCount) channels of \(notes.study.layer) are excited by some picture; the channels that one class excites most come first."
        ]
        for row in ranked.prefix(Self.shown) {
            if let sheet = sheet(total.tops[row.channel], notes) {
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

/// The part of a picture that one place of a layer sees.
struct FilterSight {
    private let field: ReceptiveField
    private let rows, columns: Int

    /// - Parameters:
    ///   - rows: of the network's input.
    init(_ field: ReceptiveField, rows: Int, columns: Int) {
        self.field = field
        self.rows = rows
        self.columns = columns
    }

    /// - Parameter region: of the picture that the network sees.
    /// - Returns: x, y, width and height in the picture; an eighth of the input at least, so that there is something to see.
    func part(row: Int, column: Int, of region: PixelRectangle) -> [Int] {
        guard case .part(let down, let across) = field else { return region.array }
        let (top, height) = Self.scaled(down.range(of: row, within: rows), rows, region.y, region.height)
        let (left, width) = Self.scaled(
            across.range(of: column, within: columns), columns, region.x, region.width)
        return [left, top, width, height]
    }

    private static func scaled(_ range: Range<Int>, _ extent: Int, _ start: Int, _ length: Int) -> (Int, Int)
    {
        let least = max(extent / 8, 1)
        var (low, high) = (range.lowerBound, range.upperBound)
        if high - low < least {
            low = max(0, (low + high - least) / 2)
            high = min(extent, low + least)
        }
        let first = start + low * length / extent
        return (first, max(1, start + high * length / extent - first))
    }
}
