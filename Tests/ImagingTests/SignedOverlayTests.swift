import Tensors
import Testing

@testable import Imaging

@Suite struct SignedOverlayTests {
    @Test func signsHaveTheirColoursAndZeroIsThePalePicture() {
        let overlay = SignedOverlay(limit: 2)
        let picture = overlay.picture(
            of: Tensor([1, 4], [-2, 5, 0, .nan]), over: Picture(width: 4, height: 1, fill: .black))
        #expect(picture[0, 0] == RGB(30, 136, 229))
        #expect(picture[1, 0] == RGB(255, 13, 87))
        #expect(picture[2, 0] == RGB(217, 217, 217))
        #expect(picture[3, 0] == RGB(217, 217, 217))
        #expect(overlay.colours.count == 256)
        #expect(overlay.colours[0] == RGB(30, 136, 229) && overlay.colours[255] == RGB(255, 13, 87))
    }

    @Test func aSmallMapIsEnlargedInBlocks() {
        let picture = SignedOverlay(limit: 1).picture(
            of: Tensor([1, 2], [1, -1]), over: Picture(width: 4, height: 2, fill: .white))
        #expect(picture[0, 1] == picture[1, 0] && picture[2, 0] == picture[3, 1])
        #expect(picture[1, 0] != picture[2, 0])
    }

    @Test func theLimitIsAPercentileOfAllMaps() {
        let maps = [Tensor([3], [0, -1, 2]), Tensor([2], [3, -4])]
        #expect(SignedOverlay.percentile(50, ofSizesIn: maps) == 2)
        #expect(abs(SignedOverlay(for: maps).limit - 3.996) < 1e-5)
        #expect(SignedOverlay(for: [Tensor([2], [0, 0])]).limit == 1)
        #expect(SignedOverlay(for: [Tensor([1], [.nan])]).limit == 1)
    }
}
