extension Picture {
    /// The picture at another size for the eye: the mean of the covered area along an axis that shrinks, the
    /// nearest pixel along an axis that grows.
    public func scaledForDisplay(width: Int, height: Int) -> Picture {
        precondition(width > 0 && height > 0, "a picture has at least one pixel")
        if width == self.width && height == self.height { return self }
        let across = AreaTaps(input: self.width, output: width)
        let down = AreaTaps(input: self.height, output: height)
        let inputRowSize = self.width * 3
        return Picture(width: width, height: height) { destination in
            withUnsafeBytes { bytes in
                guard let start = bytes.baseAddress, let output = destination.baseAddress else { return }
                // Each band of rows is written by one thread and the source is only read.
                nonisolated(unsafe) let source = start
                nonisolated(unsafe) let target = output
                forEachBand(of: height, work: inputRowSize * self.height) { rows in
                    var line = [Float](repeating: 0, count: inputRowSize)
                    for y in rows {
                        line.withUnsafeMutableBufferPointer { line in
                            line.update(repeating: 0.5)
                            for tap in 0..<down.counts[y] {
                                let weight = down.weights[y * down.stride + tap]
                                let row = (source + (down.starts[y] + tap) * inputRowSize)
                                    .assumingMemoryBound(to: UInt8.self)
                                for index in 0..<inputRowSize { line[index] += Float(row[index]) * weight }
                            }
                            for x in 0..<width {
                                var sum = SIMD4<Float>()
                                for tap in 0..<across.counts[x] {
                                    let offset = (across.starts[x] + tap) * 3
                                    let pixel = SIMD4(line[offset], line[offset + 1], line[offset + 2], 0)
                                    sum += pixel * across.weights[x * across.stride + tap]
                                }
                                let offset = (y * width + x) * 3
                                target[offset] = UInt8(min(sum[0], 255))
                                target[offset + 1] = UInt8(min(sum[1], 255))
                                target[offset + 2] = UInt8(min(sum[2], 255))
                            }
                        }
                    }
                }
            }
        }
    }

    /// The picture at the largest size within `width`×`height` that keeps its proportions.
    public func scaledToFit(width: Int, height: Int) -> Picture {
        let size = sizeFitting(width: width, height: height)
        return scaledForDisplay(width: size.width, height: size.height)
    }

    /// The largest size within `width`×`height` that keeps the picture's proportions, at least 1×1.
    public func sizeFitting(width: Int, height: Int) -> (width: Int, height: Int) {
        let scale = min(Double(width) / Double(self.width), Double(height) / Double(self.height))
        return (
            max(Int((Double(self.width) * scale).rounded()), 1),
            max(Int((Double(self.height) * scale).rounded()), 1)
        )
    }
}
