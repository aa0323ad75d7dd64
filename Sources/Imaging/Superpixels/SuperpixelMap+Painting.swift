extension SuperpixelMap {
    /// Each superpixel in one colour.
    public func coloured(_ colours: [RGB]) -> Picture {
        precondition(colours.count == count, "one colour for each superpixel")
        return Picture(width: width, height: height) { destination in
            for (pixel, label) in labels.enumerated() {
                let colour = colours[Int(label)]
                destination[pixel * 3] = colour.red
                destination[pixel * 3 + 1] = colour.green
                destination[pixel * 3 + 2] = colour.blue
            }
        }
    }

    /// A picture with some superpixels brought out, as lime's `get_image_and_mask` does it.
    ///
    /// - Parameters:
    ///   - picture: W×H of the map.
    ///   - mask: of each superpixel: 0 for the rest, 1 and −1 for those brought out.
    ///   - isColoured: whether those of 1 get as much green and those of −1 as much red as the picture has anywhere.
    ///   - hidesRest: whether the rest becomes black.
    public func painted(_ picture: Picture, mask: [Int], isColoured: Bool, hidesRest: Bool) -> Picture {
        precondition(picture.width == width && picture.height == height, "a picture of the map's size")
        precondition(mask.count == count, "one number for each superpixel")
        let greatest = picture.pixels.max() ?? 255
        return Picture(width: width, height: height) { destination in
            picture.withUnsafeBytes { pixels in
                for (pixel, label) in labels.enumerated() {
                    let value = mask[Int(label)]
                    for channel in 0..<3 {
                        destination[pixel * 3 + channel] =
                            value == 0 && hidesRest ? 0 : pixels[pixel * 3 + channel]
                    }
                    if isColoured, value != 0 { destination[pixel * 3 + (value > 0 ? 1 : 0)] = greatest }
                }
            }
        }
    }
}
