import Foundation
import Testing

@testable import Tensors

/// Against numpy's `default_rng`.
@Suite struct PCG64Tests {
    struct Case: Decodable {
        let seed: UInt64
        let words: [UInt64]
        let first: [Double]
        let tail: [Double]
        let sum: Double
        let last: Double
    }

    @Test func drawsAsNumpyDoes() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../GoldenData/superpixels/random.json").standardized
        let cases = try JSONDecoder().decode([Case].self, from: Data(contentsOf: file))
        #expect(cases.count == 3)
        for expected in cases {
            var words = PCG64(seed: expected.seed)
            #expect((0..<4).map { _ in words.next() } == expected.words)
            var generator = PCG64(seed: expected.seed)
            let normals = (0..<5000).map { _ in generator.normal() }
            #expect(zip(normals, expected.first).allSatisfy { abs($0 - $1) < 1e-14 })
            let tail = normals.filter { abs($0) > 3.6541528853610088 }
            #expect(tail.count == expected.tail.count)
            #expect(zip(tail, expected.tail).allSatisfy { abs($0 - $1) < 1e-13 })
            #expect(abs(normals.reduce(0, +) - expected.sum) < 1e-10)
            #expect(abs(normals.last! - expected.last) < 1e-14)
        }
    }

    @Test func numbersBetweenZeroAndOneAreEven() {
        var generator = PCG64(seed: 1)
        let numbers = (0..<10000).map { _ in generator.uniform() }
        #expect(numbers.allSatisfy { $0 >= 0 && $0 < 1 })
        #expect(abs(numbers.reduce(0, +) / 10000 - 0.5) < 0.01)
    }
}
