import Tensors

extension SuperpixelMap {
    /// Every element replaced by its channel's mean over its superpixel.
    ///
    /// - Parameter values: C×H×W of the map's extent.
    public func averaged(_ values: Tensor) -> Tensor {
        let areas = areas
        let plane = labels.count
        precondition(values.count % plane == 0, "values of the map's extent")
        return Tensor(values.shape) { destination in
            values.withUnsafeBufferPointer { values in
                labels.withUnsafeBufferPointer { labels in
                    for start in stride(from: 0, to: values.count, by: plane) {
                        var sums = [Double](repeating: 0, count: areas.count)
                        for pixel in 0..<plane { sums[Int(labels[pixel])] += Double(values[start + pixel]) }
                        let means = zip(sums, areas).map { Float($0 / Double($1)) }
                        for pixel in 0..<plane { destination[start + pixel] = means[Int(labels[pixel])] }
                    }
                }
            }
        }
    }

    /// Writes one array's elements in some superpixels and another's in the others.
    ///
    /// - Parameters:
    ///   - isFirst: for each superpixel, whether the first array counts there.
    ///   - first: C×H×W of the map's extent.
    ///   - second: the same.
    ///   - destination: C×H×W.
    public func write(
        where isFirst: [Bool], _ first: Tensor, else second: Tensor,
        to destination: UnsafeMutableBufferPointer<Float>
    ) {
        precondition(isFirst.count == count && first.count == second.count, "one choice for each superpixel")
        precondition(destination.count == first.count, "room for the whole array")
        let plane = labels.count
        let masks = isFirst.map { $0 ? UInt32.max : 0 }
        let pixelMasks = labels.map { masks[Int($0)] }
        pixelMasks.withUnsafeBufferPointer { masks in
            first.withUnsafeBufferPointer { first in
                second.withUnsafeBufferPointer { second in
                    for start in stride(from: 0, to: first.count, by: plane) {
                        for pixel in 0..<plane {
                            let mask = masks[pixel]
                            destination[start + pixel] = Float(
                                bitPattern: first[start + pixel].bitPattern & mask
                                    | second[start + pixel].bitPattern & ~mask)
                        }
                    }
                }
            }
        }
    }

    /// An array H×W with one value for each superpixel.
    public func spread(_ values: [Float]) -> Tensor {
        precondition(values.count == count, "one value for each superpixel")
        return Tensor([height, width], labels.map { values[Int($0)] })
    }

    /// The superpixel of the pixel in column `x` and row `y`.
    public func superpixel(atX x: Int, y: Int) -> Int {
        precondition(x >= 0 && x < width && y >= 0 && y < height, "pixel (\(x), \(y)) of \(width)×\(height)")
        return Int(labels[y * width + x])
    }
}
