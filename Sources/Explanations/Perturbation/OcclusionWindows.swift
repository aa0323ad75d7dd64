import Imaging
import Tensors

/// The positions of a window that slides over a picture, in an order that begins spread over all of it.
struct OcclusionWindows {
    private let windows: [PixelRectangle]
    /// Pixels that some window hides.
    let coveredPixels: Int

    var count: Int { windows.count }

    subscript(index: Int) -> PixelRectangle { windows[index] }

    /// - Parameters:
    ///   - side: of the window; one larger than the picture hides all of it.
    ///   - stride: where it is larger than the side, there are pixels that no window covers.
    init(height: Int, width: Int, side: Int, stride: Int) {
        func starts(_ length: Int) -> [(start: Int, extent: Int)] {
            let side = min(side, length)
            let count = min((length - side + stride - 1) / stride + 1, (length + stride - 1) / stride)
            return (0..<count).map { ($0 * stride, min(side, length - $0 * stride)) }
        }
        /// Windows lie beside each other, or overlap up to the end of the last one.
        func covered(_ spans: [(start: Int, extent: Int)]) -> Int {
            min(spans.reduce(0) { $0 + $1.extent }, spans.last.map { $0.start + $0.extent } ?? 0)
        }
        let (rows, columns) = (starts(height), starts(width))
        coveredPixels = covered(rows) * covered(columns)
        let rowMajor = rows.flatMap { row in
            columns.map { column in
                PixelRectangle(x: column.start, y: row.start, width: column.extent, height: row.extent)
            }
        }
        windows = SpreadOrder.positions(rowMajor.count).map { rowMajor[$0] }
    }

    /// Writes the input with something else in a window.
    ///
    /// - Parameters:
    ///   - input: C×H×W.
    ///   - replacement: C×H×W.
    ///   - destination: C×H×W.
    static func write(
        _ input: Tensor, with replacement: Tensor, in window: PixelRectangle,
        to destination: UnsafeMutableBufferPointer<Float>
    ) {
        let (height, width) = (input.shape[1], input.shape[2])
        input.withUnsafeBufferPointer { _ = destination.update(fromContentsOf: $0) }
        replacement.withUnsafeBufferPointer { replacement in
            for channel in 0..<input.shape[0] {
                for row in window.y..<window.maxY {
                    let start = (channel * height + row) * width
                    for position in start + window.x..<start + window.maxX {
                        destination[position] = replacement[position]
                    }
                }
            }
        }
    }
}
