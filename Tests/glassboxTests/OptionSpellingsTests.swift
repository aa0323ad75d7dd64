import Testing

@testable import glassbox

@Suite struct OptionSpellingsTests {
    @Test func aCommandsOwnOptionsAndThoseOfItsGroupsAreKnown() {
        let spellings = OptionSpellings.all(of: Explain.self)
        // Its own, a flag, one of a group, one with a name of its own, and what every command has.
        for spelling in ["--method", "--json", "--seed", "--class", "--help"] {
            #expect(spellings.contains(spelling), "\(spelling)")
        }
        #expect(!spellings.contains("--opacity"))
    }
}
