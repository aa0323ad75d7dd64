import Imaging

extension PixelRectangle {
    /// x, y, width and height.
    var array: [Int] { [x, y, width, height] }

    /// - Parameter array: x, y, width and height; nil for anything else.
    init?(_ array: [Int]?) {
        guard let array, array.count == 4 else { return nil }
        self.init(x: array[0], y: array[1], width: array[2], height: array[3])
    }
}
