import Dispatch

/// How pixels between pixels are found.
public enum ResizeFilter: String, CaseIterable, Sendable {
    /// The pixel that the centre falls on.
    case nearest

    /// A triangle of radius 1; widened by the scale when reducing.
    case bilinear

    /// The cubic of Keys with a = −0.5, radius 2; widened by the scale when reducing.
    case bicubic
}

extension Picture {
    /// The picture stretched or shrunk, bit for bit as Pillow's `Image.resize` does it.
    public func resized(width: Int, height: Int, filter: ResizeFilter) -> Picture {
        precondition(width > 0 && height > 0, "a picture has at least one pixel")
        if width == self.width && height == self.height { return self }
        switch filter {
        case .nearest: return resizedToNearest(width: width, height: height)
        case .bilinear:
            return resampled(width: width, height: height, support: 1) { max(1 - abs($0), 0) }
        case .bicubic:
            return resampled(width: width, height: height, support: 2, kernel: Self.cubic)
        }
    }

    private static func cubic(_ position: Double) -> Double {
        let a = -0.5
        let x = abs(position)
        if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
        if x < 2 { return (((x - 5) * x + 8) * x - 4) * a }
        return 0
    }

    /// Pillow adds the scale up from pixel to pixel, which rounds otherwise than a product would.
    private static func nearestPositions(input: Int, output: Int) -> [Int] {
        let scale = Double(input) / Double(output)
        var position = scale * 0.5
        return (0..<output).map { _ in
            defer { position += scale }
            return min(Int(position), input - 1)
        }
    }

    private func resizedToNearest(width: Int, height: Int) -> Picture {
        let columns = Self.nearestPositions(input: self.width, output: width)
        let rows = Self.nearestPositions(input: self.height, output: height)
        return Picture(width: width, height: height) { destination in
            withUnsafeBytes { source in
                var target = 0
                for row in rows {
                    let start = row * self.width
                    for column in columns {
                        let offset = (start + column) * 3
                        destination[target] = source[offset]
                        destination[target + 1] = source[offset + 1]
                        destination[target + 2] = source[offset + 2]
                        target += 3
                    }
                }
            }
        }
    }

    /// Along the rows first, then along the columns, with 8-bit samples in between.
    private func resampled(
        width: Int, height: Int, support: Double, kernel: (Double) -> Double
    ) -> Picture {
        let across = ResampleWeights(input: self.width, output: width, support: support, kernel: kernel)
        let down = ResampleWeights(input: self.height, output: height, support: support, kernel: kernel)
        let narrow =
            width == self.width
            ? self
            : Picture(width: width, height: self.height) { destination in
                resampleRows(across, outputWidth: width, into: destination)
            }
        if height == self.height { return narrow }
        return Picture(width: width, height: height) { destination in
            narrow.resampleColumns(down, outputHeight: height, into: destination)
        }
    }

    private func resampleRows(
        _ weights: ResampleWeights, outputWidth: Int, into destination: UnsafeMutableBufferPointer<UInt8>
    ) {
        let inputWidth = width
        let lastPixel = width * height - 1
        withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress, let output = destination.baseAddress else { return }
            // Each band of rows is written by one thread and the source is only read.
            nonisolated(unsafe) let source = start
            nonisolated(unsafe) let target = output
            forEachBand(of: height, work: outputWidth * height * weights.stride) { rows in
                weights.weights.withUnsafeBufferPointer { table in
                    for y in rows {
                        for x in 0..<outputWidth {
                            var sum = SIMD4<Int32>(repeating: 1 << (ResampleWeights.precision - 1))
                            let first = y * inputWidth + weights.starts[x]
                            for tap in 0..<weights.counts[x] {
                                let pixel = loadPixel(source, first + tap, last: lastPixel)
                                sum &+= pixel &* table[x * weights.stride + tap]
                            }
                            let level = clampedLevel(sum)
                            let offset = (y * outputWidth + x) * 3
                            target[offset] = level[0]
                            target[offset + 1] = level[1]
                            target[offset + 2] = level[2]
                        }
                    }
                }
            }
        }
    }

    private func resampleColumns(
        _ weights: ResampleWeights, outputHeight: Int, into destination: UnsafeMutableBufferPointer<UInt8>
    ) {
        let rowSize = width * 3
        withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress, let output = destination.baseAddress else { return }
            nonisolated(unsafe) let source = start
            nonisolated(unsafe) let target = output
            forEachBand(of: outputHeight, work: rowSize * outputHeight * weights.stride) { rows in
                var sums = [Int32](repeating: 0, count: rowSize)
                sums.withUnsafeMutableBufferPointer { sums in
                    for y in rows {
                        sums.update(repeating: 1 << (ResampleWeights.precision - 1))
                        for tap in 0..<weights.counts[y] {
                            let weight = weights.weights[y * weights.stride + tap]
                            let row = (source + (weights.starts[y] + tap) * rowSize)
                                .assumingMemoryBound(to: UInt8.self)
                            for index in 0..<rowSize { sums[index] &+= Int32(row[index]) &* weight }
                        }
                        let row = target + y * rowSize
                        for index in 0..<rowSize {
                            let level = sums[index] >> ResampleWeights.precision
                            row[index] = UInt8(truncatingIfNeeded: min(max(level, 0), 255))
                        }
                    }
                }
            }
        }
    }
}

/// Splits rows into two bands on two threads if the work is worth it; `work` counts multiplications.
func forEachBand(of rowCount: Int, work: Int, _ body: @Sendable (Range<Int>) -> Void) {
    let bandCount = work > 200_000 ? min(rowCount, 2) : 1
    DispatchQueue.concurrentPerform(iterations: bandCount) { band in
        body(rowCount * band / bandCount..<rowCount * (band + 1) / bandCount)
    }
}

/// Red, green and blue of a pixel; four bytes are read at once except where the picture ends.
@inline(__always)
private func loadPixel(_ source: UnsafeRawPointer, _ index: Int, last: Int) -> SIMD4<Int32> {
    let start = source + index * 3
    if index < last {
        let bytes = start.loadUnaligned(as: UInt32.self)
        return SIMD4<Int32>(
            truncatingIfNeeded: unsafeBitCast(bytes, to: SIMD4<UInt8>.self))
    }
    let bytes = start.assumingMemoryBound(to: UInt8.self)
    return SIMD4(Int32(bytes[0]), Int32(bytes[1]), Int32(bytes[2]), 0)
}

@inline(__always)
private func clampedLevel(_ sum: SIMD4<Int32>) -> SIMD4<UInt8> {
    let level = (sum &>> ResampleWeights.precision).clamped(
        lowerBound: SIMD4(repeating: 0), upperBound: SIMD4(repeating: 255))
    return SIMD4<UInt8>(truncatingIfNeeded: level)
}
