/// How much room the window's parts have, and how large letters are in it.
struct Extent: Equatable, Sendable {
    /// The least in which the parts fit beside each other, the network between the photo and the predictions.
    static let beside = Extent(width: 1700, height: 1000)
    /// The least in which they fit with the network in a row of its own, for windows higher than wide.
    static let stacked = Extent(width: 1240, height: 1340, isStacked: true)

    /// In logical pixels, as the height.
    var width: Double
    var height: Double
    /// Whether the network has a row of its own.
    var isStacked = false
    /// How many times as large as usual letters are.
    var letters = 1.0
    /// Whether the answer has the window for itself.
    var isPresenting = false
    /// Whether the network's diagram has it.
    var showsGraph = false
}

/// How the window's parts and a dock share a drawable: nothing of it stays empty.
struct Arrangement {
    /// Real pixels for one logical pixel.
    let scale: Double
    /// What the parts have.
    let extent: Extent
    /// What lies beside or below them, in logical pixels; nil without one.
    let dock: Rect?

    /// The least that a dock takes, and the most, in logical pixels.
    private static let widths = 420.0...660.0
    private static let heights = 300.0...760.0

    /// The arrangement in which everything is largest.
    ///
    /// - Parameters:
    ///   - width: in real pixels, as the height.
    init(width: Double, height: Double, isDocked: Bool) {
        let (width, height) = (max(width, 1), max(height, 1))
        let all = [Extent.beside, .stacked].flatMap { least in
            isDocked
                ? [
                    Arrangement(least, Self.widths, nil, width, height),
                    Arrangement(least, nil, Self.heights, width, height),
                ] : [Arrangement(least, nil, nil, width, height)]
        }
        self = all.dropFirst().reduce(all[0]) { $1.scale > $0.scale * 1.02 ? $1 : $0 }
    }

    private init(
        _ least: Extent, _ widths: ClosedRange<Double>?, _ heights: ClosedRange<Double>?, _ width: Double,
        _ height: Double
    ) {
        scale = min(
            width / (least.width + (widths?.lowerBound ?? 0)),
            height / (least.height + (heights?.lowerBound ?? 0)))
        var extent = least
        (extent.width, extent.height) = (width / scale, height / scale)
        if let widths {
            let room = min(extent.width - least.width, widths.upperBound)
            extent.width -= room
            dock = Rect(x: extent.width, y: 0, width: room, height: extent.height)
        } else if let heights {
            let room = min(extent.height - least.height, heights.upperBound)
            extent.height -= room
            dock = Rect(x: 0, y: extent.height, width: extent.width, height: room)
        } else {
            dock = nil
        }
        self.extent = extent
    }
}
