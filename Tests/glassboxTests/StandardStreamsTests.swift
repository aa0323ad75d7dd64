import Foundation
import Testing

@testable import glassbox

/// The ends of the program: what becomes of an answer that cannot be written, and of a program that gets no memory.
@Suite(.serialized) struct StandardStreamsTests {
    let program: Program

    init() throws { program = try Program() }

    /// Runs the program in a shell with its streams turned elsewhere.
    private func run(_ arguments: [String], _ streams: String, before: String = "") throws -> Program.Outcome
    {
        try program.run(
            ["-c", "\(before) exec \"$0\" \"$@\" \(streams)", Program.executable.path] + arguments,
            through: "/bin/sh")
    }

    private static let answers = [
        ["classify", Program.photo("cat.png")], ["classify", Program.photo("cat.png"), "--json"],
        ["layers"], ["methods"], ["--help"], ["--version"],
    ]

    @Test(arguments: answers, [">/dev/full", ">&-"])
    func anAnswerThatIsLostIsAnError(arguments: [String], streams: String) throws {
        let run = try run(arguments, streams)
        #expect(run.status == 74 && !run.wasKilled)
        let reason = streams == ">&-" ? "bad file descriptor" : "no space left on device"
        #expect(
            run.errors == "Standard output cannot be written, so the answer is not complete: \(reason).\n")
    }

    /// Files that are written are whole where nothing else can be.
    @Test func filesAreWrittenAllTheSame() throws {
        let run = try run(
            ["explain", Program.photo("cat.png"), "--method", "feature-map", "--output", "maps.png"], ">&-")
        #expect(run.status == 74)
        #expect(try program.files() == ["maps.png"])
        #expect(
            FileManager.default.contents(atPath: program.path("maps.png"))?.starts(with: [0x89, 0x50]) == true
        )
    }

    @Test(arguments: ["2>/dev/full", "2>&-"])
    func withoutStandardErrorTheCodeSaysIt(streams: String) throws {
        let cases: [([String], Int32)] = [
            (["classify", "nothing.png"], 66), (["classify", "--frobnicate"], 64),
            (["classify", Program.photo("cat.png"), "nothing.png"], 66), (["layers"], 0),
        ]
        for (arguments, status) in cases {
            let run = try run(arguments, streams)
            #expect(run.status == status && !run.wasKilled, "\(arguments) \(streams)")
            #expect(run.errors.isEmpty)
        }
        #expect(try run(["layers"], ">/dev/full \(streams)").status == 74)
    }

    /// With less than libraries need to start, whatever that is on a machine with many processors.
    @Test func tooFewAddresses() throws {
        let run = try run(["classify", Program.photo("cat.png")], "", before: "ulimit -v 600000;")
        #expect(run.status == 69 && !run.wasKilled)
        #expect(run.output.isEmpty)
        #expect(run.errors.hasPrefix("There is too little memory: the limit on addresses leaves "))
        #expect(run.errors.hasSuffix(" MB, and Glassbox needs 537 MB; raise it with `ulimit -v`.\n"))
    }

    @Test func aLimitOnMemory() throws {
        let cat = Program.photo("cat.png")
        let refused = try program.run("classify", cat, "--memory-limit", "2M")
        #expect(refused.status == 69)
        #expect(
            refused.errors.hasPrefix("The network needs ") && refused.errors.hasSuffix("--memory-limit.\n"))
        #expect(refused.errors.contains("and 2.1 MB may be used"))
        #expect(try program.run("classify", cat, "--memory-limit", "1G").status == 0)
        #expect(try program.run("classify", cat, "--memory-limit", "much").status == 64)
    }

    @Test func sizesOfMemory() {
        let sizes = [
            "1": 1, "800M": 800 << 20, "1.5g": 3 << 29, "4 GB": 4 << 30, "64KiB": 65536, "1t": 1 << 40,
        ]
        for (text, count) in sizes { #expect(MemorySize(argument: text)?.byteCount == count, "\(text)") }
        for text in ["", "0", "-1", "G", "nan", "inf", "1e30", "1GG", "12 apples"] {
            #expect(MemorySize(argument: text) == nil, "\(text)")
        }
    }
}
