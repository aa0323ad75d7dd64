import Tensors

/// The mean of maps that arrive one by one, and how far chance can move it.
struct RunningMaps {
    private let shape: Shape
    private var sums: [Double]
    private var squares: [Double]
    private var count = 0

    /// - Parameter shape: H×W.
    init(shape: Shape) {
        self.shape = shape
        sums = [Double](repeating: 0, count: shape.count)
        squares = sums
    }

    /// Takes in Σ_c gradient·(x − other), all C×H×W.
    mutating func add(_ gradient: Tensor, times x: Tensor, minus other: Tensor) {
        let plane = shape.count
        let map = gradient.withUnsafeBufferPointer { gradient in
            x.withUnsafeBufferPointer { x in
                other.withUnsafeBufferPointer { other in
                    Tensor(shape) { map in
                        map.initialize(repeating: 0)
                        for start in stride(from: 0, to: x.count, by: plane) {
                            for position in 0..<plane {
                                map[position] +=
                                    gradient[start + position]
                                    * (x[start + position] - other[start + position])
                            }
                        }
                    }
                }
            }
        }
        map.withUnsafeBufferPointer { map in
            for position in 0..<plane {
                let value = Double(map[position])
                sums[position] += value
                squares[position] += value * value
            }
        }
        count += 1
    }

    /// H×W.
    var mean: Tensor { sums.tensor(shape, times: 1 / Double(max(count, 1))) }

    /// The root of the variance (÷ N) over the number of maps, averaged over the positions.
    var meanStandardError: Double {
        let count = Double(max(count, 1))
        let errors = sums.indices.map { position in
            let mean = sums[position] / count
            return (max(0, squares[position] / count - mean * mean) / count).squareRoot()
        }
        return errors.reduce(0, +) / Double(errors.count)
    }
}
