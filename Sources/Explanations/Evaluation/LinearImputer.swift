import NeuralNetwork
import Tensors

/// Fills removed pixels so that each is the weighted mean of its eight neighbours, those across a corner weighing half as
/// much ("A Consistent and Efficient Evaluation Strategy for Attribution Methods", Rong et al. 2022).
///
/// Neighbours outside the picture do not count. Solved by conjugate gradients, four channels at a time.
struct LinearImputer {
    typealias Lanes = SIMD4<Double>

    private let width: Int
    /// Positions of the removed pixels.
    let removed: [Int32]
    /// For each removed pixel its neighbours: the number of a removed one, −1 − position of a kept one; `absent` outside.
    private let neighbours: [Int32]
    private static let absent = Int32.max
    private static let offsets = [(-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)]
    private static let weights = offsets.map { $0.0 == 0 || $0.1 == 0 ? 1.0 / 6 : 1.0 / 12 }
    /// What may be left of an equation, as a share of the greatest kept value.
    private static let tolerance = 1e-7
    private static let iterationLimit = 5000

    /// - Parameter isRemoved: H×W; at least one pixel is kept.
    init(height: Int, width: Int, isRemoved: [Bool]) {
        precondition(isRemoved.count == height * width && isRemoved.contains(false))
        self.width = width
        var numbers = [Int32](repeating: -1, count: isRemoved.count)
        var removed: [Int32] = []
        for position in isRemoved.indices where isRemoved[position] {
            numbers[position] = Int32(removed.count)
            removed.append(Int32(position))
        }
        var neighbours: [Int32] = []
        neighbours.reserveCapacity(removed.count * 8)
        for position in removed {
            let (row, column) = (Int(position) / width, Int(position) % width)
            for (down, across) in Self.offsets {
                let (y, x) = (row + down, column + across)
                guard y >= 0, y < height, x >= 0, x < width else {
                    neighbours.append(Self.absent)
                    continue
                }
                let place = y * width + x
                neighbours.append(isRemoved[place] ? numbers[place] : Int32(-1 - place))
            }
        }
        self.removed = removed
        self.neighbours = neighbours
    }

    /// The removed pixels' values.
    ///
    /// - Parameters:
    ///   - picture: C×H×W; what stands at removed pixels is not read.
    /// - Returns: C × removed pixels.
    /// - Throws: `CancellationError`.
    func values(of picture: Tensor, cancellation: Cancellation?) throws -> Tensor {
        let channels = picture.shape[0]
        let plane = picture.shape[1] * picture.shape[2]
        var solutions: [[Lanes]] = []
        for start in stride(from: 0, to: channels, by: Lanes.scalarCount) {
            let lanes = min(Lanes.scalarCount, channels - start)
            let colours = picture.withUnsafeBufferPointer { values in
                (0..<plane).map { position in
                    var colour = Lanes.zero
                    for lane in 0..<lanes { colour[lane] = Double(values[(start + lane) * plane + position]) }
                    return colour
                }
            }
            solutions.append(try solve(colours, cancellation: cancellation))
        }
        return Tensor([channels, removed.count]) { result in
            for channel in 0..<channels {
                let solution = solutions[channel / Lanes.scalarCount]
                for index in removed.indices {
                    result[channel * removed.count + index] =
                        Float(solution[index][channel % Lanes.scalarCount])
                }
            }
        }
    }

    private func solve(_ colours: [Lanes], cancellation: Cancellation?) throws -> [Lanes] {
        let (diagonal, right) = system(colours)
        var scale = 0.0
        for value in right { scale = max(scale, value.magnitudes.max()) }
        var solution = start(colours)
        var product = applied(solution, diagonal)
        var rest = zip(right, product).map { $0 - $1 }
        var direction = zip(rest, diagonal).map { $0 / $1 }
        var measure = Self.dot(rest, direction)
        for iteration in 0..<Self.iterationLimit {
            if iteration % 16 == 0 {
                try cancellation?.check()
                // What is no number does not become one.
                if rest.allSatisfy({ !($0.magnitudes.max() > Self.tolerance * scale) }) { break }
            }
            product = applied(direction, diagonal)
            let length = Self.quotient(measure, Self.dot(direction, product))
            for index in solution.indices {
                solution[index] += length * direction[index]
                rest[index] -= length * product[index]
            }
            var next = Lanes.zero
            for index in rest.indices { next += rest[index] * rest[index] / diagonal[index] }
            let share = Self.quotient(next, measure)
            for index in direction.indices {
                direction[index] = rest[index] / diagonal[index] + share * direction[index]
            }
            measure = next
        }
        return solution
    }

    /// What the unknowns are multiplied by, and what the kept neighbours give.
    private func system(_ colours: [Lanes]) -> (diagonal: [Double], right: [Lanes]) {
        var diagonal = [Double](repeating: 1, count: removed.count)
        var right = [Lanes](repeating: .zero, count: removed.count)
        for index in removed.indices {
            for side in 0..<8 {
                let neighbour = neighbours[index * 8 + side]
                if neighbour == Self.absent {
                    diagonal[index] -= Self.weights[side]
                } else if neighbour < 0 {
                    right[index] += Self.weights[side] * colours[Int(-1 - neighbour)]
                }
            }
        }
        return (diagonal, right)
    }

    /// diagonal·x − Σ weight·neighbour over the removed neighbours.
    private func applied(_ x: [Lanes], _ diagonal: [Double]) -> [Lanes] {
        var result = [Lanes](repeating: .zero, count: x.count)
        x.withUnsafeBufferPointer { x in
            neighbours.withUnsafeBufferPointer { neighbours in
                Self.weights.withUnsafeBufferPointer { weights in
                    for index in 0..<x.count {
                        var sum = x[index] * diagonal[index]
                        for side in 0..<8 {
                            let neighbour = neighbours[index * 8 + side]
                            if neighbour >= 0, neighbour != Self.absent {
                                sum -= x[Int(neighbour)] * weights[side]
                            }
                        }
                        result[index] = sum
                    }
                }
            }
        }
        return result
    }

    /// A first guess: every removed pixel takes the mean of the known ones in the smallest cell of a pyramid that has any.
    private func start(_ colours: [Lanes]) -> [Lanes] {
        var isKnown = [Bool](repeating: true, count: colours.count)
        for position in removed { isKnown[Int(position)] = false }
        var level = PyramidLevel(width: width, height: colours.count / width)
        for position in colours.indices where isKnown[position] { level.add(colours[position], at: position) }
        var levels = [level]
        while levels.last!.width > 1 || levels.last!.height > 1 { levels.append(levels.last!.halved()) }
        return removed.map { position in
            var (row, column) = (Int(position) / width, Int(position) % width)
            for level in levels {
                if let mean = level.mean(row: row, column: column) { return mean }
                (row, column) = (row / 2, column / 2)
            }
            return .zero
        }
    }

    private static func dot(_ a: [Lanes], _ b: [Lanes]) -> Lanes {
        var sum = Lanes.zero
        for index in a.indices { sum += a[index] * b[index] }
        return sum
    }

    /// a / b, 0 where b is 0.
    private static func quotient(_ a: Lanes, _ b: Lanes) -> Lanes {
        (a / b).replacing(with: 0, where: b .== 0)
    }
}

/// Sums and counts of known colours in cells.
private struct PyramidLevel {
    let width: Int
    let height: Int
    private var sums: [LinearImputer.Lanes]
    private var counts: [Double]

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        sums = Array(repeating: .zero, count: width * height)
        counts = Array(repeating: 0, count: width * height)
    }

    mutating func add(_ colour: LinearImputer.Lanes, at position: Int) {
        sums[position] += colour
        counts[position] += 1
    }

    func mean(row: Int, column: Int) -> LinearImputer.Lanes? {
        let position = row * width + column
        return counts[position] > 0 ? sums[position] / counts[position] : nil
    }

    func halved() -> PyramidLevel {
        var half = PyramidLevel(width: (width + 1) / 2, height: (height + 1) / 2)
        for row in 0..<height {
            for column in 0..<width {
                let target = row / 2 * half.width + column / 2
                half.sums[target] += sums[row * width + column]
                half.counts[target] += counts[row * width + column]
            }
        }
        return half
    }
}

extension SIMD4<Double> {
    fileprivate var magnitudes: Self { replacing(with: -self, where: self .< 0) }
}
