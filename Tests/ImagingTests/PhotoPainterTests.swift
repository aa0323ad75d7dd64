import Testing

@testable import Imaging

@Suite struct PhotoPainterTests {
    private let photo = Picture(width: 60, height: 40) { pixels in
        for place in pixels.indices { pixels[place] = UInt8(place * 37 % 251) }
    }

    private func changed(_ picture: Picture) -> Set<[Int]> {
        var places = Set<[Int]>()
        for row in 0..<40 {
            for column in 0..<60 {
                let place = (row * 60 + column) * 3
                if picture.pixels[place..<place + 3] != photo.pixels[place..<place + 3] {
                    places.insert([row, column])
                }
            }
        }
        return places
    }

    /// A brush that is put down covers the disc around it: r = 0.1 · 40 pixels.
    @Test func aDabIsADisc() {
        let dab = Stroke(.grey, radius: 0.1, points: [UnitPoint(x: 0.5, y: 0.5)])
        let painted = PhotoPainter(photo).picture(with: [dab])
        for row in 0..<40 {
            for column in 0..<60 {
                let (x, y) = (Double(column) + 0.5 - 30, Double(row) + 0.5 - 20)
                let place = (row * 60 + column) * 3
                let isGrey = painted.pixels[place..<place + 3].allSatisfy { $0 == 127 }
                #expect(isGrey == (x * x + y * y <= 16), "\(row), \(column)")
            }
        }
    }

    /// However a stroke came to be, the picture is that of the whole stroke.
    @Test(arguments: Stroke.Paint.allCases) func aStrokeThatGrowsIsTheStroke(paint: Stroke.Paint) {
        let points = [(0.1, 0.2), (0.4, 0.9), (0.9, 0.9), (1.2, -0.3)].map { UnitPoint(x: $0.0, y: $0.1) }
        let growing = PhotoPainter(photo)
        var last = photo
        for count in 1...points.count {
            last = growing.picture(with: [Stroke(paint, radius: 0.07, points: Array(points.prefix(count)))])
        }
        let whole = Stroke(paint, radius: 0.07, points: points)
        #expect(last == PhotoPainter(photo).picture(with: [whole]))
        #expect(changed(last).count > 100)
        // A step back, another stroke, and nothing.
        let other = Stroke(.grey, radius: 0.2, points: [UnitPoint(x: 0, y: 0)])
        #expect(growing.picture(with: [other]) == PhotoPainter(photo).picture(with: [other]))
        #expect(growing.picture(with: [whole, other]) == PhotoPainter(photo).picture(with: [whole, other]))
        #expect(growing.picture(with: []) == photo)
    }

    @Test func placesFarOutsideAndHugeBrushesAreHarmless() {
        let far = [UnitPoint(x: 1e30, y: -1e30), UnitPoint(x: -1e300, y: 5)]
        #expect(
            changed(PhotoPainter(photo).picture(with: [Stroke(.noise, radius: 0.01, points: [far[0]])]))
                .isEmpty)
        _ = PhotoPainter(photo).picture(with: [Stroke(.blur, radius: 1e9, points: far)])
        let all = PhotoPainter(photo).picture(
            with: [Stroke(.grey, radius: 1e9, points: [UnitPoint(x: 0.5, y: 0.5)])])
        #expect(all.pixels.allSatisfy { $0 == 127 })
    }
}
