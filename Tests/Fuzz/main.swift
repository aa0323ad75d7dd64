import Foundation
import FuzzTraps

/// Reads changed files of every format, each in a child, until the time is up.
///
///     glassbox-fuzz --seconds 90 --count 20000 --seed 1
///     glassbox-fuzz --only onnx --seconds 600 --minimise
///     glassbox-fuzz --regressions
///     glassbox-fuzz --corpus FOLDER         guided by the edges of the program that inputs reach
///
/// An input is made of its format, the seed and its number, and of the corpus where there is one; what is found lies in
/// `.build/fuzz/found`.
enum Fuzz {
    nonisolated(unsafe) static var root = ""
    static let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""

    static func fail(_ line: String) -> Never {
        FileHandle.standardError.write(Data((line + "\n").utf8))
        exit(64)
    }

    /// `--child ROOT FORMAT SEED PERCENT FOLDER`, perhaps `--corpus FOLDER`, and `FIRST LAST`, or `files` and paths.
    static func child(_ arguments: [String]) throws {
        var arguments = arguments
        var corpus = ""
        if arguments.count > 7, arguments[5] == "--corpus" {
            corpus = arguments[6]
            arguments.removeSubrange(5...6)
        }
        guard arguments.count >= 7, let format = FuzzFormats.all.first(where: { $0.name == arguments[1] }),
            let seed = UInt64(arguments[2]), let percent = Int(arguments[3])
        else { fail("not a child's arguments") }
        root = arguments[0]
        let folder = arguments[4]
        let shared = open(folder + "/progress", O_RDWR)
        guard shared >= 0, let pages = mmap(nil, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, shared, 0),
            pages != MAP_FAILED
        else { fail("no shared memory") }
        let child = FuzzChild(
            format: format, seed: seed, root: root, folder: folder,
            progress: pages.assumingMemoryBound(to: fuzz_progress.self), usedPercent: percent,
            corpus: corpus.isEmpty ? nil : FuzzCorpus(format, in: corpus))
        if arguments[5] == "files" {
            try child.run(files: Array(arguments[6...]))
        } else if let first = UInt64(arguments[5]), let last = UInt64(arguments[6]) {
            try child.run(first..<last)
        }
        // Threads of libraries may still be at work.
        _exit(0)
    }

    /// Reads the files that were kept: none of them shows its fault any more.
    static func regressions(_ formats: [FuzzFormat], _ settings: FuzzSettings) throws -> Bool {
        var (count, isSound) = (0, true)
        for format in formats {
            let folder = "\(settings.root)/Tests/Fuzz/regressions/\(format.name)"
            var paths = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
                .map { "\(folder)/\($0)" }
            count += paths.count
            while !paths.isEmpty {
                let run = try FuzzRun(format, ["files"] + paths, settings)
                for finding in run.findings {
                    print("FOUND \(finding.kind.rawValue) \(paths[Int(finding.index)]): \(finding.text)")
                    isSound = false
                }
                guard let index = run.brokenAt else { break }
                paths.removeFirst(Int(index) + 1)
            }
        }
        print("regressions: \(count) files")
        return isSound
    }
}

let arguments = Array(CommandLine.arguments.dropFirst())
if arguments.first == "--child" { try Fuzz.child(Array(arguments.dropFirst())) }
guard let settings = FuzzSettings(arguments) else { Fuzz.fail(FuzzSettings.usage) }
let isGuided = !settings.corpus.isEmpty
let formats = FuzzFormats.all.filter {
    (settings.only.isEmpty || settings.only.contains($0.name)) && !(isGuided && $0.isReadOutside)
}
guard !formats.isEmpty else {
    Fuzz.fail("The formats are \(FuzzFormats.all.map(\.name).joined(separator: ", ")).")
}
if settings.isRegression {
    var all = settings
    all.usedPercent = 100
    exit(try Fuzz.regressions(formats, all) ? 0 : 1)
}
if isGuided {
    guard fuzz_edge_count() > 0 else { Fuzz.fail("This program does not count its edges (run.sh --guided).") }
    FuzzCorpus.forgetMarks(in: settings.corpus)
}
exit(FuzzCampaign(formats, settings).run() ? 0 : 1)
