import Testing

@testable import Files

@Suite struct FoldersTests {
    @Test func areNamedByTheEnvironment() {
        let named = ["XDG_CACHE_HOME": "/a", "XDG_STATE_HOME": "/b", "HOME": "/home/x"]
        #expect(Folders.cache(environment: named) == "/a/glassbox")
        #expect(Folders.state(environment: named) == "/b/glassbox")
    }

    /// A path that is not absolute is ignored, as the specification asks for.
    @Test(arguments: [[:], ["XDG_CACHE_HOME": "a", "XDG_STATE_HOME": ""]])
    func otherwiseLieInTheHomeFolder(_ named: [String: String]) {
        let environment = named.merging(["HOME": "/home/x"]) { $1 }
        #expect(Folders.cache(environment: environment) == "/home/x/.cache/glassbox")
        #expect(Folders.state(environment: environment) == "/home/x/.local/state/glassbox")
    }
}
