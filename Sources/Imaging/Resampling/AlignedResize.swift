import Tensors

/// Bilinear enlargement with the ends of the axes on the ends: PyTorch's `align_corners=True`.
public struct AlignedResize: Sendable {
    private let rows, columns: Taps
    private let sourceWidth: Int

    /// - Parameters:
    ///   - source: rows and columns of the maps.
    ///   - target: rows and columns of what is made of them.
    public init(from source: (rows: Int, columns: Int), to target: (rows: Int, columns: Int)) {
        rows = Taps(from: source.rows, to: target.rows)
        columns = Taps(from: source.columns, to: target.columns)
        sourceWidth = source.columns
    }

    /// A map enlarged, in row-major order.
    ///
    /// - Parameter map: rows × columns of the source.
    public func enlarge(_ map: Tensor) -> [Float] {
        let (height, width) = (rows.first.count, columns.first.count)
        return [Float](unsafeUninitializedCapacity: height * width) { enlarged, count in
            var upper = [Float](repeating: 0, count: width)
            var lower = upper
            var heldRow = -1
            map.withUnsafeBufferPointer { map in
                func stretch(_ row: Int, into line: inout [Float]) {
                    for x in 0..<width {
                        let across = columns.fraction[x]
                        let (left, right) = (columns.first[x], columns.second[x])
                        line[x] =
                            map[row * sourceWidth + left] * (1 - across)
                            + map[row * sourceWidth + right] * across
                    }
                }
                for y in 0..<height {
                    if rows.first[y] != heldRow {
                        stretch(rows.first[y], into: &upper)
                        stretch(rows.second[y], into: &lower)
                        heldRow = rows.first[y]
                    }
                    let down = rows.fraction[y]
                    for x in 0..<width {
                        enlarged[y * width + x] = upper[x] * (1 - down) + lower[x] * down
                    }
                }
            }
            count = height * width
        }
    }

    /// Where each of `count` points of an axis lies between two points of the original.
    private struct Taps: Sendable {
        let first, second: [Int]
        let fraction: [Float]

        init(from source: Int, to count: Int) {
            let scale = count > 1 ? Float(source - 1) / Float(count - 1) : 0
            let places = (0..<count).map { Float($0) * scale }
            first = places.map { min(Int($0), source - 1) }
            second = first.map { min($0 + 1, source - 1) }
            fraction = zip(places, first).map { $0 - Float($1) }
        }
    }
}
