/// Where the axes of Keras's tensors lie in the graph, counted with the batch.
///
/// A network that has its channels last, as nearly all have, has its last axis moved behind the batch; one that has them
/// first stays as it is.
struct KerasLayout: Sendable, Equatable {
    let isChannelsFirst: Bool

    static let channelsLast = KerasLayout(isChannelsFirst: false)
    static let channelsFirst = KerasLayout(isChannelsFirst: true)

    /// What `data_format` says where nothing else is meant.
    var format: String { isChannelsFirst ? "channels_first" : "channels_last" }

    /// The place of one of Keras's axes.
    func axis(_ axis: Int, rank: Int) -> Int {
        isChannelsFirst || axis == 0 ? axis : axis == rank - 1 ? 1 : axis + 1
    }

    /// The order of axes that puts the graph's into Keras's; nil where they are the same.
    func toKeras(_ rank: Int) -> [Int]? {
        isChannelsFirst || rank < 3 ? nil : [0] + Array(2..<rank) + [1]
    }

    /// The order of axes that puts Keras's into the graph's; nil where they are the same.
    func fromKeras(_ rank: Int) -> [Int]? {
        isChannelsFirst || rank < 3 ? nil : [0, rank - 1] + Array(1..<rank - 1)
    }
}
