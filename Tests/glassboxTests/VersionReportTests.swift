import Files
import Foundation
import Testing

@testable import glassbox

@Suite struct VersionReportTests {
    private static let commit = String(repeating: "0123456789", count: 4)

    @Test func saysProgramCommitAndLibraries() throws {
        let record = try JSONDecoder().decode(
            BuildRecord.self, from: Data(#"{"commit": "\#(Self.commit)", "day": "2026-11-29"}"#.utf8))
        let report = VersionReport(build: record, libraries: [("oneDNN", "2.6.3"), ("HDF5", "1.10.8")])
        #expect(
            report.text == """
                glassbox \(VersionReport.program)
                commit \(Self.commit) of 2026-11-29
                libraries oneDNN 2.6.3, HDF5 1.10.8
                """)
        #expect(
            VersionReport(build: nil, libraries: []).text.split(separator: "\n")[1]
                == "commit unknown: built from a checkout")
    }

    @Test func everyLibraryHasAVersion() throws {
        let run = try Program().run("--version")
        #expect(run.status == 0)
        let lines = run.output.split(separator: "\n")
        try #require(lines.count == 3)
        #expect(lines[0] == "glassbox \(VersionReport.program)")
        let libraries = lines[2].dropFirst("libraries ".count).split(separator: ",").map {
            $0.split(separator: " ")
        }
        #expect(
            libraries.map { $0[0] } == [
                "oneDNN", "OpenBLAS", "SDL2", "SDL2_image", "SDL2_ttf", "cairo", "HDF5", "libcurl", "OpenSSL",
                "zlib",
            ])
        for library in libraries {
            let numbers = library[1].split(separator: ".")
            #expect(numbers.count >= 2 && Int(numbers[0]) != nil && Int(numbers[1]) != nil, "\(library)")
        }
    }

    /// The record lies beside the resources.
    @Test func theRecordIsRead() throws {
        let program = try Program()
        let resources = URL(fileURLWithPath: program.path("Resources"))
        try FileManager.default.createDirectory(
            at: resources.appendingPathComponent("models"), withIntermediateDirectories: true)
        try Data(#"{"commit": "\#(Self.commit)", "day": "2026-11-29"}"#.utf8)
            .write(to: resources.appendingPathComponent("build.json"))
        let run = try program.run(["--version"], environment: ["GLASSBOX_RESOURCES": program.folder.path])
        #expect(run.output.contains("\ncommit \(Self.commit) of 2026-11-29\n"))
    }
}
