import Files
import Foundation
import GoldenData
import NeuralNetwork
import Tensors
import Testing

@testable import ModelFormats

/// Files of `torch.export.save` against PyTorch (`GoldenData/exported-programs`).
@Suite struct ExportedProgramTests {
    private static let golden = GoldenFolder("exported-programs")

    private static func model(_ name: String) throws -> Model {
        try ModelFile.load(golden.path("\(name).pt2"))
    }

    @Test(arguments: ["training", "decomposed", "nested"])
    func scoresAndGradientsAreThoseOfPyTorch(name: String) throws {
        try expectScoresAndGradient(of: Self.model(name).graph, in: Self.golden)
    }

    /// A change of a part that is not followed leaves nothing of the whole: no answer is made of what was there before.
    @Test func aChangeThatIsNotComputedSpoilsTheWhole() throws {
        let graph = try Self.model("changed").graph
        #expect(graph.logits == nil)
        let layer = try #require(graph.nodes.first { !$0.isComputed })
        #expect(layer.obstacle == UnsupportedFeature.sharedChange.words)
        #expect(graph.node(named: "head")?.isComputed == false)
    }

    @Test func layersHaveThePathsOfTheirModules() throws {
        let graph = try Self.model("training").graph
        for name in ["stem.0", "stem.1", "stem.2", "branch.0", "attention.qkv", "norm", "head"] {
            #expect(graph.node(named: name) != nil, "\(name)")
        }
        #expect(graph.node(named: "stem.2")?.shape == [6, 16, 20])
        #expect(graph.node(named: "drop") == nil)
        #expect(graph.node(named: "stem.0")?.parameterCount == 168)
    }

    // MARK: Files that are made by hand

    /// One node after another, with their arguments as JSON.
    static func program(_ nodes: [String], weights: (sizes: String, strides: String) = ("2,3,1,1", "3,1,1,1"))
        -> [UInt8]
    {
        let extents = #"{"as_int":1},{"as_int":3},{"as_int":4},{"as_int":4}"#
        let text = """
            {"graph_module":{"graph":{"inputs":[],"outputs":[{"as_tensor":{"name":"y"}}],
            "nodes":[\(nodes.joined(separator: ","))],
            "tensor_values":{"x":{"dtype":7,"sizes":[\(extents)]}}},
            "signature":{"input_specs":[{"parameter":{"arg":{"name":"w"},"parameter_name":"w"}},
            {"user_input":{"arg":{"as_tensor":{"name":"x"}}}}],
            "output_specs":[{"user_output":{"arg":{"as_tensor":{"name":"y"}}}}]}}}
            """
        return archive(Array(text.utf8), sizes: weights.sizes, strides: weights.strides)
    }

    static func archive(_ description: [UInt8], sizes: String, strides: String) -> [UInt8] {
        func list(_ numbers: String) -> String {
            numbers.split(separator: ",").map { #"{"as_int":\#($0)}"# }.joined(separator: ",")
        }
        let config = """
            {"config":{"w":{"path_name":"weight_0","use_pickle":false,"tensor_meta":{"dtype":7,
            "sizes":[\(list(sizes))],"strides":[\(list(strides))],"storage_offset":{"as_int":0}}}}}
            """
        let floats = (0..<6).flatMap { withUnsafeBytes(of: Float($0).bitPattern.littleEndian, Array.init) }
        return ZipSample(entries: [
            .init(name: "a/models/model.json", data: description),
            .init(name: "a/data/weights/model_weights_config.json", data: Array(config.utf8)),
            .init(name: "a/data/weights/weight_0", data: floats, alignment: 64),
        ]).bytes
    }

    static func node(_ target: String, _ arguments: [(String, String)], output: String = "y") -> String {
        let list = arguments.map { #"{"name":"\#($0)","arg":{\#($1)},"kind":1}"# }.joined(separator: ",")
        return """
            {"target":"torch.ops.aten.\(target)","inputs":[\(list)],"outputs":[{"as_tensor":{"name":"\(output)"}}],
            "name":"\(output)","metadata":{}}
            """
    }

    static func tensor(_ name: String) -> String { #""as_tensor":{"name":"\#(name)"}"# }

    static func load(_ bytes: [UInt8]) throws -> Model {
        let file = try TemporaryFile(bytes, named: "a.pt2")
        return try ModelFile.load(file.path)
    }

    private static func message(_ bytes: [UInt8]) throws -> String? {
        do {
            _ = try load(bytes)
            return nil
        } catch let error as any ModelFileError {
            return error.description.replacingOccurrences(of: error.path, with: "a.pt2")
        } catch let error as GraphError {
            return error.description
        }
    }

    private static let convolution = node(
        "conv2d.default", [("input", tensor("x")), ("weight", tensor("w"))])

    @Test func aProgramByHandIsRead() throws {
        let graph = try Self.load(Self.program([Self.convolution])).graph
        let output = try Executor(graph).output(of: 1, for: Tensor([1, 3, 4, 4], repeating: 1))
        #expect(output.shape == [1, 2, 4, 4])
        #expect(output[0] == 3 && output[16] == 12)
    }

    /// What is not known, or asked for in an unknown way, is shown and never left out.
    @Test func whatIsNotKnownIsShown() throws {
        let input = ("self", Self.tensor("x"))
        let cases: [(target: String, arguments: [(String, String)], reason: String)] = [
            ("fft_rfft2", [input], "the operator aten.fft_rfft2 is not supported"),
            (
                "relu", [input, ("upside_down", "\"as_bool\":true")],
                "its argument upside_down is not supported"
            ),
            ("relu", [], "its argument self is not supported"),
            ("conv2d", [input, ("weight", "\"as_int\":3")], "its argument weight is not supported"),
            (
                "dropout", [input, ("p", "\"as_float\":0.5"), ("train", "\"as_bool\":true")],
                "it drops values as in training"
            ),
            ("permute", [input, ("dims", "\"as_ints\":[0,1,2,9]")], "its input has no axis 9"),
        ]
        for (target, arguments, reason) in cases {
            let graph = try Self.load(Self.program([Self.node("\(target).default", arguments)])).graph
            #expect(graph.nodes.last?.obstacle?.english == reason)
        }
    }

    /// A part that is changed in place changes the whole, which a later layer reads.
    @Test func changesOfSharedElementsAreShown() throws {
        let graph = try Self.load(
            Self.program([
                Self.node(
                    "mul.Tensor", [("self", Self.tensor("x")), ("other", "\"as_int\":2")], output: "a"),
                Self.node(
                    "select.int",
                    [("self", Self.tensor("a")), ("dim", "\"as_int\":1"), ("index", "\"as_int\":0")],
                    output: "b"),
                Self.node(
                    "add_.Tensor", [("self", Self.tensor("b")), ("other", "\"as_int\":1")], output: "c"),
                Self.node("relu.default", [("self", Self.tensor("a"))]),
            ])
        ).graph
        #expect(
            graph.nodes.contains { $0.obstacle?.english == "it changes elements that other layers read, too" }
        )
    }

    /// Later readers of the old name see what was changed.
    @Test func changesAreSeenUnderTheOldName() throws {
        let graph = try Self.load(
            Self.program([
                Self.node(
                    "mul.Tensor", [("self", Self.tensor("x")), ("other", "\"as_int\":2")], output: "a"),
                Self.node(
                    "add_.Tensor", [("self", Self.tensor("a")), ("other", "\"as_int\":1")], output: "b"),
                Self.node("neg.default", [("self", Self.tensor("a"))]),
            ])
        ).graph
        let output = try Executor(graph).output(
            of: graph.lastComputed, for: Tensor([1, 3, 4, 4], repeating: 1))
        #expect(output[0] == -3)
    }

    @Test(arguments: [
        "conv2d input:x weight:w stride=[0,0]",
        "conv2d input:x weight:w padding=[MAX,1]",
        "conv2d input:x weight:w groups=0",
        "view self:x size=[MAX,MAX]",
        "view self:x size=[-1,-1]",
        "expand self:x size=[1048576,1048576,1048576,4,4]",
        "repeat self:x repeats=[1,1,MAX,1]",
        "narrow self:x dim=2 start=MAX length=MAX",
        "split self:x split_size=-1",
        "chunk self:x chunks=0",
        "max_pool2d self:x kernel_size=[-2,MAX]",
        "adaptive_avg_pool2d self:x output_size=[MAX,MAX]",
        "pixel_shuffle self:x upscale_factor=MAX",
        "pixel_unshuffle self:x downscale_factor=MAX",
        "upsample_nearest2d input:x output_size=[MAX,1]",
        "zeros size=[MAX,MAX,0]",
        "zeros size=[0,MAX,MAX]",
        "arange end=MAX",
        "pad self:x pad=[MIN,MAX]",
        "group_norm input:x num_groups=0",
        "layer_norm input:x normalized_shape=[MAX]",
        "transpose self:x dim0=MIN dim1=1",
        "unflatten self:x dim=1 sizes=[0,-1]",
        "select self:x dim=1 index=MIN",
        "unsqueeze self:x dim=MAX",
        "flip self:x dims=[MAX]",
        "channel_shuffle self:x groups=MAX",
        "squeeze self:x dim=[MIN]",
        "scaled_dot_product_attention query:x key:w value:x",
        "mean self:x dim=[MAX]",
        "softmax self:x dim=MIN",
        "linear input:x weight:w",
    ])
    func wildNumbersAreRefusedOrShown(call: String) throws {
        let parts = call.split(separator: " ").map(String.init)
        let arguments = parts.dropFirst().map { part -> (String, String) in
            let isTensor = part.contains(":")
            let pair = part.split(separator: isTensor ? ":" : "=").map(String.init)
            if isTensor { return (pair[0], Self.tensor(pair[1])) }
            let value = pair[1].replacingOccurrences(of: "MAX", with: "\(Int.max)")
                .replacingOccurrences(of: "MIN", with: "\(Int.min)")
            return (pair[0], (value.hasPrefix("[") ? "\"as_ints\":" : "\"as_int\":") + value)
        }
        let program = Self.program([Self.node("\(parts[0]).default", arguments)])
        if try Self.message(program) == nil {
            let nodes = try Self.load(program).graph.nodes
            #expect(nodes.count == 1 || nodes.contains { !$0.isComputed })
        }
    }

    @Test(arguments: [
        ("2,3,1,2", "3,1,1,1"), ("2,3,1,1", "4,1,1,1"), ("2,3,1,1", "9223372036854775807,1,1,1"),
        ("2,3,1,1", "-3,1,1,1"), ("9223372036854775807,9223372036854775807,1,1", "0,0,0,0"),
        ("4611686018427387904,4,1,1", "0,0,0,0"),
    ])
    func weightsThatReachBeyondTheirDataAreRefused(sizes: String, strides: String) throws {
        let program = Self.program([Self.convolution], weights: (sizes, strides))
        let message = try #require(try Self.message(program))
        #expect(message.contains("reaches beyond its data") || message.contains("many times the memory"))
    }

    @Test func cutOffAndDamagedFilesDoNoHarm() throws {
        let whole = Array(try Data(contentsOf: URL(fileURLWithPath: Self.golden.path("training.pt2"))))
        for count in stride(from: 4, to: whole.count - 1, by: 97 * 8) {
            #expect(try Self.message(Array(whole[..<count])) != nil, "\(count) bytes")
        }
        var draws = Draws(seed: 12)
        for _ in 0..<60 {
            var damaged = whole
            damaged[draws.next(below: whole.count)] ^= UInt8(1 << draws.next(below: 8))
            _ = try Self.message(damaged)
        }
    }

    /// Digits of the description that are others, in an archive whose checksums are right.
    @Test func otherNumbersInTheDescriptionDoNoHarm() throws {
        let file = try MappedFile(path: Self.golden.path("training.pt2"))
        let archive = try ZipArchive(file)
        let entry = try #require(ExportedArchive.description(in: archive))
        let text = try archive.contents(of: entry, limit: 1 << 24)
        let digits = text.indices.filter { (0x30...0x39).contains(text[$0]) }
        var draws = Draws(seed: 13)
        let others = try archive.entries.filter { $0 != entry }.map {
            ZipSample.Entry(name: $0.name, data: try archive.contents(of: $0, limit: 1 << 24))
        }
        for _ in 0..<80 {
            var damaged = text
            for _ in 0..<3 {
                damaged[digits[draws.next(below: digits.count)]] = UInt8(0x30 + draws.next(below: 10))
            }
            let sample = ZipSample(entries: [.init(name: entry.name, data: damaged)] + others)
            _ = try Self.message(sample.bytes)
        }
    }
}
