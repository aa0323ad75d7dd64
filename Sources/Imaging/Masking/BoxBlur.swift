import Tensors

/// The mean over a rectangle around each pixel.
public enum BoxBlur {
    /// Planes blurred as OpenCV's `cv2.blur(plane, (size, size))` does it: the window of output i is i − size/2 …
    /// i − size/2 + size − 1, and beyond the edge the picture is mirrored without its outermost pixels.
    ///
    /// - Parameters:
    ///   - planes: C×H×W.
    ///   - size: of the window, at least 1; it may be larger than the picture.
    public static func blurred(_ planes: Tensor, size: Int) -> Tensor {
        precondition(planes.shape.rank == 3 && size > 0)
        let (channels, height, width) = (planes.shape[0], planes.shape[1], planes.shape[2])
        let rows = window(of: height, size: size)
        let columns = window(of: width, size: size)
        let area = Double(size) * Double(size)
        return planes.withUnsafeBufferPointer { source in
            Tensor(planes.shape) { target in
                var lines = [Double](repeating: 0, count: height * width)
                for channel in 0..<channels {
                    let start = channel * height * width
                    for y in 0..<height {
                        slide(columns, size: size, count: width) {
                            source[start + y * width + $0]
                        } to: {
                            lines[y * width + $0] = $1
                        }
                    }
                    for x in 0..<width {
                        slide(rows, size: size, count: height) {
                            lines[$0 * width + x]
                        } to: {
                            target[start + $0 * width + x] = Float($1 / area)
                        }
                    }
                }
            }
        }
    }

    /// For each position from −size/2 to that after the last window the pixel that is taken for it.
    private static func window(of extent: Int, size: Int) -> [Int] {
        (0..<extent + size).map { mirrored($0 - size / 2, extent) }
    }

    private static func mirrored(_ position: Int, _ extent: Int) -> Int {
        guard extent > 1 else { return 0 }
        var position = position
        while position < 0 || position >= extent {
            position = position < 0 ? -position : 2 * (extent - 1) - position
        }
        return position
    }

    private static func slide<Value: BinaryFloatingPoint>(
        _ window: [Int], size: Int, count: Int, from value: (Int) -> Value, to: (Int, Double) -> Void
    ) {
        var sum = window[0..<size].reduce(0.0) { $0 + Double(value($1)) }
        for position in 0..<count {
            to(position, sum)
            sum += Double(value(window[position + size])) - Double(value(window[position]))
        }
    }
}
