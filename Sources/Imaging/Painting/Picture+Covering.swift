extension Picture {
    /// The picture with a rectangle of it in mid grey, or with all but that.
    ///
    /// - Parameters:
    ///   - rectangle: in pixels; what of it lies beyond the picture is left out.
    ///   - outside: whether the rectangle is what stays.
    public func covered(_ rectangle: PixelRectangle, outside: Bool) -> Picture {
        let part = rectangle.intersection(bounds)
        let grey = RGB(127, 127, 127)
        var result = outside ? Picture(width: width, height: height, fill: grey) : self
        guard part.width > 0, part.height > 0 else { return result }
        let top = outside ? cropped(to: part) : Picture(width: part.width, height: part.height, fill: grey)
        result.draw(top, atX: part.x, y: part.y)
        return result
    }
}
