import Foundation

extension SuperpixelMap {
    /// Simple linear iterative clustering (Achanta et al. 2012) as scikit-image 0.26 computes it with `start_label=0`:
    /// k-means over colour and place, each cluster within a window around it, and connected pieces made of the result.
    ///
    /// - Parameters:
    ///   - clusters: about how many superpixels are wanted, at least 1.
    ///   - compactness: how much places count against colours; greater than 0.
    ///   - iterations: of k-means at most.
    public static func slic(
        _ picture: Picture, clusters: Int = 100, compactness: Double = 10, iterations: Int = 10
    ) -> SuperpixelMap {
        precondition(clusters > 0 && compactness > 0, "at least one cluster")
        var clustering = SLICClustering(
            LabPlanes(picture, isStretched: true, factor: 1 / compactness), clusters: clusters)
        for _ in 0..<iterations {
            clustering.assignPixels()
            clustering.moveCentres()
        }
        return clustering.connected()
    }
}

/// The state of SLIC's k-means.
private struct SLICClustering {
    struct Centre {
        var y, x: Double
        var colour: SIMD3<Double>
    }

    let width: Int
    let height: Int
    let colours: [SIMD3<Double>]
    /// Pixels between two centres at the start.
    let step: Int
    private(set) var centres: [Centre]
    private(set) var nearest: [Int32]

    init(_ lab: LabPlanes, clusters: Int) {
        width = lab.width
        height = lab.height
        colours = lab.planes[0].indices.map {
            SIMD3(lab.planes[0][$0], lab.planes[1][$0], lab.planes[2][$0])
        }
        let grid = Self.grid(height: lab.height, width: lab.width, clusters: clusters)
        step = max(grid.rows.step, grid.columns.step)
        centres = Swift.stride(from: grid.rows.start, to: height, by: grid.rows.step).flatMap { y in
            Swift.stride(from: grid.columns.start, to: lab.width, by: grid.columns.step).map { x in
                Centre(y: Double(y), x: Double(x), colour: .zero)
            }
        }
        nearest = [Int32](repeating: 0, count: colours.count)
    }

    /// Where scikit-image's `regular_grid` puts about so many points.
    private static func grid(
        height: Int, width: Int, clusters: Int
    ) -> (rows: (start: Int, step: Int), columns: (start: Int, step: Int)) {
        if height * width <= clusters { return ((0, 1), (0, 1)) }
        let (short, long) = (Double(min(height, width)), Double(max(height, width)))
        // The picture counts as a volume of depth 1; its step is 1 because the cube root exceeds it.
        var steps = (short: 0.0, long: 0.0)
        let even = (short * long / Double(clusters)).squareRoot()
        steps = short < even ? (short, long / Double(clusters)) : (even, even)
        func axis(_ step: Double) -> (start: Int, step: Int) {
            (Int((step / 2).rounded(.down)), max(1, Int(step.rounded(.toNearestOrEven))))
        }
        return height <= width
            ? (axis(steps.short), axis(steps.long)) : (axis(steps.long), axis(steps.short))
    }

    /// Gives every pixel to the nearest centre, the first of those at the same distance.
    mutating func assignPixels() {
        var distances = [Double](repeating: .infinity, count: colours.count)
        let placeWeight = 1 / Double(step * step)
        for (index, centre) in centres.enumerated() where centre.y.isFinite {
            let reach = Double(2 * step)
            for y in Int(max(centre.y - reach, 0))..<Int(min(centre.y + reach + 1, Double(height))) {
                let dy = (centre.y - Double(y)) * (centre.y - Double(y))
                for x in Int(max(centre.x - reach, 0))..<Int(min(centre.x + reach + 1, Double(width))) {
                    let dx = (centre.x - Double(x)) * (centre.x - Double(x))
                    let pixel = y * width + x
                    let difference = colours[pixel] - centre.colour
                    let square = difference * difference
                    let distance = (dy + dx) * placeWeight + (square.x + square.y + square.z)
                    if distance < distances[pixel] {
                        distances[pixel] = distance
                        nearest[pixel] = Int32(index)
                    }
                }
            }
        }
    }

    /// Moves every centre to the mean of its pixels; one without any is out of the running.
    mutating func moveCentres() {
        var counts = [Double](repeating: 0, count: centres.count)
        var sums = [Centre](repeating: Centre(y: 0, x: 0, colour: .zero), count: centres.count)
        for y in 0..<height {
            for x in 0..<width {
                let cluster = Int(nearest[y * width + x])
                counts[cluster] += 1
                sums[cluster].y += Double(y)
                sums[cluster].x += Double(x)
                sums[cluster].colour += colours[y * width + x]
            }
        }
        centres = zip(sums, counts).map { sum, count in
            Centre(y: sum.y / count, x: sum.x / count, colour: sum.colour / count)
        }
    }

    /// Connected pieces of the clusters; one of less than half the usual size joins a neighbour.
    func connected() -> SuperpixelMap {
        let usual = Double(colours.count) / Double(centres.count)
        let (least, greatest) = (Int(0.5 * usual), Int(3 * usual))
        var labels = [Int32](repeating: -1, count: colours.count)
        var next: Int32 = 0
        for start in labels.indices where labels[start] < 0 {
            var neighbour: Int32 = 0
            var piece = [start]
            labels[start] = next
            var visited = 0
            while visited < piece.count, piece.count < greatest {
                let (y, x) = (piece[visited] / width, piece[visited] % width)
                for (row, column) in [(y, x + 1), (y, x - 1), (y + 1, x), (y - 1, x)] {
                    guard row >= 0, row < height, column >= 0, column < width else { continue }
                    let pixel = row * width + column
                    if labels[pixel] < 0, nearest[pixel] == nearest[start] {
                        labels[pixel] = next
                        piece.append(pixel)
                        if piece.count >= greatest { break }
                    } else if labels[pixel] >= 0, labels[pixel] != next {
                        neighbour = labels[pixel]
                    }
                }
                visited += 1
            }
            if piece.count < least {
                for pixel in piece { labels[pixel] = neighbour }
            } else {
                next += 1
            }
        }
        return SuperpixelMap(width: width, height: height, labels: labels)
    }
}
