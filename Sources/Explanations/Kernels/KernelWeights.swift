import ModelFormats
import NeuralNetwork
import Tensors

/// The trained weights of a layer as kernels, one for each channel that it puts out.
struct KernelWeights {
    /// Kernels × inputs of each × rows × columns; rows and columns are 1 for a dense layer.
    let weights: Tensor

    var count: Int { weights.shape[0] }
    var inputs: Int { weights.shape[1] }
    var rows: Int { weights.shape[2] }
    var columns: Int { weights.shape[3] }
    private var area: Int { rows * columns }

    /// Nil where the layer has no such weights: convolutions over rows and columns and dense layers have.
    init?(_ operation: (any Operator)?) {
        guard let operation, [.convolution, .dense].contains(operation.kind), operation.randomization != nil,
            let weights = operation.parameters.first, weights.count > 0
        else { return nil }
        switch weights.shape.rank {
        case 2:
            let isTurned = (operation as? Dense).map { $0.order != .outputsByInputs } ?? false
            let matrix = isTurned ? weights.transposed : weights
            self.weights = matrix.reshaped(Shape([matrix.shape[0], matrix.shape[1], 1, 1]))
        case 4: self.weights = weights
        default: return nil
        }
    }

    /// The Euclidean length of each kernel.
    var norms: [Float] {
        let size = inputs * area
        return weights.withUnsafeBufferPointer { weights in
            (0..<count).map { kernel in
                let squares = weights[kernel * size..<(kernel + 1) * size].reduce(0.0) {
                    $0 + Double($1) * Double($1)
                }
                return Float(squares.squareRoot())
            }
        }
    }

    /// A kernel whose length is below this share of the longest one's can hardly put out anything.
    static let deadShare: Float = 1e-3

    static func deadCount(_ norms: [Float]) -> Int {
        let limit = (norms.max() ?? 0) * deadShare
        return norms.count { !($0 > limit) }
    }

    /// A kernel as one picture's values, H×W: its part that reads the strongest of its inputs; where that is a single
    /// number, all of them row by row, with no number behind the last.
    func tile(_ kernel: Int) -> Tensor {
        let start = kernel * inputs * area
        return weights.withUnsafeBufferPointer { weights in
            if area == 1 {
                let side = Int(Double(inputs).squareRoot().rounded(.up))
                let values = (0..<side * ((inputs + side - 1) / side)).map {
                    $0 < inputs ? weights[start + $0] : .nan
                }
                return Tensor(Shape([values.count / side, side]), values)
            }
            func strength(_ input: Int) -> Double {
                (0..<area).reduce(0) { $0 + Double(abs(weights[start + input * area + $1])) }
            }
            let strongest = (0..<inputs).max { strength($0) < strength($1) } ?? 0
            let part = (0..<area).map { weights[start + strongest * area + $0] }
            return Tensor(Shape([rows, columns]), part)
        }
    }

    /// A kernel that reads the picture itself, in the picture's colours, 3×H×W: red is how much more it puts out for red.
    ///
    /// - Parameter transform: how the picture's colours become the channels that it reads.
    func colours(_ kernel: Int, _ transform: ColourTransform) -> Tensor {
        let start = kernel * inputs * area
        return Tensor(Shape([3, rows, columns])) { colours in
            weights.withUnsafeBufferPointer { weights in
                for colour in 0..<3 {
                    for place in 0..<area {
                        colours[colour * area + place] = (0..<inputs).reduce(0) {
                            $0 + transform.matrix[$1][colour] * weights[start + $1 * area + place]
                        }
                    }
                }
            }
        }
    }
}
