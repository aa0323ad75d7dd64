import Imaging

extension Preprocessing {
    /// How a photo of any proportions becomes an input, as a person names it.
    public enum Fit: String, Sendable, Hashable, CaseIterable {
        /// The middle square.
        case crop
        /// The whole photo, its proportions changed.
        case stretch
        /// The whole photo in the middle, with bars.
        case letterbox
        /// The whole photo at the left and the top, with bars.
        case corner
    }

    /// The grey of bars, of 255, as of YOLO's.
    static let barGrey: UInt8 = 114

    /// The same with another geometry; a middle square only where the input is one.
    func fitting(_ fit: Fit) -> Preprocessing {
        let geometry: Geometry =
            switch fit {
            case .crop where rows == columns: .centreCrop(shortEdge: rows)
            case .crop, .stretch: .resize(.bilinear)
            case .letterbox: .letterbox(grey: Self.barGrey, isCentred: true)
            case .corner: .letterbox(grey: Self.barGrey, isCentred: false)
            }
        return Preprocessing(geometry, scaling, rows: rows, columns: columns, channels: channels)
    }

    /// Whether photos get bars.
    var hasBars: Bool { if case .letterbox = geometry { true } else { false } }

    /// Where something lies in a photo's pixels, to fractions of one.
    public struct Extent: Sendable, Hashable {
        public let x, y, width, height: Double

        public init(_ rectangle: PixelRectangle) {
            (x, y) = (Double(rectangle.x), Double(rectangle.y))
            (width, height) = (Double(rectangle.width), Double(rectangle.height))
        }

        init(x: Double, y: Double, width: Double, height: Double) {
            (self.x, self.y, self.width, self.height) = (x, y, width, height)
        }

        /// To whole pixels.
        var rounded: PixelRectangle {
            let (left, top) = (Int(x.rounded()), Int(y.rounded()))
            return PixelRectangle(
                x: left, y: top, width: max(1, Int((x + width).rounded()) - left),
                height: max(1, Int((y + height).rounded()) - top))
        }
    }

    /// The part of a photo that the network sees, beyond it where there are bars.
    public func extent(in photo: Picture) -> Extent {
        guard case .letterbox = geometry else { return Extent(region(of: photo)) }
        let place = letterbox(of: photo)
        let across = Double(photo.width) / Double(place.width)
        let down = Double(photo.height) / Double(place.height)
        return Extent(
            x: -Double(place.x) * across, y: -Double(place.y) * down, width: Double(columns) * across,
            height: Double(rows) * down)
    }

    /// Where the photo lies in the input.
    func letterbox(of photo: Picture) -> PixelRectangle {
        guard case .letterbox(_, let isCentred, _) = geometry else { return photo.bounds }
        let ratio = min(Double(columns) / Double(photo.width), Double(rows) / Double(photo.height))
        // Ultralytics rounds, YOLOX cuts fractions off.
        func extent(_ value: Int, _ limit: Int) -> Int {
            let exact = Double(value) * ratio
            return min(max(1, Int(isCentred ? exact.rounded() : (exact + 1e-9).rounded(.down))), limit)
        }
        let (width, height) = (extent(photo.width, columns), extent(photo.height, rows))
        func start(_ room: Int) -> Int { isCentred ? max(0, Int((Double(room) / 2 - 0.1).rounded())) : 0 }
        return PixelRectangle(
            x: start(columns - width), y: start(rows - height), width: width, height: height)
    }
}
