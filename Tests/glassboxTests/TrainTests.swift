import Foundation
import Imaging
import Testing

/// Trainings as a user starts them.
@Suite(.serialized) struct TrainTests {
    /// Pictures of bars that lie and stand, a folder for each.
    private func program() throws -> Program {
        let program = try Program()
        for (label, name) in ["lying", "standing"].enumerated() {
            try FileManager.default.createDirectory(
                atPath: program.path("bars/\(name)"), withIntermediateDirectories: true)
            for number in 0..<30 {
                var pixels = [UInt8](repeating: 20, count: 16 * 16 * 3)
                for row in 0..<16 {
                    for column in 0..<16 where ((label == 0 ? row : column) + number) % 8 < 2 {
                        for channel in 0..<3 {
                            pixels[(row * 16 + column) * 3 + channel] = UInt8(150 + number)
                        }
                    }
                }
                let picture = Picture(width: 16, height: 16, pixels: pixels)
                try program.write(PNGFile.data(for: picture), "bars/\(name)/\(number).png")
            }
        }
        return program
    }

    private let command = [
        "train", "bars", "--model", "small", "--weights", "random", "--size", "16", "--batch", "8",
        "--learning-rate", "1e-2", "--seed", "5",
    ]

    private struct Line: Decodable {
        let event: String
        let epoch: Int?
        let accuracy, validationAccuracy, loss: Double?
        let output: String?
    }

    private func lines(_ text: String) throws -> [Line] {
        try text.split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
    }

    @Test func theResultOpensByItself() throws {
        let program = try program()
        let run = try program.run(command + ["--epochs", "4", "--output", "bars.safetensors", "--json"])
        #expect(run.status == 0, "\(run.errors)")
        let lines = try lines(run.output)
        #expect(lines.filter { $0.event == "epoch" }.count == 4)
        #expect(lines.last?.output == "bars.safetensors")
        let last = try #require(lines.last { $0.event == "epoch" })
        #expect(try #require(last.accuracy) > 0.9 && #require(last.validationAccuracy) > 0.9)
        #expect(
            try program.files() == [
                "bars", "bars.json", "bars.labels.txt", "bars.safetensors", "bars.split.csv",
            ])
        let seen = try program.run(
            "classify", "bars/lying/3.png", "bars/standing/3.png", "--model", "bars.safetensors", "--top", "1"
        )
        #expect(seen.status == 0, "\(seen.errors)")
        let answers = seen.output.split(separator: "\n").filter { $0.contains("%") }
        #expect(answers.count == 2 && answers[0].contains("lying") && answers[1].contains("standing"))
    }

    /// Killed at any moment and gone on, it comes to the same bits.
    @Test func goesOnAfterSIGKILL() throws {
        let program = try program()
        let options = command + ["--epochs", "12"]
        #expect(try program.run(options + ["--output", "whole.safetensors"]).status == 0)
        var generator = SystemRandomNumberGenerator()
        let wanted = Int.random(in: 1...10, using: &generator)
        let killed = try program.run(options + ["--output", "killed.safetensors", "--json"]) {
            process, output in
            let end = ContinuousClock.now + .seconds(120)
            while process.isRunning, ContinuousClock.now < end {
                let text = (try? String(contentsOf: output, encoding: .utf8)) ?? ""
                if text.components(separatedBy: "\"event\":\"epoch\"").count > wanted { break }
                usleep(1000)
            }
            kill(process.processIdentifier, SIGKILL)
        }
        #expect(killed.wasKilled)
        #expect(try program.files().contains("killed.checkpoint"))
        let resumed = try program.run(options + ["--output", "killed.safetensors", "--resume"])
        #expect(resumed.status == 0, "\(resumed.errors)")
        let bytes = try ["whole", "killed"].map {
            try Data(contentsOf: URL(fileURLWithPath: program.path("\($0).safetensors")))
        }
        #expect(bytes[0] == bytes[1], "killed after epoch \(wanted)")
    }

    @Test func ctrlCEndsAfterTheStep() throws {
        let program = try program()
        let options = command + ["--epochs", "1000", "--output", "bars.safetensors"]
        let run = try program.run(options + ["--json"]) { process, output in
            let end = ContinuousClock.now + .seconds(120)
            while process.isRunning, ContinuousClock.now < end {
                if (try? Data(contentsOf: output))?.isEmpty == false { break }
                usleep(1000)
            }
            kill(process.processIdentifier, SIGINT)
        }
        #expect(run.status == 130 && !run.wasKilled)
        #expect(try program.files().contains("bars.checkpoint"))
        // A disk that is full leaves the last good checkpoint.
        let checkpoint = URL(fileURLWithPath: program.path("bars.checkpoint"))
        let before = try Data(contentsOf: checkpoint)
        let full = try program.run(
            ["-c", "ulimit -f 500; exec \"$0\" \"$@\"", Program.executable.path] + options + ["--resume"],
            through: "/bin/bash")
        #expect(full.status == 73, "\(full.errors)")
        #expect(full.errors.contains("bars.checkpoint"))
        #expect(try Data(contentsOf: checkpoint) == before)
    }

    @Test func refusesWhatCannotBeTrained() throws {
        let program = try program()
        let refusals: [([String], Int32)] = [
            (["--output", "bars.onnx"], 64), (["--output", "none/bars.safetensors"], 73),
            (["--output", "a.safetensors", "--momentum", "1"], 64),
            (["--output", "a.safetensors", "--augment", "rotate"], 64),
            (["--output", "a.safetensors", "--model", "keras-vgg16"], 69),
            (["--output", "a.safetensors", "--model", "resnet"], 64),
            (["--output", "a.safetensors", "--model", "resnet17"], 64),
            (["--output", "a.safetensors", "--resume"], 66),
        ]
        for (options, status) in refusals {
            let run = try program.run(command + options)
            #expect(run.status == status, "\(options): \(run.errors)")
            #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
        }
        #expect(try program.files() == ["bars"])
    }
}
