import Foundation
import Testing

@testable import Imaging

/// Superpixels against scikit-image.
@Suite struct SuperpixelMapTests {
    struct Golden: Decodable {
        struct Labels: Decodable {
            let count: Int
            let hash: String
        }

        struct Case: Decodable {
            let photo: String
            let width: Int
            let height: Int
            let pixels: String
            let quickshift: Labels
            let areas: [Int]
            let slic: Labels
            let thick: String?
            let outer: String?
        }

        let cases: [Case]
    }

    private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

    private func hash(_ bytes: some Sequence<UInt8>) -> String {
        var value: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private func hash(of map: SuperpixelMap) -> String { map.labels.withUnsafeBytes { hash($0) } }

    @Test func mapsAreThoseOfScikitImage() throws {
        let file = Self.tests.appendingPathComponent("../GoldenData/superpixels/cases.json").standardized
        let golden = try JSONDecoder().decode(Golden.self, from: Data(contentsOf: file))
        #expect(golden.cases.count == 24)
        var pictures: [String: Picture] = [:]
        for expected in golden.cases {
            let path = Self.tests.appendingPathComponent("../../Resources/photos/\(expected.photo)")
                .standardized
            let photo = try pictures[expected.photo] ?? ImageFile.read(path.path)
            pictures[expected.photo] = photo
            let picture = photo.resized(width: expected.width, height: expected.height, filter: .bicubic)
            let name = "\(expected.photo) \(expected.width)×\(expected.height)"
            #expect(hash(picture.pixels) == expected.pixels, "\(name)")
            let quickshift = SuperpixelMap.quickshift(picture)
            #expect(quickshift.count == expected.quickshift.count, "\(name)")
            #expect(hash(of: quickshift) == expected.quickshift.hash, "\(name)")
            #expect(quickshift.areas == expected.areas, "\(name)")
            let slic = SuperpixelMap.slic(picture)
            #expect(slic.count == expected.slic.count, "\(name)")
            #expect(hash(of: slic) == expected.slic.hash, "\(name)")
            if let thick = expected.thick {
                #expect(hash(quickshift.marked(on: picture).pixels) == thick, "\(name)")
            }
            if let outer = expected.outer {
                #expect(hash(quickshift.marked(on: picture, isOuter: true).pixels) == outer, "\(name)")
            }
        }
    }

    @Test func numbersHaveNoGapsAndKeepTheirOrder() {
        let map = SuperpixelMap(width: 3, height: 2, labels: [7, 7, 2, 9, 2, 2])
        #expect(map.labels == [1, 1, 0, 2, 0, 0])
        #expect(map.count == 3)
        #expect(map.areas == [3, 2, 1])
    }

    @Test func theSmallestPicturesHaveSuperpixels() {
        for (width, height) in [(1, 1), (1, 9), (9, 1), (2, 2), (3, 40)] {
            let picture = Picture(width: width, height: height, fill: RGB(10, 200, 30))
            for map in [SuperpixelMap.quickshift(picture), SuperpixelMap.slic(picture)] {
                #expect(map.areas.reduce(0, +) == width * height)
                #expect(map.areas.allSatisfy { $0 > 0 })
            }
        }
    }

    @Test func oneSideOfAGroupIsDrawn() {
        let map = SuperpixelMap(width: 4, height: 1, labels: [0, 1, 2, 3])
        let picture = Picture(width: 4, height: 1)
        // Superpixels 0 and 1 belong together, 2 and 3, too.
        let marked = map.marked(on: picture, groups: [0, 0, 1, 1])
        #expect((0..<4).map { marked[$0, 0] == RGB(255, 255, 0) } == [false, true, true, false])
        let outer = map.marked(on: picture, groups: [0, 0, 1, 1], isOuter: true)
        #expect((0..<4).map { outer[$0, 0] == RGB(255, 255, 0) } == [false, true, false, false])
    }
}
