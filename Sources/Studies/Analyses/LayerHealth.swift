import Words

/// What is wrong with the channels of a layer.
public struct LayerHealth: Sendable, Equatable {
    /// A channel with which something is wrong.
    public struct Faulty: Sendable, Equatable {
        public let channel: Int
        public let fault: ChannelFault
        /// The channel that it does the same as, for a double.
        public let other: Int?

        public init(channel: Int, fault: ChannelFault, other: Int?) {
            (self.channel, self.fault, self.other) = (channel, fault, other)
        }
    }

    /// The place of the layer in the network's graph.
    public let layer: Int
    public let name: String
    public let channelCount: Int
    /// By rising channels.
    public let faults: [Faulty]

    public init(layer: Int, name: String, channelCount: Int, faults: [Faulty]) {
        (self.layer, self.name, self.channelCount, self.faults) = (layer, name, channelCount, faults)
    }
}

/// What can be wrong with a channel, in the order in which it is looked for: only the first is said.
public enum ChannelFault: String, CaseIterable, Sendable {
    case dead = "never active"
    case always = "always active"
    case saturated = "saturated"
    case notFinite = "not finite"
    case double = "double"

    /// For people.
    public var words: Words {
        switch self {
        case .dead: "never active"
        case .always: "always active"
        case .saturated: "saturated"
        case .notFinite: "not finite"
        case .double: "double"
        }
    }

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
