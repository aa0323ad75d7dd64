import Testing

@testable import Tensors

/// Against numpy 2.4: `RandomState(7)` and `RandomState(4294967295)`.
@Suite struct MersenneTwisterTests {
    @Test func drawsAsNumpyDoes() {
        var words = MersenneTwister(seed: 7)
        #expect((0..<3).map { _ in words.next() } == [327741615, 976413892, 3349725721])
        var uniforms = MersenneTwister(seed: 7)
        #expect(
            (0..<3).map { _ in uniforms.uniform() } == [
                0.07630828937395717, 0.7799187922401146, 0.4384092314408935,
            ])
        var integers = MersenneTwister(seed: 7)
        #expect((0..<12).map { _ in integers.integer(below: 10) } == [4, 9, 6, 3, 3, 7, 7, 9, 7, 8, 9, 8])
        var normals = MersenneTwister(seed: 7)
        for expected in [1.690525703800356, -0.4659373705408328, 0.0328201636785844, 0.40751628299650783] {
            #expect(abs(normals.normal() - expected) < 1e-14)
        }
        var great = MersenneTwister(seed: 4_294_967_295)
        #expect((0..<700).map { _ in great.next() }.last == 1315897766)
    }
}
