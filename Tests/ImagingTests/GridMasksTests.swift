import Foundation
import Tensors
import Testing

@testable import Imaging

@Suite struct GridMasksTests {
    struct Golden: Decodable {
        struct Mask: Decodable {
            let sum: Double
            let values: [Float]
        }

        let count: Int
        let side: Int
        let share: Double
        let height: Int
        let width: Int
        let seed: UInt64
        let masks: [Mask]
    }

    @Test func masksAreThoseOfTheAuthors() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../GoldenData/perturbation/masks.json").standardized
        let golden = try JSONDecoder().decode([Golden].self, from: Data(contentsOf: file))
        #expect(golden.count == 3)
        for expected in golden {
            var masks = GridMasks(
                height: expected.height, width: expected.width, side: expected.side,
                probability: expected.share, count: expected.count, seed: expected.seed)
            for mask in expected.masks {
                let found = masks.next()
                #expect(abs(found.reduce(0) { $0 + Double($1) } - mask.sum) <= 1e-5 * max(1, mask.sum))
                let sampled = stride(from: 0, to: found.count, by: 37).map { found[$0] }
                #expect(sampled.count == mask.values.count)
                #expect(zip(sampled, mask.values).allSatisfy { abs($0 - $1) <= 1e-6 })
            }
        }
    }

    @Test func aMaskMultipliesEveryChannel() {
        let values = Tensor([2, 1, 2], [1, 2, 3, 4])
        let masked = Tensor([2, 1, 2]) { PixelMask.write(values, through: [0.5, 0], to: $0) }
        #expect(masked.values == [0.5, 0, 1.5, 0])
        var sums = [1.0, 1.0]
        PixelMask.add([0.5, 2], times: 3, to: &sums)
        #expect(sums == [2.5, 7])
        #expect(PixelMask.stretched([2, 4, 3]) == [0, 1, 0.5])
        #expect(PixelMask.stretched([2, 2]) == [0, 0])
    }

    @Test func theEndsLieOnTheEnds() {
        let enlarged = AlignedResize(from: (2, 2), to: (3, 5)).enlarge(Tensor([2, 2], [0, 4, 8, 12]))
        #expect(enlarged == [0, 1, 2, 3, 4, 4, 5, 6, 7, 8, 8, 9, 10, 11, 12])
        #expect(AlignedResize(from: (1, 1), to: (2, 2)).enlarge(Tensor([1, 1], [7])) == [7, 7, 7, 7])
    }

    @Test func valuesOfSuperpixels() {
        let map = SuperpixelMap(width: 2, height: 2, labels: [0, 0, 1, 1])
        let values = Tensor([2, 2, 2], [1, 3, 5, 9, 0, 2, 4, 4])
        let means = map.averaged(values)
        #expect(means.values == [2, 2, 7, 7, 1, 1, 4, 4])
        let mixed = Tensor([2, 2, 2]) { map.write(where: [true, false], values, else: means, to: $0) }
        #expect(mixed.values == [1, 3, 7, 7, 0, 2, 4, 4])
        #expect(map.spread([5, 6]).values == [5, 5, 6, 6])
        #expect(map.coloured([.black, .white])[1, 1] == .white)
        let picture = Picture(width: 2, height: 2, fill: RGB(10, 20, 30))
        let painted = map.painted(picture, mask: [-1, 0], isColoured: true, hidesRest: true)
        #expect(painted[0, 0] == RGB(30, 20, 30))
        #expect(painted[0, 1] == .black)
    }
}
