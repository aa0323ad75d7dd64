import Files
import Foundation
import GoldenData
import HDF5Report
import NeuralNetwork
import Tensors
import Testing

@testable import ModelFormats

@Suite struct HDF5FileTests {
    static let folder = GoldenFolder("hdf5")

    static func open(
        _ path: String, omitting: [String] = ["optimizer_weights"], cancellation: Cancellation? = nil
    ) throws -> HDF5File {
        let descriptor = Foundation.open(path, O_RDONLY)
        defer { close(descriptor) }
        return try HDF5File(
            MappedFile(path: path), descriptor: descriptor, omitting: omitting, cancellation: cancellation)
    }

    /// The array that the generator wrote under a shape: half of the position, minus 3.
    static func values(_ count: Int) -> [Float] { (0..<count).map { Float($0) * 0.5 - 3 } }

    @Test(arguments: ["sound.h5", "sound-latest.h5"])
    func readsEveryFormOfStorage(_ name: String) throws {
        let file = try Self.open(Self.folder.path(name))
        #expect(file.texts("text", of: "") == ["one text"])
        #expect(file.texts("bytes", of: "") == ["fixed length"])
        #expect(file.texts("list", of: "") == ["first", "second one"])
        #expect(file.texts("variable", of: "") == ["a", "bc", ""])
        #expect(file.texts("number", of: "") == nil)
        #expect(file.list("layer_names", of: "") == ["zero", "one", "two"])
        #expect(file.texts("path", of: "group/inner") == ["group/inner"])
        let shapes: [String: Shape] = [
            "kept": [2, 3], "group/inner/plain": [3, 4, 5], "group/inner/compressed": [9, 11],
            "group/inner/chunks": [7, 3], "group/inner/double": [5], "group/inner/half": [4, 2],
            "group/inner/big": [6], "group/inner/nothing": [0], "compact": [5],
        ]
        for (name, shape) in shapes {
            let tensor = try file.tensor(name)
            #expect(tensor.shape == shape && tensor.values == Self.values(shape.count), "\(name)")
        }
        #expect(try file.tensor("group/inner/scalar").values == [2.5])
        #expect(file.shape(of: "group/inner/integers") == nil)
        #expect(file.contents.datasets["optimizer_weights/momentum"] == nil)
        #expect(throws: HDF5Error(file.path, .notFloats("group/inner/integers"))) {
            try file.tensor("group/inner/integers")
        }
        #expect(throws: HDF5Error(file.path, .missing("absent"))) { try file.tensor("absent") }
    }

    static let refused: [(file: String, problem: HDF5Problem, message: String)] = [
        ("soft-link", .softLink("link"), "is refused: link is a soft link, which no Keras file has."),
        ("external-link", .externalLink("link"), "is refused: link is a link to another file."),
        (
            "external-storage", .externalStorage("outside"),
            "is refused: the values of outside lie in another file."
        ),
        (
            "virtual", .virtualStorage("put-together"),
            "is refused: put-together is put together from other files."
        ),
        (
            "cycle", .tooDeep(Array(repeating: "group/again", count: 12).joined(separator: "/")),
            "is refused: its groups are nested too deeply, as in group/again/group/again/group/again/group/again/group/again/group/again/group/again/group/again/group/again/group/again/group/again/group/again."
        ),
        (
            "bomb-chunks", .tooLarge("bomb", declared: 1 << 42, stored: 0),
            "is refused: bomb says that it holds 4398046511104 bytes, of which 0 are stored."
        ),
        (
            "bomb-late", .tooLarge("bomb", declared: 1 << 22, stored: 0),
            "is refused: bomb says that it holds 4194304 bytes, of which 0 are stored."
        ),
        (
            "bomb-overflow", .tooLarge("bomb", declared: .max, stored: 0),
            "is refused: bomb says that it holds more bytes than any memory does."
        ),
    ]

    @Test(arguments: refused)
    func refuses(_ file: String, _ problem: HDF5Problem, _ message: String) throws {
        let path = Self.folder.path("\(file).h5")
        let error = #expect(throws: HDF5Error.self) { try Self.open(path) }
        #expect(error?.problem == .file(problem))
        #expect(error?.description == "\(path) \(message)")
    }

    /// Never another value: what cannot be read is an error.
    @Test func aTruncatedFileIsAnErrorOrTheSame() throws {
        let whole = try Data(contentsOf: URL(fileURLWithPath: Self.folder.path("sound.h5")))
        let path = NSTemporaryDirectory() + "glassbox-\(UUID()).h5"
        defer { try? FileManager.default.removeItem(atPath: path) }
        for length in Array(stride(from: 8, to: whole.count, by: 701)) + [whole.count - 1] {
            try whole.prefix(length).write(to: URL(fileURLWithPath: path))
            let error = #expect(throws: HDF5Error.self, "\(length)") { try Self.open(path) }
            #expect(
                error?.description
                    == "\(path) is damaged: it is no complete HDF5 file; was it copied or downloaded completely?"
            )
        }
    }

    /// Whatever single bytes of the structure are wrong, the answer is an error or as many values as before.
    @Test func damageInTheStructureEndsNothingButTheReading() throws {
        let whole = try Data(contentsOf: URL(fileURLWithPath: Self.folder.path("sound.h5")))
        let path = NSTemporaryDirectory() + "glassbox-\(UUID()).h5"
        defer { try? FileManager.default.removeItem(atPath: path) }
        var failures = 0
        for position in stride(from: 8, to: whole.count, by: 211) {
            var damaged = whole
            damaged[position] ^= 0xFF
            try damaged.write(to: URL(fileURLWithPath: path))
            do {
                let file = try Self.open(path)
                for (name, dataset) in file.contents.datasets where dataset.values != .other {
                    #expect(try file.tensor(name).values.count == dataset.shape.reduce(1, *))
                }
            } catch let error as HDF5Error {
                failures += 1
                #expect(error.description.hasPrefix("\(path) is "))
            }
        }
        #expect(failures > 5)
    }

    /// What another program in the reader's place does, and what is said of it.
    @Test(arguments: [
        (
            "/absent", HDF5Error.Failure.cannotStart("/absent"),
            "model.h5 cannot be read: the program /absent, which reads HDF5 files, does not start; build Glassbox again."
        ),
        (
            "/bin/false", .ended,
            "model.h5 is damaged: reading it as HDF5 failed or took more memory or time than a sound file does."
        ),
        (
            "/bin/sleep", .late(seconds: 1),
            "model.h5 was not read: reading it as HDF5 was not done after 1 s; try again when the machine has less to do."
        ),
    ])
    func aReaderThatFailsIsOneSentence(_ program: String, _ failure: HDF5Error.Failure, _ message: String) {
        let error = #expect(throws: HDF5Error.self) {
            try HDF5Process.run(
                on: 0, range: 0..<9, path: "model.h5", omitting: [], cancellation: nil, program: program,
                patience: 1)
        }
        #expect(error?.problem == .reader(failure))
        #expect(error?.description == message)
    }

    /// Only the processor's time counts as the file's fault: a reader that a busy machine lets wait may take longer.
    @Test func aReaderThatUsesUpItsProcessorTimeIsOneSentence() throws {
        func run(_ script: String) throws -> HDF5Error? {
            let program = NSTemporaryDirectory() + "glassbox-\(UUID()).sh"
            defer { try? FileManager.default.removeItem(atPath: program) }
            try "#!/bin/sh\n\(script)\n".write(toFile: program, atomically: true, encoding: .utf8)
            #expect(chmod(program, 0o700) == 0)
            return #expect(throws: HDF5Error.self) {
                try HDF5Process.run(
                    on: 0, range: 0..<9, path: "model.h5", omitting: [], cancellation: nil, program: program)
            }
        }
        let busy = try run("ulimit -S -t 1; while :; do :; done")
        #expect(busy?.problem == .reader(.timeLimit(seconds: 2)) && busy?.kind == .badData)
        #expect(
            busy?.description
                == "model.h5 is damaged: reading it as HDF5 took more than 2 s of the processor.")
        // Longer than the processor's time, without using it: it goes on to its end.
        #expect(try run("sleep 2.5; exit 1")?.problem == .reader(.ended))
        #expect(HDF5Error("model.h5", .reader(.late(seconds: 60))).kind == .unavailable)
    }

    @Test func aReaderIsStoppedWhenItIsCancelled() {
        let cancellation = Cancellation()
        let start = ContinuousClock.now
        DispatchQueue.global().asyncAfter(deadline: .now() + 0.05) { cancellation.cancel() }
        #expect(throws: CancellationError.self) {
            try HDF5Process.run(
                on: 0, range: 0..<9, path: "model.h5", omitting: [], cancellation: cancellation,
                program: "/bin/sleep")
        }
        #expect(ContinuousClock.now - start < .seconds(120))
    }

    @Test func aReportThatIsNoneIsRefused() {
        var contents = HDF5Contents()
        contents.attributes["group"] = [:]
        let report = HDF5Report.contents(contents)
        let bytes = report.bytes(at: 0)
        #expect(bytes.withUnsafeBytes { HDF5Report($0) } == report)
        for length in bytes.indices {
            #expect(bytes.prefix(length).withUnsafeBytes { HDF5Report($0) } == nil)
        }
        let numbers: [UInt64] = [0, .max, 1 << 63, 1 << 40, 31]
        for number in numbers {
            for position in stride(from: 0, through: bytes.count - 8, by: 8) {
                var damaged = bytes
                withUnsafeBytes(of: number) { damaged.replaceSubrange(position..<position + 8, with: $0) }
                _ = damaged.withUnsafeBytes { HDF5Report($0) }
            }
        }
    }
}
