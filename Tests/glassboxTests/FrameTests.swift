import Explanations
import Foundation
import Testing

@testable import glassbox

/// Frames of videos on the command line.
@Suite(.serialized) struct FrameTests {
    let program: Program
    private let video: String

    init() throws {
        program = try Program()
        video =
            URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../GoldenData/video/colours.mp4").standardized.path
    }

    private func logits(_ arguments: String...) throws -> (image: String, logits: [Float]) {
        let run = try program.run(["classify"] + arguments + ["--json", "--top", "1000"])
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
        let report = try decodeStrictly([Classify.Report].self, run.output)[0]
        return (report.image, report.predictions.sorted { $0.index < $1.index }.map(\.logit))
    }

    @Test func aTimeNamesAFrame() throws {
        let first = try logits(video)
        let third = try logits(video, "--at", "0.6")
        #expect(first.image == video && third.image == video + "#t=0.6")
        #expect(first.logits != third.logits)
        // The frame is shown from half a second on.
        #expect(try logits(video + "#t=0.5").logits == third.logits)
        #expect(try logits(video, "--at", "0").logits == first.logits)
    }

    @Test func explainsAFrame() throws {
        let run = try program.run(
            "explain", video, "--at", "1.5", "--method", "grad-cam", "--output", "frame.png", "--json")
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
        #expect(run.output.contains("colours.mp4#t=1.5"))
        #expect(try program.files() == ["frame.png"])
    }

    @Test(arguments: [
        ("9", 65, "is 2.0 s long; name a time before its end.\n"), ("-1", 64, ""), ("nan", 64, ""),
        ("soon", 64, ""),
    ]) func timesThatAreNone(time: String, status: Int32, words: String) throws {
        let run = try program.run("classify", video, "--at=" + time)
        #expect(run.status == status)
        #expect(run.errors.hasSuffix(words) && !run.errors.isEmpty)
        #expect(run.output.isEmpty)
    }

    @Test func aPhotoHasNoTimes() throws {
        let run = try program.run("classify", Program.photo("cat.png"), "--at", "1")
        #expect(run.status == 65)
        #expect(
            run.errors == "\(Program.photo("cat.png")) is no video, so it has no times; leave the time out.\n"
        )
    }

    @Test func aCameraThatIsNotThere() throws {
        let run = try program.run("classify", "/dev/video-none")
        #expect(run.status == 66)
        #expect(run.errors.hasPrefix("/dev/video-none is no camera"))
    }
}
