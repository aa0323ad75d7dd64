import Testing

@testable import ModelFormats

@Suite struct HDF5LibraryTests {
    @Test func theReaderTellsTheVersion() throws {
        let version = try #require(HDF5Library.version)
        let parts = version.split(separator: ".").compactMap { Int($0) }
        #expect(parts.count == 3)
        #expect(parts[0] == 1 || parts[0] == 2)
    }

    @Test(arguments: ["/absent", "/bin/false", "/bin/echo", "/bin/cat"])
    func whatDoesNotAnswerHasNone(_ program: String) {
        #expect(HDF5Library.version(of: program) == nil)
    }
}
