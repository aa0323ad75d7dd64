import Tensors

/// How a layer's output is a map of the picture: where the value of a channel at a row and a column lies among one picture's
/// values.
///
/// Convolutions put out C×H×W; other networks have the channels last (H×W×C), or all places in one row behind a class token
/// (T×C).
public struct MapLayout: Sendable, Hashable {
    public let channels, rows, columns: Int
    /// Values from one channel, row or column to the next.
    private let strides: [Int]
    /// Values before the first place.
    private let start: Int

    /// - Parameters:
    ///   - roles: of the output's axes with the batch.
    ///   - shape: without the batch.
    /// - Returns: nil for an output that is no map, or one of a single place.
    init?(_ roles: [AxisRole], _ shape: Shape) {
        guard roles.first == .items || roles.first == .other, roles.count == shape.rank + 1 else {
            return nil
        }
        let strides = shape.strides
        var (channel, row, column): (Int?, Int?, Int?)
        var places: (rows: Int, columns: Int, axis: Int, first: Int)?
        for (axis, role) in roles.dropFirst().enumerated() {
            switch role {
            case .channels where channel == nil: channel = axis
            case .rows where row == nil: row = axis
            case .columns where column == nil: column = axis
            case .places(let rows, let columns, let first) where places == nil:
                places = (rows, columns, axis, first)
            case .other where shape[axis] == 1: break
            default: return nil
            }
        }
        channels = channel.map { shape[$0] } ?? 1
        let channelStride = channel.map { strides[$0] } ?? 0
        if let row, let column, places == nil {
            (rows, columns) = (shape[row], shape[column])
            self.strides = [channelStride, strides[row], strides[column]]
            start = 0
        } else if let places, row == nil, column == nil,
            places.first + places.rows * places.columns <= shape[places.axis]
        {
            (rows, columns) = (places.rows, places.columns)
            let step = strides[places.axis]
            self.strides = [channelStride, step * columns, step]
            start = places.first * step
        } else {
            return nil
        }
        guard rows * columns > 1, channels > 0 else { return nil }
    }

    /// C×H×W.
    public var shape: Shape { [channels, rows, columns] }

    /// One picture's output as C×H×W.
    ///
    /// - Parameter output: without the batch.
    public func maps(of output: Tensor) -> Tensor {
        if start == 0, strides == shape.strides, output.count == shape.count { return output.reshaped(shape) }
        return output.withUnsafeBufferPointer { source in
            Tensor(shape) { target in
                forEach { position, place in target[position] = source[place] }
            }
        }
    }

    /// Makes one channel's map 0 in an output; what is no place of the picture stays as it is.
    ///
    /// - Parameter output: of one picture, without the batch.
    public func clear(_ channel: Int, in output: UnsafeMutableBufferPointer<Float>) {
        for row in 0..<rows {
            for column in 0..<columns { output[index(channel, row, column)] = 0 }
        }
    }

    /// The positions of C×H×W in order, and where they lie.
    private func forEach(_ body: (_ position: Int, _ place: Int) -> Void) {
        var position = 0
        for channel in 0..<channels {
            for row in 0..<rows {
                for column in 0..<columns {
                    body(position, index(channel, row, column))
                    position += 1
                }
            }
        }
    }

    /// Which channel, row and column a value belongs to; nil for what is no place of the picture.
    ///
    /// - Parameter index: among one picture's values.
    public func place(of index: Int) -> (channel: Int, row: Int, column: Int)? {
        var rest = index - start
        guard rest >= 0 else { return nil }
        var place = [0, 0, 0]
        let extents = [channels, rows, columns]
        for axis in strides.indices.sorted(by: { strides[$0] > strides[$1] }) where extents[axis] > 1 {
            (place[axis], rest) = rest.quotientAndRemainder(dividingBy: strides[axis])
        }
        guard rest == 0, zip(place, extents).allSatisfy({ $0 < $1 }) else { return nil }
        return (place[0], place[1], place[2])
    }

    /// Where the value of a channel at a row and a column lies among one picture's values.
    public func index(_ channel: Int, _ row: Int, _ column: Int) -> Int {
        start + channel * strides[0] + row * strides[1] + column * strides[2]
    }
}
