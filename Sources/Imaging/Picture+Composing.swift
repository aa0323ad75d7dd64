extension Picture {
    /// The part of the picture within a rectangle, which must lie inside the picture.
    public func cropped(to rectangle: PixelRectangle) -> Picture {
        precondition(
            rectangle.intersection(bounds) == rectangle, "\(rectangle) lies outside \(width)×\(height)")
        if rectangle == bounds { return self }
        return Picture(width: rectangle.width, height: rectangle.height) { destination in
            pixels.withUnsafeBufferPointer { source in
                for row in 0..<rectangle.height {
                    let start = ((rectangle.y + row) * width + rectangle.x) * 3
                    copyBytes(
                        source, start, to: destination, row * rectangle.width * 3,
                        count: rectangle.width * 3)
                }
            }
        }
    }

    /// The picture within a rectangle that may reach beyond it, where it is black.
    public func part(_ rectangle: PixelRectangle) -> Picture {
        if rectangle.intersection(bounds) == rectangle { return cropped(to: rectangle) }
        var part = Picture(width: rectangle.width, height: rectangle.height)
        part.draw(self, atX: -rectangle.x, y: -rectangle.y)
        return part
    }

    /// Draws a picture with its top left corner at (`x`, `y`); what lies outside this picture is left out.
    public mutating func draw(_ picture: Picture, atX x: Int, y: Int) {
        let target = PixelRectangle(x: x, y: y, width: picture.width, height: picture.height)
            .intersection(bounds)
        guard target.width > 0, target.height > 0 else { return }
        let width = width
        withUnsafeMutableBytes { destination in
            picture.pixels.withUnsafeBufferPointer { source in
                for row in target.y..<target.maxY {
                    let start = ((row - y) * picture.width + target.x - x) * 3
                    copyBytes(
                        source, start, to: destination, (row * width + target.x) * 3,
                        count: target.width * 3)
                }
            }
        }
    }

    /// Fills a rectangle with one colour; what lies outside this picture is left out.
    public mutating func fill(_ rectangle: PixelRectangle, with colour: RGB) {
        let target = rectangle.intersection(bounds)
        let width = width
        withUnsafeMutableBytes { bytes in
            for row in target.y..<target.y + target.height {
                for column in target.x..<target.x + target.width {
                    let offset = (row * width + column) * 3
                    bytes[offset] = colour.red
                    bytes[offset + 1] = colour.green
                    bytes[offset + 2] = colour.blue
                }
            }
        }
    }

    /// Draws the border of a rectangle, inside it and `thickness` pixels wide.
    public mutating func outline(_ rectangle: PixelRectangle, with colour: RGB, thickness: Int = 1) {
        let across = min(thickness, rectangle.width)
        let down = min(thickness, rectangle.height)
        var edge = rectangle
        edge.height = down
        fill(edge, with: colour)
        edge.y = rectangle.maxY - down
        fill(edge, with: colour)
        edge = rectangle
        edge.width = across
        fill(edge, with: colour)
        edge.x = rectangle.maxX - across
        fill(edge, with: colour)
    }

    /// H×W×4 bytes: the pixels with an opaque alpha after each, in SDL's `SDL_PIXELFORMAT_RGBA32` order.
    public func toRGBA() -> [UInt8] {
        let count = width * height
        return [UInt8](unsafeUninitializedCapacity: count * 4) { destination, initializedCount in
            pixels.withUnsafeBufferPointer { source in
                for pixel in 0..<count {
                    destination[pixel * 4] = source[pixel * 3]
                    destination[pixel * 4 + 1] = source[pixel * 3 + 1]
                    destination[pixel * 4 + 2] = source[pixel * 3 + 2]
                    destination[pixel * 4 + 3] = 255
                }
            }
            initializedCount = count * 4
        }
    }
}

private func copyBytes(
    _ source: UnsafeBufferPointer<UInt8>, _ start: Int,
    to destination: UnsafeMutableBufferPointer<UInt8>, _ offset: Int, count: Int
) {
    _ = UnsafeMutableBufferPointer(rebasing: destination[offset..<offset + count])
        .update(fromContentsOf: UnsafeBufferPointer(rebasing: source[start..<start + count]))
}
