import Foundation
import Testing

@testable import glassbox

@Suite(.serialized) struct StudyTests {
    let program: Program

    init() throws {
        program = try Program()
        for (label, photo) in [
            ("tabby, tabby cat", "cat.png"), ("espresso", "coffee.png"), ("palace", "palace.jpg"),
            ("daisy", "flower.jpg"),
        ] {
            let folder = program.folder.appendingPathComponent("set/\(label)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            for number in 1...5 {
                try FileManager.default.copyItem(
                    atPath: Program.photo(photo),
                    toPath: folder.appendingPathComponent("\(number)-\(photo)").path)
            }
        }
        try program.write(Data("tabby, tabby cat,tiger cat\n".utf8), "broken-mapping.csv")
        try program.write(Data("\"tabby, tabby cat\",tiger cat\n".utf8), "mapping.csv")
    }

    @Test func aSetIsStudied() throws {
        try program.write(Data("text".utf8), "set/palace/broken.jpg")
        let run = try program.run(
            "study", "set", "--mapping", "mapping.csv", "--json", "--csv", "out.csv", "--report", "out.html")
        #expect(run.status == 0)
        let report = try #require(
            try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        let finding = try #require((report["findings"] as? [[String: Any]])?.first)
        let values = try #require(finding["values"] as? [String: Any])
        #expect(values["accuracy"] as? Double == 1 && values["labelled"] as? Int == 20)
        #expect((report["broken"] as? [[String: Any]])?.count == 1)
        let table = try String(contentsOfFile: program.path("out.csv"), encoding: .utf8).split(
            separator: "\n")
        #expect(table.count == 21)
        #expect(table[0] == "file,label,part,predicted,confidence,label_probability,label_rank,correct")
        #expect(table[20].hasPrefix("\"tabby, tabby cat/5-cat.png\",\"tabby, tabby cat\",,tiger cat,0."))
        let page = try String(contentsOfFile: program.path("out.html"), encoding: .utf8)
        #expect(
            page.hasPrefix("<!DOCTYPE html>") && !page.contains("<script")
                && !page.contains("http://localhost"))
    }

    @Test func theReportIsInTheLanguageThatIsAskedFor() throws {
        let run = try program.run(
            "study", "set", "--mapping", "mapping.csv", "--json", "--report", "ko.html", "--language", "ko",
            "--figures", "figures")
        #expect(run.status == 0)
        #expect(run.output.contains("pictures are right"))
        let page = try String(contentsOfFile: program.path("ko.html"), encoding: .utf8)
        #expect(page.contains("<html lang=\"ko\">") && page.contains("<th>재현율</th>"))
        #expect(!page.contains("pictures are right") && !page.contains("matched to the network"))
        let figure = try String(
            contentsOfFile: program.path("figures/errors-confusion.svg"), encoding: .utf8)
        #expect(figure.contains(">레이블</text>"))
        let unknown = try program.run("study", "set", "--report", "xx.html", "--language", "xx")
        #expect(unknown.status == 64 && unknown.errors.contains("There is no language xx; there are en, ko."))
    }

    @Test func partsMakeTheSameTable() throws {
        let common = ["study", "set", "--mapping", "mapping.csv"]
        #expect(try program.run(common + ["--csv", "one.csv"]).status == 0)
        for number in 0..<3 {
            let run = try program.run(
                common + ["--output", "part-\(number).jsonl"],
                environment: [
                    "SLURM_ARRAY_TASK_ID": "\(number)", "SLURM_ARRAY_TASK_COUNT": "3",
                    "SLURM_ARRAY_TASK_MIN": "0",
                ])
            #expect(run.status == 0)
        }
        let run = try program.run(
            "merge", "part-2.jsonl", "part-0.jsonl", "part-1.jsonl", "--csv", "merged.csv")
        #expect(run.status == 0 && run.output.contains("100.0 % of 20 pictures are right"))
        let tables = try ["one.csv", "merged.csv"].map {
            try Data(contentsOf: URL(fileURLWithPath: program.path($0)))
        }
        #expect(tables[0] == tables[1])
        let missing = try program.run("merge", "part-0.jsonl", "part-1.jsonl")
        #expect(missing.status == 66 && missing.errors == "Parts of the study are missing: 3 of 3.\n")
    }

    @Test func pathsAreAnsweredOneByOne() throws {
        try program.write(Data("text".utf8), "broken.jpg")
        let paths = [Program.photo("palace.jpg"), "broken.jpg", "none.png"].joined(separator: "\n") + "\n"
        try program.write(Data(paths.utf8), "paths.txt")
        let run = try program.run(
            ["-c", "\"$0\" study --stdin < paths.txt", Program.executable.path], through: "/bin/sh")
        #expect(run.status == 0)
        let lines = try run.output.split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
        #expect(
            lines.map { $0["file"] as? String } == [Program.photo("palace.jpg"), "broken.jpg", "none.png"])
        let predictions = lines[0]["predictions"] as? [[String: Any]]
        #expect(predictions?.count == 5 && predictions?[0]["label"] as? String == "palace")
        #expect((lines[1]["error"] as? String)?.contains("holds text") == true)
        #expect((lines[2]["error"] as? String)?.contains("no file none.png") == true)
        let both = try program.run("study", "set", "--stdin")
        #expect(both.status == 64)
    }

    @Test func mistakesAreRefused() throws {
        let cases: [([String], Int32, String)] = [
            (["set", "--shard", "2/1"], 64, "“2/1” is no part of a study"),
            (["set", "--shard", "1/2"], 64, "--shard needs a file"),
            (["set", "--analyses", "eror"], 64, "There is no analysis called eror"),
            (["none"], 66, "There is no file none"),
            (["set", "--csv", "out.txt"], 64, "must end in .csv"),
            (["set", "--part", "val"], 66, "No picture of set"),
            (["set", "--mapping", "broken-mapping.csv"], 65, "Line 1 of broken-mapping.csv"),
            (["set", "--model", "vgg16-features"], 69, "gives no class scores"),
        ]
        for (arguments, status, text) in cases {
            let run = try program.run(["study"] + arguments)
            #expect(
                run.status == status && run.errors.contains(text), "\(arguments): \(run.status) \(run.errors)"
            )
        }
    }
}
