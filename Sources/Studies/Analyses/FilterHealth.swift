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
        for layer in notes.total.layers {
            let faults = layer.faults()
            channelCount += layer.channelCount
            var counts = [ChannelFault: Int]()
            for (channel, fault, other) in faults {
                counts[fault, default: 0] += 1
                sums[fault, default: 0] += 1
                channels.add([
                    .text(layer.name), .integer(channel), .text(fault.rawValue),
                    other.map { .integer($0) } ?? .missing,
                ])
            }
            layers.add(
                [.text(layer.name), .integer(layer.channelCount)]
                    + ChannelFault.allCases.map { .integer(counts[$0] ?? 0) })
        }
        finding.add("channels", .integer(channelCount))
        for fault in ChannelFault.allCases { finding.add(fault.key, .integer(sums[fault] ?? 0)) }
        finding.sentences = [
            "Of \(channelCount) channels \(sums[.dead] ?? 0) are never active over \(notes.total.pictureCount) pictures, \(sums[.always] ?? 0) are always active, \(sums[.saturated] ?? 0) are saturated, \(sums[.notFinite] ?? 0) have values that are not finite, and \(sums[.double] ?? 0) do the same as another."
        ]
        finding.tables = [channels, layers]
        return finding
    }
}

/// What can be wrong with a channel, in the order in which it is looked for: only the first is said.
enum ChannelFault: String, CaseIterable, Sendable {
    case dead = "never active"
    case always = "always active"
    case saturated = "saturated"
    case notFinite = "not finite"
    case double = "double"

    var key: String {
        switch self {
        case .dead: "neverActive"
        case .always: "alwaysActive"
        case .saturated: "saturated"
        case .notFinite: "notFinite"
        case .double: "doubles"
        }
    }
}

/// A layer whose channels are looked at: a layer with weights together with the normalisation and the activation after it.
struct ExaminedLayer {
    /// The last of them, whose output is looked at.
    let node: Node
    /// The activation's bounds; an infinite one where there is none.
    let bounds: (low: Float, high: Float)

    static func all(of graph: Graph) -> [ExaminedLayer] {
        var readers = [[Int]](repeating: [], count: graph.nodes.count)
        for node in graph.nodes { for input in Set(node.inputs) { readers[input].append(node.id) } }
        var seen: Set<Int> = []
        return graph.nodes.compactMap { node in
            guard node.isComputed, node.isByItem, !node.isEmpty,
                node.kind == .convolution || node.kind == .dense
            else { return nil }
            var last = node
            while readers[last.id].count == 1 {
                let next = graph.nodes[readers[last.id][0]]
                guard next.operation is BatchNormalization || next.operation is ActivationLayer,
                    next.isComputed
                else { break }
                last = next
            }
            guard last.id != graph.logits, !isBehindLogits(last.id, graph), seen.insert(last.id).inserted,
                last.map != nil || last.shape.rank == 1
                    || last.shape.dimensions.dropFirst().allSatisfy({ $0 == 1 })
            else { return nil }
            return ExaminedLayer(node: last, bounds: bounds(of: last))
        }
    }

    private static func isBehindLogits(_ node: Int, _ graph: Graph) -> Bool {
        graph.logits.map { node > $0 } ?? false
    }

    private static func bounds(of node: Node) -> (Float, Float) {
        let activation: Activation? =
            switch node.operation {
            case let layer as ActivationLayer: layer.activation
            case let layer as Convolution: layer.activation
            case let layer as Dense: layer.activation
            default: nil
            }
        return switch activation {
        case .relu?: (0, .infinity)
        case .relu6?: (0, 6)
        case .clip(let low, let high)?: (low, high)
        case .sigmoid?, .hardSigmoid?: (0, 1)
        case .tanh?: (-1, 1)
        default: (-.infinity, .infinity)
        }
    }
}
