import Files
import NeuralNetwork
import Tensors

@testable import ModelFormats

/// TorchScript files that are made by hand: a network of one class with a weight `w` of 2×3×1×1, the numbers 0 to 5, a list `sizes`
/// of 3 and 4, a part `part` of the class `Part`, and `packed`, the weight as a convolution that was prepared for XNNPACK, with
/// values from 0 to 6.
enum TorchScriptSample {
    /// - Parameters:
    ///   - code: of the file `code/__torch__.py`.
    ///   - others: more files, by their paths in the archive.
    static func bytes(
        _ code: String, others: [String: String] = [:], constants: [UInt8] = pickle(")")
    ) -> [UInt8] {
        let floats = (0..<6).flatMap { withUnsafeBytes(of: Float($0).bitPattern.littleEndian, Array.init) }
        var entries: [ZipSample.Entry] = [
            .init(name: "a/data.pkl", data: object), .init(name: "a/constants.pkl", data: constants),
            .init(name: "a/byteorder", data: Array("little".utf8)),
            .init(name: "a/data/0", data: floats, alignment: 64),
            .init(name: "a/code/__torch__.py", data: Array(code.utf8)),
        ]
        for (name, text) in others.sorted(by: { $0.key < $1.key }) {
            entries.append(.init(name: "a/\(name)", data: Array(text.utf8)))
        }
        return ZipSample(entries: entries).bytes
    }

    static func pickle(_ parts: Any...) -> [UInt8] {
        [0x80, 2]
            + parts.flatMap { part -> [UInt8] in
                switch part {
                case let text as String: Array(text.utf8)
                case let bytes as [UInt8]: bytes
                default: preconditionFailure("a part is text or bytes")
                }
            } + Array(".".utf8)
    }

    private static func text(_ value: String) -> [UInt8] { PyTorchRefusalTests.text(value) }

    private static func numbers(_ values: Int...) -> [UInt8] {
        Array("(".utf8) + values.flatMap { PyTorchRefusalTests.integer($0) } + Array("t".utf8)
    }

    private static var object: [UInt8] {
        let storage =
            Array("(".utf8) + text("storage") + Array("ctorch\nFloatStorage\n".utf8) + text("0") + text("cpu")
            + PyTorchRefusalTests.integer(6) + Array("tQ".utf8)
        let tensor =
            Array("ctorch._utils\n_rebuild_tensor_v2\n(".utf8) + storage + PyTorchRefusalTests.integer(0)
            + numbers(2, 3, 1, 1) + numbers(3, 1, 1, 1) + [0x89]
            + Array("ccollections\nOrderedDict\n)RtR".utf8)
        let list =
            Array("ctorch.jit._pickle\nbuild_intlist\n(](".utf8) + PyTorchRefusalTests.integer(3)
            + PyTorchRefusalTests.integer(4) + Array("etR".utf8)
        let part =
            Array("c__torch__\nPart\n)".utf8) + [0x81] + Array("}(".utf8) + text("training") + [0x89]
            + Array("ub".utf8)
        let one = Array("(".utf8) + PyTorchRefusalTests.integer(1) + PyTorchRefusalTests.integer(1)
        let none = Array("(".utf8) + PyTorchRefusalTests.integer(0) + PyTorchRefusalTests.integer(0)
        let end = Array("t".utf8)
        let packed =
            Array("c__torch__.torch.classes.xnnpack\nConv2dOpContext\n)".utf8) + [0x81] + Array("(".utf8)
            + tensor
            + Array("N".utf8) + one + end + none + end + one + end + PyTorchRefusalTests.integer(1)
            + PyTorchRefusalTests.integer(0) + PyTorchRefusalTests.integer(6) + Array("tb".utf8)
        return pickle(
            "c__torch__\nNet\n)", [0x81] as [UInt8], "}(", text("training"), [0x89] as [UInt8], text("w"),
            tensor,
            text("sizes"), list, text("part"), part, text("packed"), packed, "ub")
    }

    /// A network whose `forward` is a body of lines, after other definitions.
    static func network(_ body: [String], before: [String] = [], parameters: String = "x: Tensor") -> [UInt8]
    {
        let lines =
            before + [
                "class Net(Module):", "  training : bool", "  def forward(self,",
                "    \(parameters)) -> Tensor:",
            ]
            + body.map { "    \($0)" }
            + ["class Part(Module):", "  training : bool", "  def forward(self, x: Tensor) -> Tensor:"]
            + ["    return torch.relu(x)"]
        return bytes(lines.joined(separator: "\n") + "\n")
    }

    static func load(_ bytes: [UInt8], size: InputSize? = InputSize(rows: 8, columns: 8)) throws -> Model {
        let file = try TemporaryFile(bytes, named: "a.pt")
        return try ModelFile.load(
            file.path, settings: ModelSettings(size: size?.rows, columns: size?.columns))
    }

    /// What loading says, with the file called `a.pt`; nil where it is read.
    static func message(_ bytes: [UInt8], size: InputSize? = InputSize(rows: 8, columns: 8)) throws -> String?
    {
        do {
            _ = try load(bytes, size: size)
            return nil
        } catch let error as any ModelFileError {
            return error.description.replacingOccurrences(of: error.path, with: "a.pt")
        } catch let error as GraphError {
            return error.description
        }
    }
}
