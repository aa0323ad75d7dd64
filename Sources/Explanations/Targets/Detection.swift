/// One box that a detector found.
public struct Detection: Sendable, Equatable {
    /// The class's number.
    public let classIndex: Int
    public let label: String
    /// 0…1
    public let score: Double
    /// In pixels of the network's input, from its left upper corner.
    public let left, top, width, height: Double
    /// Its number among the output's boxes.
    let place: Int

    /// The share of both boxes' area that they have in common, 0…1.
    func overlap(with other: Detection) -> Double {
        let across = min(left + width, other.left + other.width) - max(left, other.left)
        let down = min(top + height, other.top + other.height) - max(top, other.top)
        guard across > 0, down > 0 else { return 0 }
        return across * down / (width * height + other.width * other.height - across * down)
    }
}
