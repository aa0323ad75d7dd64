import GoldenData
import Imaging
import Tensors
import Testing

@testable import Studies

/// Where the evidence of a map lies, against Quantus: the golden data `metrics`.
@Suite struct EvidenceMapTests {
    private struct Golden: Decodable {
        struct Case: Decodable {
            let rows, columns: Int
            let levels: [Float]
            let box: [Int]
            let mass, rank, points: Double
        }

        let localisation: [Case]
    }

    @Test func massRankAndPointingGameAreThoseOfQuantus() throws {
        let golden = try GoldenFolder("metrics").decode(Golden.self, from: "cases.json")
        #expect(golden.localisation.count == 5)
        for example in golden.localisation {
            let map = EvidenceMap(Tensor([example.rows, example.columns], example.levels))
            // Places of 10 × 8 pixels, the part that is seen somewhere in the photo.
            let region = PixelRectangle(
                x: 30, y: 7, width: 10 * example.columns, height: 8 * example.rows)
            let box = PixelRectangle(
                x: 30 + 10 * example.box[0], y: 7 + 8 * example.box[1], width: 10 * example.box[2],
                height: 8 * example.box[3])
            #expect(abs(try #require(map.share(inside: box, of: region)) - example.mass) < 1e-8)
            #expect(abs(try #require(map.rank(inside: box, of: region)) - example.rank) < 1e-8)
            #expect(map.points(into: box, of: region) == (example.points == 1))
        }
    }

    @Test func aBoxThatCoversPartsOfPlacesHasTheirParts() throws {
        // Two places of 10 pixels; the box has all of the first and three tenths of the second.
        let map = EvidenceMap(Tensor([1, 2], [51, 255]))
        let region = PixelRectangle(x: 0, y: 0, width: 20, height: 10)
        let box = PixelRectangle(x: 0, y: 0, width: 13, height: 10)
        let share = try #require(map.share(inside: box, of: region))
        #expect(abs(share - 127.5 / 306) < 1e-12)
        // Only the first has its middle in it, and the other is the strongest.
        #expect(map.rank(inside: box, of: region) == 0 && map.points(into: box, of: region) == false)
        let nowhere = PixelRectangle(x: 6, y: 0, width: 3, height: 10)
        #expect(map.rank(inside: nowhere, of: region) == nil)
        #expect(EvidenceMap(Tensor([1, 2], [0, 0])).rank(inside: box, of: region) == nil)
    }
}
