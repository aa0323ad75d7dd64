import Imaging

extension PixelRectangle {
    /// x, y, width and height.
    var array: [Int] { [x, y, width, height] }

    /// - Parameter array: x, y, width and height; nil for anything else.
    public init?(_ array: [Int]?) {
        guard let array, array.count == 4 else { return nil }
        self.init(x: array[0], y: array[1], width: array[2], height: array[3])
    }

    /// The same part of a picture that was brought to another size.
    func scaled(from photo: Picture, to other: Picture) -> PixelRectangle {
        let (left, right) = (x * other.width / photo.width, maxX * other.width / photo.width)
        let (top, bottom) = (y * other.height / photo.height, maxY * other.height / photo.height)
        return PixelRectangle(x: left, y: top, width: right - left, height: bottom - top)
    }
}
