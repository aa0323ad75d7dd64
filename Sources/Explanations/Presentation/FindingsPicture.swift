import Imaging

/// A photo with what a network finds in it: classes as colours over it, boxes as frames.
public enum FindingsPicture {
    /// Colours of classes, which come again after the last (Okabe and Ito's, for colour-blind eyes).
    static let colours: [RGB] = [
        RGB(230, 159, 0), RGB(86, 180, 233), RGB(0, 158, 115), RGB(240, 228, 66), RGB(0, 114, 178),
        RGB(213, 94, 0), RGB(204, 121, 167), RGB(128, 128, 128),
    ]

    public static func colour(ofClass index: Int) -> RGB { colours[index % colours.count] }

    /// Frames around boxes, the surest above the others.
    public static func boxes(_ detections: [Detection], in subject: Subject) -> Picture {
        var picture = subject.photo
        let thickness = max(1, min(picture.width, picture.height) / 150)
        for detection in detections.reversed() {
            let rectangle = detection.rectangle(in: subject)
            guard rectangle.width > 0, rectangle.height > 0 else { continue }
            picture.outline(
                rectangle, with: colour(ofClass: detection.classIndex), thickness: thickness)
        }
        return picture
    }

    /// Half the photo and half the class's colour at every pixel that the network sees; where no class is found, the photo.
    public static func segments(_ map: Findings.SegmentMap, in subject: Subject) -> Picture {
        segments(map, over: subject.photo, seen: subject.region)
    }

    /// The same over a photo of any size.
    ///
    /// - Parameter region: what of it the network sees.
    public static func segments(
        _ map: Findings.SegmentMap, over photo: Picture, seen region: PixelRectangle
    ) -> Picture {
        var picture = photo
        var pixels = picture.part(region).pixels
        for y in 0..<region.height {
            let row = min(map.rows - 1, (2 * y + 1) * map.rows / (2 * region.height))
            for x in 0..<region.width {
                let column = min(map.columns - 1, (2 * x + 1) * map.columns / (2 * region.width))
                let index = map.classes[row * map.columns + column]
                guard index >= 0 else { continue }
                let colour = Self.colour(ofClass: index)
                let place = (y * region.width + x) * 3
                pixels[place] = half(pixels[place], colour.red)
                pixels[place + 1] = half(pixels[place + 1], colour.green)
                pixels[place + 2] = half(pixels[place + 2], colour.blue)
            }
        }
        picture.draw(
            Picture(width: region.width, height: region.height, pixels: pixels), atX: region.x, y: region.y)
        return picture
    }

    private static func half(_ own: UInt8, _ other: UInt8) -> UInt8 { UInt8((Int(own) + Int(other) + 1) / 2) }
}
