import Tensors
import Testing

@testable import Imaging

@Suite struct HeatmapOverlayTests {
    @Test func heatEqualsOpenCV() throws {
        let overlay = HeatmapOverlay(map: try Golden.tensor("heat.npy"))
        let expected = try Golden.picture("heat-jet.rgb", 45, 37)
        #expect(overlay.heatPicture(width: 45, height: 37).distance(to: expected) == 0)
        #expect(!overlay.isZero)
    }

    @Test(arguments: [HeatmapOverlay.Blend.clip, .stretch, .average])
    func blendsAsTheirSourcesDo(blend: HeatmapOverlay.Blend) throws {
        let overlay = HeatmapOverlay(map: try Golden.tensor("heat.npy"))
        let photo = try Golden.picture("under.rgb", 45, 37)
        let expected = try Golden.picture("over-\(blend.name).rgb", 45, 37)
        let opacity: Float = blend == .average ? 0.5 : 0.4
        let result = overlay.overlay(on: photo, opacity: opacity, blend: blend)
        let differences = zip(result.pixels, expected.pixels).map { abs(Int($0) - Int($1)) }
        // Cutting to whole numbers after other roundings moves a level by one now and then.
        #expect(differences.max() ?? 255 <= (blend == .clip ? 0 : 1))
        #expect(differences.count { $0 > 0 } <= differences.count / 100)
    }

    @Test func laysHeatOverAGreyPhoto() {
        let photo = Picture(width: 2, height: 1, pixels: [255, 0, 0, 10, 200, 60])
        let overlay = HeatmapOverlay(map: Tensor([1, 2], [0, 1]))
        // Luma 76 and 127; jet begins with (0, 0, 128) and ends with (128, 0, 0).
        let result = overlay.overlay(on: photo, opacity: 0.25, blend: .grey)
        #expect(result.pixels == [57, 57, 89, 127, 95, 95])
    }

    @Test func leavesThePhotoOutsideTheRectangle() throws {
        let overlay = HeatmapOverlay(map: Tensor([2, 2], [0, 1, 2, 3]))
        let photo = try Golden.picture("under.rgb", 45, 37)
        let rectangle = PixelRectangle(x: 7, y: 3, width: 20, height: 30)
        let result = overlay.overlay(on: photo, within: rectangle)
        let part = photo.cropped(to: rectangle)
        #expect(result.cropped(to: rectangle) == overlay.overlay(on: part))
        let outlined = overlay.overlay(on: photo, within: rectangle, outline: .white)
        for y in 0..<37 {
            for x in 0..<45 where !rectangle.contains(x: x, y: y) {
                #expect(result[x, y] == photo[x, y])
                #expect(outlined[x, y] == photo[x, y])
            }
        }
        #expect(outlined[7, 3] == .white && outlined[26, 32] == .white)
        #expect(outlined[8, 4] == result[8, 4])
        #expect(overlay.overlay(on: part, outline: .white) == overlay.overlay(on: part))
    }

    @Test func aMapWithoutHeatSaysSo() {
        for values: [Float] in [[0, 0, 0, 0], [-1, -2, 0, -3], [.nan, -.infinity, .infinity, 0]] {
            let overlay = HeatmapOverlay(map: Tensor([2, 2], values), colormap: .grey)
            #expect(overlay.isZero)
            #expect(overlay.map.values == [0, 0, 0, 0])
            #expect(overlay.nonFiniteCount == values.count { !$0.isFinite })
            #expect(overlay.heatPicture(width: 3, height: 3) == Picture(width: 3, height: 3))
        }
    }

    @Test func normalisesByTheGreatestValue() {
        let overlay = HeatmapOverlay(map: Tensor([1, 4], [1, -5, 4, 2]))
        #expect(overlay.map.values == [0.25, 0, 1, 0.5])
    }

    @Test func aUniformBlackResultStaysBlack() {
        let overlay = HeatmapOverlay(map: Tensor([1, 1], [0]), colormap: .grey)
        let photo = Picture(width: 4, height: 4)
        for blend in HeatmapOverlay.Blend.allCases {
            #expect(overlay.overlay(on: photo, blend: blend) == photo)
        }
    }
}
