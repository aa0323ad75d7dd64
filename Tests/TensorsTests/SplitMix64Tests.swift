import Tensors
import Testing

@Suite struct SplitMix64Tests {
    /// The generator's first numbers from seed 1234567, as its authors' reference implementation gives them.
    @Test func theSequenceIsThatOfItsAuthors() {
        let step: UInt64 = 0x9E37_79B9_7F4A_7C15
        let numbers = (0..<5).map { SplitMix64.output(1_234_567 &+ step &* UInt64($0)) }
        #expect(
            numbers == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
                4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
            ])
    }
}
