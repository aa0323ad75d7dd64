import Files
import Foundation
import Testing
import VideoReport

@testable import Imaging

/// Frames of Tests/GoldenData/video, whose colours stand in its generator, and of libavdevice's test picture.
@Suite struct VideoTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../GoldenData/video").standardized
    static let colours: [RGB] = [
        RGB(200, 40, 40), RGB(40, 200, 40), RGB(40, 40, 200), RGB(200, 200, 40), RGB(40, 200, 200),
        RGB(200, 40, 200), RGB(120, 120, 120), RGB(230, 130, 30),
    ]

    private func path(_ name: String) -> String { Self.folder.appendingPathComponent(name).path }

    private func pixel(_ picture: Picture, _ x: Int, _ y: Int) -> [Int] {
        (0..<3).map { Int(picture.pixels[(y * picture.width + x) * 3 + $0]) }
    }

    /// Whether a pixel has a colour, but for what a codec takes away.
    private func isClose(_ pixel: [Int], _ colour: RGB, _ tolerance: Int) -> Bool {
        zip(pixel, [colour.red, colour.green, colour.blue]).allSatisfy { abs($0 - Int($1)) <= tolerance }
    }

    private func fault(of path: String, at seconds: Double? = nil) -> VideoFault? {
        let whole = seconds.map { VideoSource.path(of: path, at: $0) } ?? path
        do throws(ImageError) {
            _ = try ImageFile.read(whole)
            return nil
        } catch {
            if case .video(path, let fault) = error { return fault }
            Issue.record("\(error)")
            return nil
        }
    }

    /// Each frame at its time, in every format; a table of GIF's has other colours than were asked for.
    @Test(arguments: [("mp4", 4), ("mov", 4), ("webm", 4), ("mkv", 4), ("avi", 4), ("gif", 60)])
    func framesOfEveryFormat(ending: String, tolerance: Int) throws {
        let video = path("colours." + ending)
        for (index, colour) in Self.colours.enumerated() {
            // The beginning, the middle and nearly the end of the quarter of a second in which it is shown.
            for part in [0, 0.12, 0.24] {
                let picture = try ImageFile.read(
                    VideoSource.path(of: video, at: Double(index) / 4 + part))
                #expect(picture.width == 48 && picture.height == 32)
                #expect(
                    isClose(pixel(picture, 24, 16), colour, tolerance), "\(ending), frame \(index), \(part)")
                #expect(isClose(pixel(picture, 4, 16), .white, tolerance))
                #expect(isClose(pixel(picture, 44, 16), .black, tolerance))
            }
        }
        #expect(VideoFile.isMoving(video))
        #expect(fault(of: video, at: 2.5) == .beyondEnd(2))
        // Without a time it is the first.
        #expect(try isClose(pixel(ImageFile.read(video), 24, 16), Self.colours[0], tolerance))
    }

    /// `ffmpeg -i turned.mp4` puts black above.
    @Test func framesStandUpright() throws {
        let turned = try ImageFile.read(path("turned.mp4"))
        #expect(turned.width == 32 && turned.height == 48)
        #expect(isClose(pixel(turned, 16, 4), .black, 4))
        #expect(isClose(pixel(turned, 16, 24), Self.colours[0], 4))
        #expect(isClose(pixel(turned, 16, 44), .white, 4))
        let wide = try ImageFile.read(path("wide.mp4"))
        #expect(wide.width == 96 && wide.height == 32)
        #expect(isClose(pixel(wide, 48, 16), Self.colours[0], 4))
    }

    @Test func allFramesInOrder() throws {
        let stream = try VideoStream(path("colours.mp4"))
        var times: [Double] = []
        while let frame = try stream.next() {
            times.append(frame.seconds)
            #expect(frame.length == 2)
            #expect(isClose(pixel(frame.picture, 24, 16), Self.colours[times.count - 1], 4))
        }
        #expect(times == (0..<8).map { Double($0) / 4 })
        #expect(stream.isWhole == true)
        #expect(try stream.next() == nil)
        let second = try VideoStream(path("colours.mp4"), from: 1.5)
        #expect(try second.next()?.seconds == 1.5)
    }

    /// A thousand frames a second: no more than sixty of them come.
    @Test func aHugeRateIsThinnedOut() throws {
        let stream = try VideoStream(path("fast.mp4"))
        var times: [Double] = []
        while let frame = try stream.next() { times.append(frame.seconds) }
        #expect((8...14).contains(times.count))
        #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 >= 0.015 })
    }

    @Test func theTestPictureIsACamera() throws {
        let stream = try VideoStream("camera:test=0.5")
        var count = 0
        #expect {
            while let frame = try stream.next() {
                #expect(frame.picture.width == 640 && frame.picture.height == 480)
                #expect(frame.length == nil)
                count += 1
            }
        } throws: {
            $0 as? ImageError == .video("camera:test=0.5", .cameraGone)
        }
        #expect(count == 15)
        #expect(VideoFile.isMoving("camera:test"))
    }

    @Test func whatIsNoVideo() throws {
        let folder = try TemporaryFolder()
        #expect(fault(of: path("sound.mp4")) == .empty)
        #expect(fault(of: "/dev/video-none") == .noCamera)
        let photo = Golden.path("pictures/rgb.bmp")
        #expect(throws: ImageError.notAVideo(photo)) { try ImageFile.read(photo + "#t=1") }
        #expect(throws: ImageError.file(.missing("/absent.mp4"))) { try ImageFile.read("/absent.mp4#t=1") }
        #expect(!VideoFile.isMoving(photo))
        #expect(!VideoFile.isMoving(Golden.path("pictures/palette.gif")))
        // A file may have a name like that.
        let odd = try folder.file("odd.bmp#t=1", try Data(contentsOf: URL(fileURLWithPath: photo)))
        #expect(try ImageFile.read(odd) == ImageFile.read(photo))
    }

    /// A file that ends in the middle, at every sixteenth of it.
    @Test(arguments: ["mp4", "mov", "webm", "mkv", "avi", "gif"]) func aFileThatEndsInTheMiddle(
        ending: String
    ) throws {
        let folder = try TemporaryFolder()
        let whole = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path("colours." + ending))))
        for part in 1..<16 {
            let name = "\(part)." + ending
            let file = try MappedFile(
                path: folder.file(name, whole.prefix(whole.count * part / 16)))
            let outcome = Self.frames(of: file)
            if let fault = outcome.fault {
                #expect([.damaged, .empty, .unknownCompression].contains(fault), "\(name): \(fault)")
            } else if outcome.count < 7 {
                #expect(outcome.isWhole == false || ending == "gif", "\(name): \(outcome.count) frames")
            }
        }
    }

    private static func frames(of file: MappedFile) -> (count: Int, isWhole: Bool?, fault: VideoFault?) {
        var count = 0
        do throws(ImageError) {
            let stream = try VideoStream(file, .all, from: 0, side: VideoStream.side)
            while try stream.next() != nil { count += 1 }
            return (count, stream.isWhole, nil)
        } catch {
            guard case .video(_, let fault) = error else { return (count, nil, nil) }
            return (count, nil, fault)
        }
    }

    /// Numbers in the head that claim a picture of 65,535 pixels a side.
    @Test func wildSizes() throws {
        let folder = try TemporaryFolder()
        var bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path("colours.avi"))))
        let size: [UInt8] = [48, 0, 0, 0, 32, 0, 0, 0]
        var changed = 0
        for start in 0..<400 where Array(bytes[start..<start + 8]) == size {
            bytes.replaceSubrange(start..<start + 8, with: [0xFF, 0xFF, 0, 0, 0xFF, 0xFF, 0, 0])
            changed += 1
        }
        #expect(changed == 2)
        let file = try folder.file("wild.avi", bytes)
        // The stream itself says again how large it is; what counts is that nothing so large is made.
        if let picture = try? ImageFile.read(file) {
            #expect(picture.width <= VideoFile.stillSide && picture.height <= VideoFile.stillSide)
        }
        for number: UInt8 in [0, 0x7F, 0x80, 0xFF] {
            let wild = [UInt8](repeating: number, count: 4)
            for start in stride(from: 0, to: 400, by: 4) {
                var bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path("colours.mp4"))))
                bytes.replaceSubrange(start..<start + 4, with: wild)
                guard start % 16 == 0 else { continue }
                let file = try folder.file("wild.mp4", bytes)
                do { _ = try ImageFile.read(file) } catch is ImageError {}
            }
        }
    }

    @Test(arguments: ["/absent", "/bin/false", "/bin/echo"]) func aProgramThatIsNone(program: String) throws {
        let file = try MappedFile(path: path("colours.mp4"))
        #expect(throws: ImageError.video(file.path, .noDecoder)) {
            _ = try VideoStream(file, .one, from: 0, side: 64, program: program).next()
        }
    }

    @Test func aFrameIsNoLargerThanAsked() throws {
        let file = try MappedFile(path: path("colours.mp4"))
        let frame = try #require(try VideoStream(file, .one, from: 0, side: 24).next())
        #expect(frame.picture.width == 24 && frame.picture.height == 16)
    }

    @Test func pathsOfMoments() {
        #expect(VideoSource("clip.mp4") == .file("clip.mp4", at: nil))
        #expect(VideoSource("clip.mp4#t=3.5") == .file("clip.mp4", at: 3.5))
        #expect(VideoSource("a#t=1/clip.mp4") == .file("a#t=1/clip.mp4", at: nil))
        for text in ["clip.mp4#t=", "clip.mp4#t=-1", "clip.mp4#t=nan", "clip.mp4#t=1e300", "#t=1"] {
            #expect(VideoSource(text) == .file(text, at: nil), "\(text)")
        }
        #expect(VideoSource("camera:test") == .testPicture(seconds: nil))
        #expect(VideoSource("camera:test=2") == .testPicture(seconds: 2))
        #expect(VideoSource("/dev/video0") == .camera("/dev/video0"))
        #expect(VideoSource.path(of: "clip.mp4", at: 3.5) == "clip.mp4#t=3.5")
        #expect(VideoSource.path(of: "clip.mp4", at: 2) == "clip.mp4#t=2")
        #expect(VideoSource.path(of: "clip.mp4", at: 0.1234) == "clip.mp4#t=0.123")
    }

    @Test func recordsThatAreNone() {
        func record(_ numbers: [Int64]) -> VideoRecord? {
            let bytes = numbers.flatMap { number in
                (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
            }
            return bytes.withUnsafeBytes { VideoRecord($0, side: 100) }
        }
        #expect(record([1, 100, 50, 7, -1]) == .frame(width: 100, height: 50, time: 7, length: nil))
        for wrong: [Int64] in [
            [1, 101, 50, 0, 0], [1, 0, 50, 0, 0], [1, -5, 50, 0, 0], [1, .max, .max, 0, 0], [0, 1, 1, 0, 0],
            [3, 99, 0, 0, 0], [4, 0, 0, 0, 0], [1, 1],
        ] { #expect(record(wrong) == nil, "\(wrong)") }
        for problem: VideoProblem in [
            .damaged, .noPicture, .unknownCompression, .tooLarge, .beyondEnd(9), .noCamera, .busy,
        ] {
            VideoRecord.problem(problem).bytes.withUnsafeBytes {
                #expect(VideoRecord($0, side: 1) == .problem(problem))
            }
        }
    }
}
