import Foundation
import Tensors

/// Planes of real values as sums of waves: numpy's `irfft2` and its adjoint, for a batch of planes.
///
/// The transform is direct, as two matrix products: for planes of some hundred pixels that is a hundredth of a pass
/// through a network. One plane's spectrum is laid out as columns of frequencies 0…W/2 × (H real parts, H imaginary parts).
struct WavePlane: Sendable {
    let height: Int
    let width: Int
    /// 2H × 2H: real and imaginary parts along the rows' axis.
    private let vertical: Tensor
    /// 2F × W: the parts of the frequencies 0…W/2 along the columns' axis.
    private let horizontal: Tensor

    /// Frequencies along a row, 0…W/2.
    var columns: Int { width / 2 + 1 }
    /// Values of one plane's spectrum.
    var spectrumCount: Int { columns * 2 * height }

    init(height: Int, width: Int) {
        let columns = width / 2 + 1
        self.height = height
        self.width = width
        vertical = Tensor([2 * height, 2 * height]) { matrix in
            for frequency in 0..<height {
                for row in 0..<height {
                    let angle = 2 * Double.pi * Double(frequency * row % height) / Double(height)
                    let (cosine, sine) = (
                        Float(cos(angle) / Double(height)), Float(sin(angle) / Double(height))
                    )
                    let real = frequency * 2 * height + row
                    let imaginary = (height + frequency) * 2 * height + row
                    matrix[real] = cosine
                    matrix[real + height] = sine
                    matrix[imaginary] = -sine
                    matrix[imaginary + height] = cosine
                }
            }
        }
        horizontal = Tensor([2 * columns, width]) { matrix in
            for frequency in 0..<columns {
                // Every other frequency stands for its negative one, too.
                let isAlone = frequency == 0 || 2 * frequency == width
                let weight = (isAlone ? 1 : 2) / Double(width)
                for column in 0..<width {
                    let angle = 2 * Double.pi * Double(frequency * column % width) / Double(width)
                    matrix[2 * frequency * width + column] = Float(weight * cos(angle))
                    matrix[(2 * frequency + 1) * width + column] =
                        isAlone ? 0 : Float(-weight * sin(angle))
                }
            }
        }
    }

    /// The frequency of every value of a spectrum in cycles per pixel: √(fx² + fy²).
    var frequencies: [Float] {
        (0..<columns).flatMap { column in
            (0..<2 * height).map { position in
                let row = position % height
                let down = Double(row <= height / 2 ? row : row - height) / Double(height)
                let across = Double(column) / Double(width)
                return Float((down * down + across * across).squareRoot())
            }
        }
    }

    /// - Parameter spectra: N × ``spectrumCount``.
    /// - Returns: N×H×W.
    func planes(of spectra: Tensor) -> Tensor {
        let count = spectra.shape[0]
        let turned = Tensor([count, height, 2 * columns]) { turned in
            let columnsOfRows = Tensor(spectra.shape) { result in
                spectra.withUnsafeBufferPointer {
                    MatrixProduct.plain(
                        $0.baseAddress!, count: count * columns, weights: vertical, out: result.baseAddress!)
                }
            }
            Self.transpose(columnsOfRows, count, 2 * columns, height, into: turned)
        }
        return Tensor([count, height, width]) { result in
            turned.withUnsafeBufferPointer {
                MatrixProduct.plain(
                    $0.baseAddress!, count: count * height, weights: horizontal, out: result.baseAddress!)
            }
        }
    }

    /// The transposed map: from a gradient at the planes to that at their spectra.
    ///
    /// - Parameter gradient: N×H×W.
    /// - Returns: N × ``spectrumCount``.
    func adjoint(of gradient: Tensor) -> Tensor {
        let count = gradient.shape[0]
        let turned = Tensor([count, 2 * columns, height]) { turned in
            let rows = Tensor([count, height, 2 * columns]) { result in
                gradient.withUnsafeBufferPointer {
                    MatrixProduct.transposed(
                        $0.baseAddress!, count: count * height, weights: horizontal,
                        out: result.baseAddress!)
                }
            }
            Self.transpose(rows, count, height, 2 * columns, into: turned)
        }
        return Tensor([count, spectrumCount]) { result in
            turned.withUnsafeBufferPointer {
                MatrixProduct.transposed(
                    $0.baseAddress!, count: count * columns, weights: vertical, out: result.baseAddress!)
            }
        }
    }

    /// N × rows × columns → N × columns × rows.
    private static func transpose(
        _ source: Tensor, _ count: Int, _ rows: Int, _ columns: Int,
        into target: UnsafeMutableBufferPointer<Float>
    ) {
        source.withUnsafeBufferPointer { source in
            // Each part of the work writes its own plane.
            nonisolated(unsafe) let (source, target) = (source.baseAddress!, target.baseAddress!)
            inParts(count, of: 1) { planes in
                for plane in planes {
                    let start = plane * rows * columns
                    for column in 0..<columns {
                        for row in 0..<rows {
                            target[start + column * rows + row] = source[start + row * columns + column]
                        }
                    }
                }
            }
        }
    }
}
