import Tensors

/// Fills holes in a picture from their edges inward, continuing what lies around them (Telea 2004, "An Image Inpainting
/// Technique Based on the Fast Marching Method"), with the results of OpenCV's `cv2.inpaint(…, INPAINT_TELEA)`.
public struct TeleaInpainting: Sendable {
    /// How far from a pixel its new value is gathered, in pixels.
    public let radius: Int

    /// - Parameter radius: 1…100.
    public init(radius: Int) {
        precondition((1...100).contains(radius))
        self.radius = radius
    }

    /// - Parameters:
    ///   - picture: what lies around the holes.
    ///   - isHole: for each pixel, row by row.
    public func filled(_ picture: Picture, isHole: [Bool]) -> Picture {
        precondition(isHole.count == picture.width * picture.height)
        guard isHole.contains(true) else { return picture }
        var march = Marching(picture, isHole: isHole, radius: radius)
        march.measureOutside()
        march.fill()
        return Picture(width: picture.width, height: picture.height, pixels: march.pixels)
    }
}

/// The state of one filling. The grid of `isUnknown` and `distance` has a border of one cell around the picture.
private struct Marching {
    private let radius: Int
    private let rows, columns: Int
    private let width: Int
    private let isHole: [Bool]
    private let band: [Int]
    private var isUnknown: [Bool]
    /// From the edge of the hole: positive inside, negative outside.
    private var distance: [Float]
    private(set) var pixels: [UInt8]

    private static let far: Float = 1e6

    init(_ picture: Picture, isHole holes: [Bool], radius: Int) {
        self.radius = radius
        (rows, columns, width) = (picture.height + 2, picture.width + 2, picture.width)
        var isHole = [Bool](repeating: false, count: rows * columns)
        for y in 0..<picture.height {
            for x in 0..<picture.width { isHole[(y + 1) * columns + x + 1] = holes[y * width + x] }
        }
        let grid = (columns, rows)
        band = isHole.indices.filter { cell in
            let (y, x) = (cell / grid.0, cell % grid.0)
            guard !isHole[cell], y > 0, x > 0, y < grid.1 - 1, x < grid.0 - 1 else { return false }
            return isHole[cell - grid.0] || isHole[cell - 1] || isHole[cell + grid.0] || isHole[cell + 1]
        }
        self.isHole = isHole
        isUnknown = isHole
        distance = [Float](repeating: Self.far, count: isHole.count)
        for cell in band { distance[cell] = 0 }
        pixels = picture.pixels
    }

    private func neighbours(of cell: Int) -> [Int] { [cell - columns, cell - 1, cell + columns, cell + 1] }

    private func isInside(_ cell: Int) -> Bool {
        let (y, x) = (cell / columns, cell % columns)
        return y > 0 && x > 0 && y < rows - 1 && x < columns - 1
    }

    /// The cells from which the march starts, by their distance.
    private var edge: PriorityQueue<Int> {
        var queue = PriorityQueue<Int>()
        for cell in band { queue.push(cell, priority: 0) }
        return queue
    }

    /// Measures the distance of known pixels within the radius of a hole, as negative numbers.
    mutating func measureOutside() {
        let known = isUnknown
        isUnknown = ring()
        var queue = edge
        var reached = band
        while let cell = queue.pop() {
            for next in neighbours(of: cell) where isInside(next) && isUnknown[next] {
                distance[next] = arrival(at: next)
                isUnknown[next] = false
                reached.append(next)
                queue.push(next, priority: Double(distance[next]))
            }
        }
        for cell in reached { distance[cell] = -distance[cell] }
        isUnknown = known
    }

    /// Known cells within a square of the radius around a hole, but for its edge.
    private func ring() -> [Bool] {
        var ring = [Bool](repeating: false, count: isHole.count)
        for cell in isHole.indices where isHole[cell] {
            let (y, x) = (cell / columns, cell % columns)
            // A hole among eight other holes reaches no further than they do.
            let around = [cell - columns, cell, cell + columns].flatMap { [$0 - 1, $0, $0 + 1] }
            guard around.contains(where: { !isHole[$0] }) else { continue }
            for row in max(1, y - radius)...min(rows - 2, y + radius) {
                for column in max(1, x - radius)...min(columns - 2, x + radius) {
                    ring[row * columns + column] = true
                }
            }
        }
        for cell in isHole.indices where isHole[cell] { ring[cell] = false }
        for cell in band { ring[cell] = false }
        return ring
    }

    mutating func fill() {
        var queue = edge
        while let cell = queue.pop() {
            for next in neighbours(of: cell) where isInside(next) && isUnknown[next] {
                distance[next] = arrival(at: next)
                paint(next)
                isUnknown[next] = false
                queue.push(next, priority: Double(distance[next]))
            }
        }
    }

    /// The least solution of |∇T| = 1 from the four pairs of neighbours.
    private func arrival(at cell: Int) -> Float {
        func solution(_ first: Int, _ second: Int) -> Float {
            let (a, b) = (Double(distance[first]), Double(distance[second]))
            switch (isUnknown[first], isUnknown[second]) {
            case (false, false):
                return abs(a - b) >= 1
                    ? Float(1 + min(a, b)) : Float((a + b + (2 - (a - b) * (a - b)).squareRoot()) * 0.5)
            case (false, true): return Float(1 + a)
            case (true, false): return Float(1 + b)
            case (true, true): return Float(1 + min(a, b))
            }
        }
        let (up, left, down, right) = (cell - columns, cell - 1, cell + columns, cell + 1)
        return min(solution(up, left), solution(down, left), solution(up, right), solution(down, right))
    }

    /// The slope of the distance along one axis, from what is known.
    private func slope(at cell: Int, step: Int) -> Float {
        switch (isUnknown[cell + step], isUnknown[cell - step]) {
        case (false, false): (distance[cell + step] - distance[cell - step]) * 0.5
        case (false, true): distance[cell + step] - distance[cell]
        case (true, false): distance[cell] - distance[cell - step]
        case (true, true): 0
        }
    }

    /// Gives a pixel the weighted mean of the known ones around it, each continued along its gradient.
    private mutating func paint(_ cell: Int) {
        let (y, x) = (cell / columns, cell % columns)
        let slopes = (x: slope(at: cell, step: 1), y: slope(at: cell, step: columns))
        var means = SIMD3<Float>.zero
        var across = SIMD3<Float>.zero
        var down = SIMD3<Float>.zero
        var total: Float = 1e-20
        for row in max(1, y - radius)...min(rows - 2, y + radius) {
            for column in max(1, x - radius)...min(columns - 2, x + radius) {
                let other = row * columns + column
                let (right, below) = (Float(x - column), Float(y - row))
                let square = right * right + below * below
                guard !isUnknown[other], square <= Float(radius * radius) else { continue }
                let nearness = Float(1 / (Double(square) * Double(square).squareRoot()))
                let level = Float(1 / (1 + Double(abs(distance[other] - distance[cell]))))
                var direction = right * slopes.x + below * slopes.y
                if abs(direction) <= 0.01 { direction = 0.000001 }
                let weight = abs(nearness * level * direction)
                let gradient = gradient(row: row, column: column)
                means += weight * colour(row - 1, column - 1)
                across -= weight * (gradient.x * right)
                down -= weight * (gradient.y * below)
                total += weight
            }
        }
        let target = ((y - 1) * width + x - 1) * 3
        for channel in 0..<3 {
            let length = (across[channel] * across[channel] + down[channel] * down[channel]).squareRoot()
            let turn = (across[channel] + down[channel]) / (length + 1e-20)
            let value = means[channel] / total + turn + 0.5
            pixels[target + channel] =
                value.isNaN ? 0 : UInt8(min(max(value.rounded(.toNearestOrEven), 0), 255))
        }
    }

    /// The picture's gradient at a known cell as the reference takes it: over two pixels it counts four times as much.
    private func gradient(row: Int, column: Int) -> (x: SIMD3<Float>, y: SIMD3<Float>) {
        let cell = row * columns + column
        // Rows and columns of the picture, kept one away from its edges where the cell lies on one.
        let (upper, lower) = (row - (row == 1 ? 0 : 1), row - 1 - (row == rows - 2 ? 1 : 0))
        let (left, right) = (column - (column == 1 ? 0 : 1), column - 1 - (column == columns - 2 ? 1 : 0))
        func difference(
            _ next: Bool, _ previous: Bool, _ both: @autoclosure () -> SIMD3<Float>,
            _ after: @autoclosure () -> SIMD3<Float>, _ before: @autoclosure () -> SIMD3<Float>
        ) -> SIMD3<Float> {
            switch (next, previous) {
            case (false, false): both() * 2
            case (false, true): after()
            case (true, false): before()
            case (true, true): .zero
            }
        }
        return (
            difference(
                isUnknown[cell + 1], isUnknown[cell - 1],
                colour(upper, right + 1) - colour(upper, left - 1),
                colour(upper, right + 1) - colour(upper, left),
                colour(upper, right) - colour(upper, left - 1)),
            difference(
                isUnknown[cell + columns], isUnknown[cell - columns],
                colour(lower + 1, left) - colour(upper - 1, left),
                colour(lower + 1, left) - colour(upper, left),
                colour(lower, left) - colour(upper - 1, left))
        )
    }

    /// A pixel of the picture.
    private func colour(_ y: Int, _ x: Int) -> SIMD3<Float> {
        let start = (y * width + x) * 3
        return SIMD3(Float(pixels[start]), Float(pixels[start + 1]), Float(pixels[start + 2]))
    }
}
