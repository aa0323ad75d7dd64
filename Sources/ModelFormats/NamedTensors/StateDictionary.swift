/// A set of tensors that belong together, as a file keeps it.
struct StateDictionary: Sendable {
    /// The keys on the way to it in a checkpoint.
    var place: [String] = []
    /// The class of a network that was pickled whole, with its module, such as `torchvision.models.resnet.ResNet`.
    var type: String?
    let tensors: NamedTensors

    /// The keys as one text.
    var placeName: String { place.joined(separator: ".") }

    /// Whether it is a running mean of the weights by its keys.
    var isAveraged: Bool { Self.isAveraged(place) }

    /// Whether keys on the way to tensors say that they are running means of the weights.
    static func isAveraged(_ place: [String]) -> Bool {
        place.contains { key in
            key.lowercased().split(whereSeparator: { "_-. ".contains($0) })
                .contains { $0 == "ema" || $0 == "shadow" || $0 == "averaged" }
        }
    }
}
