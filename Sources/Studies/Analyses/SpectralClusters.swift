import Foundation
import Tensors

/// Vectors in groups that hang together: a graph of their likeness, the least eigenvectors of its normalised Laplacian, as many groups as the
/// widest gap between eigenvalues says, k-means in their space (von Luxburg 2007; Lapuschkin et al. 2019, "Unmasking Clever Hans
/// predictors").
struct SpectralClusters {
    /// The group of each vector, from 0.
    let groups: [Int]
    let count: Int

    /// Groups at most.
    private static let mostGroups = 8

    /// - Parameter vectors: of one length, at least one.
    init(_ vectors: [[Double]]) {
        let count = vectors.count
        guard count >= 6 else {
            groups = [Int](repeating: 0, count: count)
            self.count = 1
            return
        }
        let weights = Self.affinities(vectors)
        let degrees = (0..<count).map { row in (0..<count).reduce(0) { $0 + weights[row * count + $1] } }
        var laplacian = [Double](repeating: 0, count: count * count)
        for row in 0..<count {
            for column in 0..<count {
                let weight =
                    weights[row * count + column] / max((degrees[row] * degrees[column]).squareRoot(), 1e-12)
                laplacian[row * count + column] = (row == column ? 1 : 0) - weight
            }
        }
        let wanted = min(Self.mostGroups + 1, count)
        guard
            let (values, eigenvectors) = SymmetricEigenvectors.least(
                of: laplacian, side: count, count: wanted)
        else {
            groups = [Int](repeating: 0, count: count)
            self.count = 1
            return
        }
        let gaps = (1..<wanted).map { (place: $0, gap: values[$0] - values[$0 - 1]) }
        // Of equal gaps the first: fewer groups.
        let found = gaps.max { ($0.gap, -$0.place) < ($1.gap, -$1.place) }?.place ?? 1
        let rows = (0..<count).map { row -> [Double] in
            let point = (0..<found).map { eigenvectors[$0][row] }
            let length = point.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return length > 0 ? point.map { $0 / length } : point
        }
        groups = Self.means(rows, found)
        self.count = found
    }

    /// The neighbour whose distance is a vector's own scale.
    private static let scaleNeighbour = 7

    /// exp(−d² / (σᵢ·σⱼ)), where σ is the distance to the seventh neighbour (Zelnik-Manor and Perona 2004, "Self-Tuning Spectral
    /// Clustering").
    private static func affinities(_ vectors: [[Double]]) -> [Double] {
        let count = vectors.count
        var squares = [Double](repeating: 0, count: count * count)
        for row in 0..<count {
            for column in row + 1..<max(count, row + 1) {
                let square = zip(vectors[row], vectors[column]).reduce(0) {
                    $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
                }
                squares[row * count + column] = square
                squares[column * count + row] = square
            }
        }
        let widest = squares.max() ?? 0
        let scales = (0..<count).map { row in
            let sorted = squares[row * count..<(row + 1) * count].sorted()
            return max(sorted[min(scaleNeighbour, count - 1)], 1e-6 * widest).squareRoot()
        }
        return (0..<count * count).map { place in
            let (row, column) = (place / count, place % count)
            guard row != column else { return 0 }
            let scale = scales[row] * scales[column]
            return scale > 0 ? exp(-squares[place] / scale) : 1
        }
    }

    /// k-means from points that are far from each other: the first, then always the one that is farthest from all chosen ones.
    private static func means(_ points: [[Double]], _ count: Int) -> [Int] {
        func distance(_ one: [Double], _ other: [Double]) -> Double {
            zip(one, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        }
        var centres = [points[0]]
        while centres.count < count {
            let farthest = points.indices.max { one, other in
                let distances = [one, other].map { place in
                    centres.map { distance($0, points[place]) }.min() ?? 0
                }
                return (distances[0], -one) < (distances[1], -other)
            }!
            centres.append(points[farthest])
        }
        var groups = [Int](repeating: 0, count: points.count)
        for _ in 0..<100 {
            let next = points.map { point in
                centres.indices.min {
                    (distance(centres[$0], point), $0) < (distance(centres[$1], point), $1)
                }!
            }
            for group in centres.indices {
                let members = points.indices.filter { next[$0] == group }
                guard !members.isEmpty else { continue }
                centres[group] = centres[group].indices.map { axis in
                    members.reduce(0) { $0 + points[$1][axis] } / Double(members.count)
                }
            }
            if next == groups { break }
            groups = next
        }
        return groups
    }
}
