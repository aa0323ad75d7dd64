import Tensors

/// Resizing of maps of numbers.
public enum Resize {
    /// A map resized as OpenCV's `cv2.resize` with `INTER_LINEAR` does it on 32-bit floats: the source position of
    /// output i is (i + 0.5)·in/out − 0.5, clamped to the map; there is no smoothing when reducing.
    ///
    /// - Parameters:
    ///   - map: H×W.
    /// - Returns: `height`×`width`.
    public static func linear(map: Tensor, height: Int, width: Int) -> Tensor {
        precondition(map.shape.rank == 2 && map.count > 0, "a map is H×W, not \(map.shape)")
        precondition(height > 0 && width > 0, "a map has at least one element")
        let (inputHeight, inputWidth) = (map.shape[0], map.shape[1])
        if inputHeight == height && inputWidth == width { return map }
        let columns = (0..<width).map { Position($0, input: inputWidth, output: width) }
        let rows = (0..<height).map { Position($0, input: inputHeight, output: height) }
        return map.withUnsafeBufferPointer { source in
            Tensor([height, width]) { destination in
                var upper = [Float](repeating: 0, count: width)
                var lower = upper
                var heldRow = -1
                func stretch(_ row: Int, into line: inout [Float]) {
                    let start = row * inputWidth
                    for (x, column) in columns.enumerated() {
                        line[x] = between(
                            source[start + column.first], source[start + column.second], column.fraction)
                    }
                }
                for (y, row) in rows.enumerated() {
                    if row.first != heldRow {
                        stretch(row.first, into: &upper)
                        stretch(row.second, into: &lower)
                        heldRow = row.first
                    }
                    for x in 0..<width {
                        destination[y * width + x] = between(upper[x], lower[x], row.fraction)
                    }
                }
            }
        }
    }

    /// a + (b − a)·fraction; OpenCV fuses the product with the sum, which double precision comes down to.
    @inline(__always)
    private static func between(_ a: Float, _ b: Float, _ fraction: Double) -> Float {
        Float(Double(a) + Double(b - a) * fraction)
    }

    private struct Position {
        let first: Int
        let second: Int

        /// How far the position lies from `first` towards `second`, in single precision.
        let fraction: Double

        init(_ index: Int, input: Int, output: Int) {
            let scale = Double(input) / Double(output)
            let exact = min(max((Double(index) + 0.5) * scale - 0.5, 0), Double(input - 1))
            first = Int(exact)
            second = min(first + 1, input - 1)
            fraction = Double(Float(exact - Double(first)))
        }
    }
}
