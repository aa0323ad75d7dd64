import NeuralNetwork
import Words

/// The mean of one channel of a layer, or one place of it: what a feature map shows and a pattern search drives up.
public struct ChannelTarget: Target {
    public static let form = "channel C [at X,Y] of LAYER"
    public static let summary: Words =
        "The mean of channel C of a layer over all places, or its value at column X and row Y, counted from 0."
    public static let example = "channel 0 of LAYER"
    public static let need: TargetError.Need? = nil

    let channel: Int
    /// Nil for all places.
    let place: MapPlace?
    let layer: String

    public init?(_ text: String) {
        guard let rest = text.after("channel"), case (let head, let layer?) = rest.cut(at: "of") else {
            return nil
        }
        let (number, place) = head.cut(at: "at")
        guard let channel = Int(number) else { return nil }
        self.channel = channel
        self.layer = layer
        self.place = place.flatMap(MapPlace.init)
        if place != nil, self.place == nil { return nil }
    }

    public var text: String { "channel \(channel)" + (place.map { " at \($0.text)" } ?? "") + " of \(layer)" }

    public func asked(in analysis: Analysis, cancellation: Cancellation?) throws -> AskedAnalysis {
        try analysis.asked(text, cancellation: cancellation) { network in
            let node = try network.layer(named: layer)
            let name = network.name(of: node)
            guard let map = node.map else {
                if place != nil { throw TargetError.noMap(layer: name) }
                guard (0..<node.shape.count).contains(channel) else {
                    throw TargetError.channelOutOfRange(channel, count: node.shape.count, of: name)
                }
                return try network.element(channel, of: node.id)
            }
            guard (0..<map.channels).contains(channel) else {
                throw TargetError.channelOutOfRange(channel, count: map.channels, of: name)
            }
            try place?.check(within: map, of: name)
            let place = place.map { (row: $0.row, column: $0.column) }
            return try network.reduced(
                .mean, network.picked(node.positions(ofChannel: channel, at: place)!, of: node.id))
        }
    }
}
