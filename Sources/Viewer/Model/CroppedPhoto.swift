import Foundation
import Imaging

/// A part of a photo under a name, as W3C's Media Fragments URI 1.0 names it: `photo.png#xywh=10,20,30,40`, in pixels.
struct CroppedPhoto: Equatable, Sendable {
    let path: String
    let part: PixelRectangle

    var name: String { "\(path)#xywh=\(part.x),\(part.y),\(part.width),\(part.height)" }

    init(_ path: String, _ part: PixelRectangle) {
        (self.path, self.part) = (path, part)
    }

    /// Nil for what is not the name of a part.
    init?(named name: String) {
        guard let mark = name.range(of: "#xywh=", options: .backwards) else { return nil }
        let numbers = name[mark.upperBound...].split(separator: ",", omittingEmptySubsequences: false)
            .map { Int($0) }
        guard numbers.count == 4, case let values = numbers.compactMap(\.self), values.count == 4,
            values.allSatisfy({ (0...1 << 24).contains($0) }), values[2] > 0, values[3] > 0
        else { return nil }
        path = String(name[..<mark.lowerBound])
        part = PixelRectangle(x: values[0], y: values[1], width: values[2], height: values[3])
    }
}
