import NeuralNetwork
import Tensors
import Words

/// Which channels of which layers do nothing, or the same as another, over the whole set.
public struct FilterHealth: SetAnalysis {
    public init() {}

    public let name = "health"
    public let title: Words = "Filter health"
    public let summary: Words =
        "Which channels are never active, always active, saturated, not finite or doubles of another, over all pictures."
    public let looksIntoLayers = true

    public func obstacle(in study: Study) -> StudyObstacle? { nil }

    public func emptyTotal(in study: Study) -> ChannelTotals {
        ChannelTotals(layers: ExaminedLayer.all(of: study.model.graph).map(LayerTotals.init))
    }

    /// Pictures of which single values are kept, to find channels that are alike.
    private static let sampleCount = 24

    public func observe(_ batch: StudyBatch, _ total: inout ChannelTotals) throws -> [NoNote] {
        let pass = try batch.forward()
        let step = max(1, batch.study.description.pictureCount / Self.sampleCount)
        for place in total.layers.indices {
            let node = batch.study.model.graph.nodes[total.layers[place].id]
            let output = try pass.output(of: node.id)
            for item in batch.items {
                let part = output.part(item.row)
                let maps = node.map?.maps(of: part) ?? part.reshaped([part.count, 1, 1])
                total.layers[place].add(
                    maps, sampledAs: item.picture.place % step == 0 ? item.picture.place : nil)
            }
        }
        return batch.items.map { _ in NoNote() }
    }

    /// What is wrong with the channels of each layer that is looked at, in the order of layers.
    public static func health(_ total: ChannelTotals) -> [LayerHealth] {
        total.layers.map { layer in
            LayerHealth(
                layer: layer.id, name: layer.name, channelCount: layer.channelCount,
                faults: layer.faults().map {
                    LayerHealth.Faulty(channel: $0.channel, fault: $0.fault, other: $0.other)
                })
        }
    }

    /// How many channels have which fault.
    ///
    /// - Parameter pictureCount: pictures that were looked at.
    public static func sentence(_ health: [LayerHealth], over pictureCount: Int) -> Words {
        let faults = health.flatMap(\.faults)
        let channelCount = health.reduce(0) { $0 + $1.channelCount }
        func count(_ fault: ChannelFault) -> Int { faults.count { $0.fault == fault } }
        return
            "Of \(channelCount) channels \(count(.dead)) are never active over \(pictureCount) pictures, \(count(.always)) are always active, \(count(.saturated)) are saturated, \(count(.notFinite)) have values that are not finite, and \(count(.double)) do the same as another."
    }

    public var examples: [Finding] {
        var finding = finding(Notes.example([(0, NoNote())], ChannelTotals(layers: [])))
        for fault in ChannelFault.allCases {
            finding.tables[0].add([.text("conv1"), .integer(0), .words(fault.words), .missing])
        }
        return [finding]
    }

    public func finding(_ notes: Notes<NoNote, ChannelTotals>) -> Finding {
        var finding = Finding(name: name, title: title)
        var layers = FindingTable(
            "layers", "Layers",
            columns: [
                "layer", "channels", "never active", "always active", "saturated", "not finite", "doubles",
            ],
            shownRows: 100)
        var channels = FindingTable(
            "channels", "Channels", columns: ["layer", "channel", "finding", "like channel"], shownRows: 60)
        var sums = [ChannelFault: Int]()
        var channelCount = 0
        let health = Self.health(notes.total)
        for layer in health {
            channelCount += layer.channelCount
            var counts = [ChannelFault: Int]()
            for faulty in layer.faults {
                counts[faulty.fault, default: 0] += 1
                sums[faulty.fault, default: 0] += 1
                channels.add([
                    .text(layer.name), .integer(faulty.channel), .words(faulty.fault.words),
                    faulty.other.map { .integer($0) } ?? .missing,
                ])
            }
            layers.add(
                [.text(layer.name), .integer(layer.channelCount)]
                    + ChannelFault.allCases.map { .integer(counts[$0] ?? 0) })
        }
        finding.add("channels", .integer(channelCount))
        for fault in ChannelFault.allCases { finding.add(fault.key, .integer(sums[fault] ?? 0)) }
        finding.sentences = [Self.sentence(health, over: notes.total.pictureCount)]
        finding.tables = [channels, layers]
        return finding
    }
}
