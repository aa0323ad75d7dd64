import Tensors
import Words

/// What of an input one element of an output can depend on, along rows and columns: of a layer's own input, or of a
/// network's.
///
/// Araujo, Norris, Sim: Computing Receptive Fields of Convolutional Neural Networks, Distill 2019.
public enum ReceptiveField: Sendable, Equatable {
    /// A part of it that moves with the element.
    case part(rows: Axis, columns: Axis)
    /// All of it, as behind a global pooling.
    case all
    /// Nothing of it: the output is fixed.
    case nothing
    /// Some part of it that moves in another way than evenly, or has no rows and columns.
    case unknown

    /// One of each case.
    public static let examples: [ReceptiveField] = [.samePlace, .all, .nothing, .unknown]

    /// The element at the same place.
    public static let samePlace = ReceptiveField.part(rows: Axis(), columns: Axis())

    /// Along one axis.
    public struct Axis: Sendable, Equatable {
        /// Input elements from one output element's part to the next one's; 0 where all have the same part.
        public let stride: Int
        /// Where the first output element's part begins; negative in the padding.
        public let first: Int
        /// How long a part is.
        public let extent: Int

        public init(stride: Int = 1, first: Int = 0, extent: Int = 1) {
            self.stride = stride
            self.first = first
            self.extent = extent
        }

        /// The part of an output element, within an input of a given extent; not empty.
        public func range(of index: Int, within limit: Int) -> Range<Int> {
            let start = first + index * stride
            let low = min(max(start, 0), limit - 1)
            return low..<max(min(start + extent, limit), low + 1)
        }

        /// What an element sees that reads a part of elements that see this.
        fileprivate func seen(by reader: Axis) -> Axis {
            Axis(
                stride: stride * reader.stride, first: first + reader.first * stride,
                extent: extent + (reader.extent - 1) * stride)
        }

        /// What covers both; nil where their strides differ.
        fileprivate func union(_ other: Axis) -> Axis? {
            guard stride == other.stride else { return nil }
            let start = min(first, other.first)
            let end = max(first + extent, other.first + other.extent)
            return Axis(stride: stride, first: start, extent: end - start)
        }
    }

    /// What an element sees that has a receptive field in elements that see this.
    ///
    /// - Parameter reader: that receptive field.
    public func seen(by reader: ReceptiveField) -> ReceptiveField {
        switch (self, reader) {
        case (.nothing, _), (_, .nothing): .nothing
        case (_, .all), (.all, _): .all
        case (.part(let rows, let columns), .part(let readerRows, let readerColumns)):
            .part(rows: rows.seen(by: readerRows), columns: columns.seen(by: readerColumns))
        case (.unknown, _), (_, .unknown): .unknown
        }
    }

    /// What covers both.
    public func union(_ other: ReceptiveField) -> ReceptiveField {
        switch (self, other) {
        case (.nothing, let some), (let some, .nothing): some
        case (.all, _), (_, .all): .all
        case (.part(let rows, let columns), .part(let otherRows, let otherColumns)):
            if let rows = rows.union(otherRows), let columns = columns.union(otherColumns) {
                .part(rows: rows, columns: columns)
            } else {
                .unknown
            }
        case (.unknown, _), (_, .unknown): .unknown
        }
    }

    /// A sentence for a person who looks at an element of a layer, or nil where an outline says it better.
    public var words: Words? {
        switch self {
        case .part: nil
        case .all: "It depends on all that the network sees."
        case .nothing: "It depends on nothing of the photo."
        case .unknown: "What of the photo it depends on is not known."
        }
    }
}

extension ReceptiveField {
    /// That of a window over the rows and columns of N×C×H×W; unknown for other shapes.
    static func window(_ window: Window, over input: Shape) -> ReceptiveField {
        guard input.rank == 4, let placement = try? window.place(over: [input[2], input[3]]) else {
            return .unknown
        }
        let axes = (0..<2).map { axis in
            Axis(
                stride: window.stride[axis], first: -placement.before[axis],
                extent: window.dilation[axis] * (window.kernelSize[axis] - 1) + 1)
        }
        return .part(rows: axes[0], columns: axes[1])
    }

    /// That of a function of lines, planes or more along axes, counted with the batch: all of the input where rows or columns
    /// are among them.
    static func along(_ axes: [Int], of input: Shape) -> ReceptiveField {
        guard input.rank == 4 else { return input.rank == 2 && axes.contains(1) ? .all : .unknown }
        return axes.contains { $0 > 1 } ? .all : .samePlace
    }

    /// That of one of the operands of an elementwise operation, which may broadcast to the output.
    static func operand(_ input: Shape, to output: Shape) -> ReceptiveField {
        if input == output { return .samePlace }
        guard input.rank == 4, output.rank == 4 else { return .unknown }
        func axis(_ axis: Int) -> Axis { Axis(stride: input[axis] == output[axis] ? 1 : 0) }
        return .part(rows: axis(2), columns: axis(3))
    }
}
