/// A picture divided into superpixels: regions of similar pixels, numbered from 0.
public struct SuperpixelMap: Sendable, Equatable {
    public let width: Int
    public let height: Int
    /// H×W: the number of each pixel's superpixel, in row-major order.
    public let labels: [Int32]
    /// The number of superpixels; every number below it occurs.
    public let count: Int

    /// - Parameter labels: H×W, any numbers from 0; they are numbered anew in their order, without gaps.
    public init(width: Int, height: Int, labels: [Int32]) {
        precondition(labels.count == width * height, "\(labels.count) labels do not fill \(width)×\(height)")
        precondition(labels.allSatisfy { $0 >= 0 }, "labels count from 0")
        self.width = width
        self.height = height
        var places = [Int32](repeating: 0, count: Int(labels.max() ?? -1) + 1)
        for label in labels { places[Int(label)] = 1 }
        var count: Int32 = 0
        for label in places.indices where places[label] == 1 {
            places[label] = count
            count += 1
        }
        self.labels = labels.map { places[Int($0)] }
        self.count = Int(count)
    }

    /// Pixels of each superpixel.
    public var areas: [Int] {
        var areas = [Int](repeating: 0, count: count)
        for label in labels { areas[Int(label)] += 1 }
        return areas
    }
}
