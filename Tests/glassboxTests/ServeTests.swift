import Explanations
import Files
import Foundation
import Imaging
import Tensors
import Testing

@testable import glassbox

/// `glassbox serve`: what it answers is what the command line prints, and nothing on its input ends it otherwise than it says.
@Suite(.serialized) struct ServeTests {
    /// A line of the program's with the files behind it.
    private struct Answer {
        let head: JSONValue
        let files: [String: [UInt8]]
    }

    let program: Program
    let cat = Program.photo("cat.png")

    init() throws { program = try Program() }

    /// Runs the program on requests to its end.
    private func serve(_ input: Data) throws -> (status: Int32, answers: [Answer], errors: String) {
        try program.write(input, "requests")
        let run = try program.run(
            ["-c", "exec \"$0\" serve --stdio < requests > answers", Program.executable.path],
            through: "/bin/sh")
        #expect(!run.wasKilled)
        var rest = try #require(FileManager.default.contents(atPath: program.path("answers")))[...]
        var answers: [Answer] = []
        while let end = rest.firstIndex(of: 0x0A) {
            let head = try #require(JSONValue(parsing: rest[..<end]))
            rest = rest[(end + 1)...]
            var files: [String: [UInt8]] = [:]
            for file in head["files"]?.list ?? [] {
                let (name, count) = (try #require(file["name"]?.text), try #require(file["bytes"]?.integer))
                files[name] = Array(rest.prefix(count))
                rest = rest.dropFirst(count)
            }
            answers.append(Answer(head: head, files: files))
        }
        #expect(rest.isEmpty)
        return (run.status, answers, run.errors)
    }

    private func serve(_ lines: String...) throws -> (status: Int32, answers: [Answer], errors: String) {
        try serve(Data(lines.map { $0 + "\n" }.joined().utf8))
    }

    private func request(_ arguments: [String], id: Int = 0) -> String {
        "{\"id\": \(id), \"arguments\": [\(arguments.map { "\"\($0)\"" }.joined(separator: ", "))]}"
    }

    @Test func answersWhatTheCommandLinePrints() throws {
        let questions = [
            ["layers", "--model", "vgg16-features"], ["layers", "--outputs"], ["layers", "--rewrites"],
            ["methods"],
            ["targets"], ["classify", cat, "--top", "3"],
            ["arithmetic", cat, "--layer", "_conv_stem"],
            ["evaluate", cat, "--methods", "grad-cam", "--metrics", "sparseness"],
            ["explain", cat, "--method", "feature-map", "--layer", "_conv_stem"],
        ]
        let served = try serve(
            Data(questions.enumerated().map { request($1, id: $0) + "\n" }.joined().utf8))
        #expect(served.status == 0 && served.errors.isEmpty && served.answers.count == questions.count)
        for (index, (question, answer)) in zip(questions, served.answers).enumerated() {
            #expect(answer.head["id"] == .integer(index) && answer.head["status"] == 0)
            let alone = try program.run(question + ["--json"])
            let printed = try #require(JSONValue(parsing: Array(alone.output.utf8)))
            #expect(withoutTimes(answer.head["answer"]) == withoutTimes(printed), "\(question)")
        }
    }

    private func withoutTimes(_ value: JSONValue?) -> JSONValue? {
        switch value {
        case .record(let record)?:
            .record(
                record.filter { !["seconds", "output"].contains($0.key) }.mapValues {
                    withoutTimes($0) ?? .null
                })
        case .list(let list)?: .list(list.map { withoutTimes($0) ?? .null })
        default: value
        }
    }

    @Test func filesComeWithTheAnswerAndNotOnTheDisk() throws {
        let question = ["explain", cat, "--method", "grad-cam", "--raw", "raw.npy", "--output"]
        let served = try serve(request(question + ["heat.png"]), request(question + ["heat.ppm"]))
        #expect(served.status == 0)
        #expect(try program.files() == ["answers", "requests"])
        #expect(try program.run(question + ["heat.png"]).status == 0)
        let (png, ppm) = (try #require(served.answers.first), try #require(served.answers.last))
        for name in ["raw.npy", "heat.png"] {
            #expect(
                png.files[name].map { Data($0) } == FileManager.default.contents(atPath: program.path(name)))
        }
        #expect(ppm.files["raw.npy"] == png.files["raw.npy"])
        let picture = try ImageFile.read(program.path("heat.png"))
        #expect(
            ppm.files["heat.ppm"] == Array("P6\n\(picture.width) \(picture.height)\n255\n".utf8)
                + picture.pixels)
    }

    @Test func photosComeWithTheRequest() throws {
        let photo = try Data(contentsOf: URL(fileURLWithPath: cat))
        let head =
            #"{"arguments": ["classify", "a", "b", "a"], "files": [{"name": "a", "bytes": \#(photo.count)}, {"name": "b", "bytes": 3}]}"#
        let served = try serve(Data(head.utf8 + [10] + photo + Data("abc".utf8)))
        #expect(served.status == 0)
        #expect(served.answers.first?.head["status"] == 65)
        #expect(served.answers.first?.head["error"]?.text?.hasPrefix("b holds text, not a picture") == true)
        let good = head.replacingOccurrences(of: "\"b\", \"a\"]", with: "\"a\"]")
        let again = try serve(Data(good.utf8 + [10] + photo + Data("abc".utf8)))
        let reports = try #require(again.answers.first?.head["answer"]?.list)
        #expect(reports.count == 2 && reports[0]["image"] == "a")
        #expect(reports[0]["predictions"]?.list?.first?["label"] == "tiger cat")
    }

    @Test func paths() throws {
        let folder = URL(fileURLWithPath: cat).deletingLastPathComponent().path
        let served = try serve(
            #"{"arguments": ["classify", "cat.png"], "folder": "\#(folder)"}"#,
            request(["classify", "cat.png"]),
            #"{"arguments": ["classify", "cat.png"], "folder": "/nowhere"}"#)
        #expect(served.status == 0)
        #expect(served.answers.map(\.head).map { $0["status"] } == [0, 0, 66])
    }

    /// What can be told apart from the next request is refused, and the next one is answered.
    @Test func refusedRequests() throws {
        let cases: [(String, Int, String)] = [
            (request(["classify", "nothing.png"]), 66, "nothing.png"),
            (request(["view"]), 64, "view is not served"),
            (request([]), 64, "Nothing is not served"), (request(["explain", "--help"]), 64, "one question"),
            (request(["explain", cat, "--method", "grad-scam"]), 64, "grad-scam"),
            (request(["layers", "--frobnicate"]), 64, "--frobnicate"), ("{}", 64, "\"arguments\""),
            (#"{"arguments": "layers"}"#, 64, "\"arguments\""),
            (#"{"arguments": ["layers", 1]}"#, 64, "\"arguments\""),
            (#"{"arguments": ["layers"], "folder": 1}"#, 64, "\"folder\""),
            (request(["layers", "--model", cat]), 65, "cat.png"),
        ]
        let served = try serve(
            Data((cases.map(\.0) + [request(["targets"], id: 7)]).map { $0 + "\n" }.joined().utf8))
        #expect(served.status == 0 && served.errors.isEmpty)
        for (answer, (line, status, part)) in zip(served.answers, cases) {
            #expect(answer.head["status"] == .integer(status), "\(line)")
            #expect(answer.head["error"]?.text?.contains(part) == true, "\(line)")
            #expect(answer.head["answer"] == nil)
        }
        #expect(served.answers.last?.head["id"] == 7 && served.answers.last?.head["status"] == 0)
    }

    /// Where nobody knows where the next request begins, the program says why and ends.
    @Test(arguments: [
        "hello\n", "[]\n", "{\"arguments\": [\"layers\"]", "\u{0}\u{1}\n",
        String(repeating: "[", count: 5000) + "\n",
        #"{"arguments": ["targets"], "files": [{"name": "a", "bytes": 1000}]}"# + "\nabc",
        #"{"arguments": ["targets"], "files": [{"name": "a", "bytes": -1}]}"# + "\n",
        #"{"arguments": ["targets"], "files": [{"name": "a", "bytes": 9223372036854775807}]}"# + "\n",
        #"{"arguments": ["targets"], "files": [{"bytes": 1}]}"# + "\n", #"{"files": 3}"# + "\n",
        String(repeating: " ", count: (1 << 20) + 1) + "{}\n",
    ])
    func brokenInput(input: String) throws {
        let served = try serve(Data(input.utf8) + Data("{\"arguments\": [\"targets\"]}\n".utf8))
        #expect(served.status == 65)
        #expect(served.answers.count == 1 && served.answers.first?.head["status"] == 65)
        let sentence = try #require(served.answers.first?.head["error"]?.text)
        #expect(served.errors == sentence + "\n")
    }

    @Test func theEndOfTheInput() throws {
        #expect(try serve(Data()).status == 0)
        #expect(try serve(Data("\n\r\n".utf8)).status == 0)
        // The last line need not have an end.
        let served = try serve(Data(request(["targets"]).utf8))
        #expect(served.status == 0 && served.answers.first?.head["status"] == 0)
    }

    /// Nobody reads the answers: before the first, while one is computed, and between two.
    @Test(arguments: [
        "sleep 5 | \"$0\" serve --stdio | true",
        "{ printf '%s\\n' '{\"arguments\": [\"explain\", \"'\"$1\"'\", \"--method\", \"rise\", \"--masks\", \"100000\"]}'; sleep 20; } | \"$0\" serve --stdio | sleep 2",
        "yes '{\"arguments\": [\"targets\"]}' | \"$0\" serve --stdio | head -c 10 > /dev/null",
    ])
    func aClosedOutput(pipeline: String) throws {
        let start = ContinuousClock.now
        let run = try program.run(
            ["-c", "set -o pipefail; \(pipeline); echo ${PIPESTATUS[*]}", Program.executable.path, cat],
            through: "/bin/bash")
        #expect(run.output.split(separator: " ").dropFirst().first == "74", "\(run.output)")
        #expect(
            run.errors == "Standard output cannot be written, so the answer is not complete: broken pipe.\n")
        // The computation would take a quarter of an hour and more.
        #expect(ContinuousClock.now - start < .seconds(600))
    }

    @Test func aFullDisk() throws {
        let run = try program.run(
            [
                "-c", "echo '{\"arguments\": [\"targets\"]}' | exec \"$0\" serve --stdio > /dev/full",
                Program.executable.path,
            ],
            through: "/bin/sh")
        #expect(run.status == 74)
        #expect(run.errors.hasSuffix("no space left on device.\n"))
    }

    /// A file that is trained on and saved again is read again; one that stays is not.
    @Test func networksStay() throws {
        let model = program.path("own.safetensors")
        try FileManager.default.copyItem(
            atPath: try ResourceFolder.path("Resources/models/efficientnet-lite0.safetensors"), toPath: model)
        let workplace = ServedWorkplace()
        let options = try ModelOptions.parse(["--model", model])
        let first = try options.network(at: workplace)
        workplace.end()
        #expect(try options.network(at: workplace).executor === first.executor)
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1_000_000)], ofItemAtPath: model)
        #expect(try options.network(at: workplace).executor !== first.executor)
    }

    @Test func needsItsOption() throws {
        let run = try program.run("serve")
        #expect(run.status == 64 && run.errors == "serve needs --stdio.\n")
    }
}
