import Imaging
import ModelFormats
import Testing

@testable import Training

@Suite struct AugmentationTests {
    private let picture = Picture(
        width: 3, height: 2, pixels: (0..<18).map { UInt8($0 * 10) })
    private let preprocessing = Preprocessing(.resize(.bilinear), .unit, size: 32)

    @Test func mirrors() {
        let mirrored = picture.mirrored
        #expect(Array(mirrored.pixels[0..<9]) == [60, 70, 80, 30, 40, 50, 0, 10, 20])
        #expect(mirrored.mirrored == picture)
    }

    @Test func factorsOfOneChangeNothing() {
        #expect(picture.jittered(brightness: 1, contrast: 1, saturation: 1) == picture)
        let brighter = picture.jittered(brightness: 2, contrast: 1, saturation: 1)
        #expect(brighter.pixels[5] == 100 && brighter.pixels[17] == 255)
    }

    @Test func nothingIsVariedWithoutParts() {
        let view = Augmentation().view(of: picture, preprocessing, seed: 1)
        #expect(view == preprocessing.view(of: picture))
    }

    @Test func whatIsDrawnFollowsFromTheSeed() {
        let all = Augmentation(Set(Augmentation.Part.allCases))
        let views = (0..<8).map { all.view(of: picture, preprocessing, seed: $0) }
        #expect(views.allSatisfy { $0.width == 32 && $0.height == 32 })
        #expect(views[3] == all.view(of: picture, preprocessing, seed: 3))
        #expect(views[3] != views[4])
    }
}
