/// The extent of a tensor along each axis, outermost first: N×C×H×W for pictures and feature maps,
/// N×F for vectors of features.
public struct Shape: Hashable, Sendable, ExpressibleByArrayLiteral, CustomStringConvertible {
    /// Extents, outermost axis first; none is negative.
    public let dimensions: [Int]

    public init(_ dimensions: [Int]) {
        precondition(dimensions.allSatisfy { $0 >= 0 }, "a shape has no negative extent")
        self.dimensions = dimensions
    }

    public init(arrayLiteral elements: Int...) {
        self.init(elements)
    }

    /// Number of axes.
    public var rank: Int { dimensions.count }

    /// Number of elements: the product of the extents, 1 for rank 0.
    public var count: Int { dimensions.reduce(1, *) }

    public subscript(axis: Int) -> Int { dimensions[axis] }

    /// Distances between neighbours along each axis in row-major order.
    public var strides: [Int] {
        var step = 1
        return dimensions.reversed().map { extent in
            defer { step *= extent }
            return step
        }.reversed()
    }

    /// The shape without its first axis, for example C×H×W of N×C×H×W.
    public var withoutBatch: Shape { Shape(Array(dimensions.dropFirst())) }

    /// The same shape with another extent along the first axis.
    public func withBatch(_ count: Int) -> Shape { Shape([count] + dimensions.dropFirst()) }

    /// For example `64×112×112`.
    public var description: String {
        dimensions.map(String.init).joined(separator: "×")
    }
}
