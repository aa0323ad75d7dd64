import Foundation
import Testing

/// A network file that is damaged or hostile: one sentence, exit code 65 or 66, little memory and time, no file made and no
/// other program run.
@Suite(.serialized) struct BadModelTests {
    let program: Program

    init() throws { program = try Program() }

    private static let reads =
        "Glassbox reads ONNX, Keras (.h5, .keras), PyTorch (.pth, .pt, .pt2), TorchScript, TensorFlow Lite and safetensors files."

    /// Runs `classify` with 2 GB of addresses and 2 s of the processor on a network that cannot be used.
    private func expect(_ model: String, status: Int32 = 65, _ sentence: String) throws {
        let before = try program.files()
        let run = try program.run(
            [
                "-c", "ulimit -v 2000000; ulimit -t 2; exec \"$0\" \"$@\"", Program.executable.path,
                "classify",
                Program.photo("cat.png"), "--model", model,
            ], through: "/bin/sh")
        #expect(run.status == status)
        #expect(run.errors == sentence + "\n")
        #expect(run.output.isEmpty)
        #expect(!run.wasKilled)
        #expect(try program.files() == before)
    }

    private func expect(_ bytes: [UInt8], named name: String, status: Int32 = 65, _ sentence: String) throws {
        try program.write(Data(bytes), name)
        try expect("./\(name)", status: status, sentence)
    }

    private func golden(_ path: String) throws -> [UInt8] {
        let url = Program.root.appendingPathComponent("Tests/GoldenData/\(path)")
        return Array(try Data(contentsOf: url))
    }

    @Test func codeInAPickle() throws {
        let code = "\u{2}cposix\nsystem\n(U\u{13}touch owned; exit 1tR."
        try expect(
            [0x80] + Array(code.utf8), named: "a.pth",
            "./a.pth is refused: its pickle asks for posix.system, which is code and not weights; if you trust the file's author, load it in PyTorch and save its state_dict() with torch.save, or export it to ONNX."
        )
    }

    @Test func aPickleThatHoldsItself() throws {
        try expect(
            [0x80, 0x02, 0x5D, 0x94, 0x67, 0x30, 0x0A, 0x61, 0x2E], named: "a.pth",
            "./a.pth is refused: its pickle has the instruction 0x94 at byte 3, which weights never need.")
    }

    @Test func aPickleAMillionDeep() throws {
        let depth = 1_000_000
        try expect(
            [0x80, 2] + [UInt8](repeating: 0x5D, count: depth) + [UInt8](repeating: 0x61, count: depth - 1)
                + [0x2E], named: "a.pth",
            "./a.pth is refused: its pickle has more than 1000000 values.")
    }

    @Test func aHeaderBeyondTheFile() throws {
        try expect(
            [0, 0, 0, 0, 0, 0, 0, 0x80] + Array("{}".utf8), named: "a.safetensors",
            "./a.safetensors is no safetensors file: its header would not fit into it.")
    }

    @Test func aTableThatOverlaps() throws {
        let entries = (0..<100_000).map { #""t\#($0)":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}"# }
        let header = Array("{\(entries.joined(separator: ","))}".utf8)
        let length = withUnsafeBytes(of: UInt64(header.count).littleEndian, Array.init)
        try expect(
            length + header + [UInt8](repeating: 0, count: 8), named: "a.safetensors",
            "./a.safetensors is damaged: t1 does not start where the tensor before it ends.")
    }

    @Test func aNetworkThatIsCutOff() throws {
        try expect(
            [0x08, 8, 0x3A, 0x7F, 0x0A, 0x02, 0x0A], named: "a.onnx",
            "The ONNX file ./a.onnx ends too early or is damaged; was it copied completely?")
        let whole = try golden("hdf5/sound.h5")
        try expect(
            Array(whole.prefix(whole.count / 2)), named: "a.h5",
            "./a.h5 is damaged: it is no complete HDF5 file; was it copied or downloaded completely?")
    }

    @Test func linksAndBombsInHDF5() throws {
        for (file, sentence) in [
            ("soft-link", "is refused: link is a soft link, which no Keras file has."),
            ("external-link", "is refused: link is a link to another file."),
            ("external-storage", "is refused: the values of outside lie in another file."),
            ("virtual", "is refused: put-together is put together from other files."),
            (
                "bomb-chunks",
                "is refused: bomb says that it holds 4398046511104 bytes, of which 0 are stored."
            ),
        ] {
            try expect(golden("hdf5/\(file).h5"), named: "a.h5", "./a.h5 \(sentence)")
        }
    }

    @Test func aLayerWithCode() throws {
        try expect(
            golden("keras/lambda.keras"), named: "a.keras", status: 69,
            """
            Nothing says how photos become this network's input, so values are scaled to 0…1; --preprocessing says \
            otherwise, and --remember keeps that.
            a.keras is computed in part only, so there is no class to explain. Its layer doubled cannot be computed: Lambda \
            layers carry code, and code from a model file is never run; tf2onnx writes its operations into an ONNX file.
            """
        )
    }

    @Test func otherFiles() throws {
        try expect(
            Array("<!DOCTYPE html><title>Sign in</title>".utf8), named: "a.pth",
            "./a.pth is no network but a web page; \(Self.reads)")
        try expect(
            Array("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n".utf8),
            named: "a.onnx", "./a.onnx is no network but a Git LFS pointer; \(Self.reads)")
        try expect([], named: "a.h5", "The file ./a.h5 is empty; was its download cut off?")
        try expect("./gone.onnx", status: 66, "There is no file ./gone.onnx; check the path.")
        try FileManager.default.createDirectory(
            atPath: program.path("folder.keras"), withIntermediateDirectories: false)
        try expect("./folder.keras", status: 66, "./folder.keras is a folder; name a file in it.")
        #expect(mkfifo(program.path("pipe.pth"), 0o600) == 0)
        try expect("./pipe.pth", status: 66, "./pipe.pth is not a regular file; name an ordinary file.")
    }
}
