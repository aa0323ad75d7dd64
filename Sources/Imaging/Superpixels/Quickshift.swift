import Foundation
import Tensors

extension SuperpixelMap {
    /// Quickshift (Vedaldi and Soatto 2008) as scikit-image 0.26 computes it, with LIME's parameters as defaults: every
    /// pixel hangs on the nearest one in colour and place where pixels lie denser, and each tree is a superpixel.
    ///
    /// - Parameters:
    ///   - kernelSize: pixels, the width of the Gaussian that measures the density; at least 1.
    ///   - greatestDistance: beyond which a pixel is a root of its own.
    ///   - colourRatio: what colours (CIELAB) are multiplied by against places.
    ///   - seed: of the noise that decides between equal densities.
    public static func quickshift(
        _ picture: Picture, kernelSize: Double = 4, greatestDistance: Double = 200, colourRatio: Double = 0.2,
        seed: UInt64 = 42
    ) -> SuperpixelMap {
        precondition(kernelSize >= 1, "a kernel of at least one pixel")
        let colours = PaddedColours(
            LabPlanes(picture, factor: colourRatio), margin: Int((3 * kernelSize).rounded(.up)))
        var densities = colours.densities(kernelSize: kernelSize)
        var generator = PCG64(seed: seed)
        for index in densities.indices { densities[index] += generator.normal() * 1e-5 }
        var parents = colours.parents(densities: densities, greatestDistance: greatestDistance)
        // Whoever stands nearer to the root is denser, so that following the parents ends.
        for index in parents.indices {
            var root = Int(parents[index])
            while Int(parents[root]) != root { root = Int(parents[root]) }
            var pixel = index
            while Int(parents[pixel]) != root {
                let next = Int(parents[pixel])
                parents[pixel] = Int32(root)
                pixel = next
            }
        }
        return SuperpixelMap(width: picture.width, height: picture.height, labels: parents)
    }
}

/// Colours with a margin around them that is far from every colour.
private struct PaddedColours: Sendable {
    typealias Lanes = SIMD4<Double>

    let width: Int
    let height: Int
    let margin: Int
    /// Pixels from one row to the next.
    let stride: Int
    /// L, a and b one after the other, each with its margins.
    let values: [Double]
    let planeSize: Int

    private static let distant = 1e6

    init(_ lab: LabPlanes, margin: Int) {
        width = lab.width
        height = lab.height
        self.margin = margin
        // Lanes that begin inside a row may end outside it.
        stride = lab.width + 2 * margin + Lanes.scalarCount
        planeSize = stride * lab.height
        var values = [Double](repeating: Self.distant, count: planeSize * 3)
        for (index, plane) in lab.planes.enumerated() {
            for y in 0..<height {
                let start = index * planeSize + y * stride + margin
                values.replaceSubrange(start..<start + width, with: plane[y * width..<(y + 1) * width])
            }
        }
        self.values = values
    }

    /// For each pixel Σ exp(−distance² / 2·kernelSize²) over the window, row by row as the reference adds it up.
    func densities(kernelSize: Double) -> [Double] {
        let factor = -0.5 / (kernelSize * kernelSize)
        var densities = [Double](repeating: 0, count: width * height)
        densities.withUnsafeMutableBufferPointer { target in
            values.withUnsafeBufferPointer { values in
                // Each part of the work writes its own rows.
                nonisolated(unsafe) let (target, values) = (target.baseAddress!, values.baseAddress!)
                inParts(height, of: 8) { rows in
                    for y in rows {
                        for x in Swift.stride(from: 0, to: width, by: Lanes.scalarCount) {
                            let sum = density(atX: x, y: y, factor: factor, values)
                            for lane in 0..<min(Lanes.scalarCount, width - x) {
                                target[y * width + x + lane] = sum[lane]
                            }
                        }
                    }
                }
            }
        }
        return densities
    }

    @inline(__always)
    private func density(
        atX x: Int, y: Int, factor: Double, _ values: UnsafePointer<Double>
    ) -> Lanes {
        func lanes(_ plane: Int, _ position: Int) -> Lanes {
            UnsafeRawPointer(values + plane * planeSize + position).loadUnaligned(as: Lanes.self)
        }
        let centre = y * stride + x + margin
        let own = (lanes(0, centre), lanes(1, centre), lanes(2, centre))
        var sum = Lanes.zero
        for row in max(y - margin, 0)..<min(y + margin + 1, height) {
            let rowTerm = Double((row - y) * (row - y))
            for dx in -margin...margin {
                let position = row * stride + x + margin + dx
                let first = own.0 - lanes(0, position)
                let second = own.1 - lanes(1, position)
                let third = own.2 - lanes(2, position)
                var distance: Lanes = first * first
                distance += second * second
                distance += third * third
                distance += Lanes(repeating: rowTerm)
                distance += Lanes(repeating: Double(dx * dx))
                sum += exponential(distance * Lanes(repeating: factor))
            }
        }
        return sum
    }

    /// For each pixel the nearest denser one of its window, the first in row-major order of those at the same distance;
    /// itself if there is none or it lies too far.
    func parents(densities: [Double], greatestDistance: Double) -> [Int32] {
        let offsets = Offset.all(within: margin)
        var parents = [Int32](repeating: 0, count: width * height)
        parents.withUnsafeMutableBufferPointer { parents in
            densities.withUnsafeBufferPointer { densities in
                // Each part of the work writes its own rows.
                nonisolated(unsafe) let parents = parents.baseAddress!
                nonisolated(unsafe) let densities = densities.baseAddress!
                inParts(height, of: 8) { rows in
                    for y in rows {
                        for x in 0..<width {
                            parents[y * width + x] = Int32(
                                parent(
                                    ofX: x, y: y, offsets, densities, greatestDistance: greatestDistance))
                        }
                    }
                }
            }
        }
        return parents
    }

    private func parent(
        ofX x: Int, y: Int, _ offsets: [Offset], _ densities: UnsafePointer<Double>,
        greatestDistance: Double
    ) -> Int {
        let own = y * width + x
        let place = y * stride + x + margin
        var nearest = Double.infinity
        var parent = own
        values.withUnsafeBufferPointer { values in
            for offset in offsets {
                // No colour makes a distance less than that between the places.
                if offset.square > nearest { break }
                let (row, column) = (y + offset.dy, x + offset.dx)
                guard row >= 0, row < height, column >= 0, column < width else { continue }
                let index = row * width + column
                guard densities[index] > densities[own] else { continue }
                let other = place + offset.dy * stride + offset.dx
                let first = values[place] - values[other]
                let second = values[planeSize + place] - values[planeSize + other]
                let third = values[2 * planeSize + place] - values[2 * planeSize + other]
                let colour = first * first + second * second + third * third
                let distance = colour + Double(offset.dy * offset.dy) + Double(offset.dx * offset.dx)
                if distance < nearest || (distance == nearest && index < parent) {
                    nearest = distance
                    parent = index
                }
            }
        }
        return nearest.squareRoot() > greatestDistance ? own : parent
    }
}

/// From one pixel to another.
private struct Offset {
    let dy, dx: Int

    var square: Double { Double(dy * dy + dx * dx) }

    /// The window's, from the nearest.
    static func all(within margin: Int) -> [Offset] {
        var offsets: [Offset] = []
        for dy in -margin...margin {
            for dx in -margin...margin where dy != 0 || dx != 0 { offsets.append(Offset(dy: dy, dx: dx)) }
        }
        return offsets.sorted { $0.square < $1.square }
    }
}

/// e^x to 2e-16 of it, for numbers of at most 0; below −700 something next to 0.
@inline(__always)
private func exponential(_ x: SIMD4<Double>) -> SIMD4<Double> {
    typealias Lanes = SIMD4<Double>
    let x = pointwiseMax(x, Lanes(repeating: -700))
    // Adding 1.5·2⁵² leaves the rounded number in the lowest bits.
    let shifted = x * 1.4426950408889634 + 0x1.8p52
    let power = shifted - 0x1.8p52
    let rest = (x - power * 0x1.62E42FEFA3800p-1) - power * 0x1.EF35793C76730p-45
    var sum = Lanes(repeating: 1.0 / 479_001_600)
    sum = sum * rest + 1.0 / 39_916_800
    sum = sum * rest + 1.0 / 3_628_800
    sum = sum * rest + 1.0 / 362_880
    sum = sum * rest + 1.0 / 40_320
    sum = sum * rest + 1.0 / 5040
    sum = sum * rest + 1.0 / 720
    sum = sum * rest + 1.0 / 120
    sum = sum * rest + 1.0 / 24
    sum = sum * rest + 1.0 / 6
    sum = sum * rest + 0.5
    sum = sum * rest + 1
    sum = sum * rest + 1
    let bits = unsafeBitCast(shifted, to: SIMD4<UInt64>.self) &<< 52
    return unsafeBitCast(unsafeBitCast(sum, to: SIMD4<UInt64>.self) &+ bits, to: Lanes.self)
}
