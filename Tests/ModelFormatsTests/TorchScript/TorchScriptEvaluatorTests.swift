import Files
import NeuralNetwork
import Tensors
import Testing

@testable import ModelFormats

/// What code does with numbers, containers and calls.
@Suite struct TorchScriptEvaluatorTests {
    /// What a function `f` of one picture gives, told as text.
    private static func result(_ body: [String], before: [String] = []) throws -> String {
        let lines = before + ["def f(x):"] + body.map { "  \($0)" }
        let bytes = TorchScriptSample.bytes(lines.joined(separator: "\n") + "\n")
        let file = try TemporaryFile(bytes, named: "a.pt")
        let archive = try TorchScriptArchive(try MappedFile(path: file.path))
        let picture = ONNXImporter.Picture(name: "input", dimensions: [1, 3, 8, 6])
        var network = ATenNetwork(NetworkTranslation(archive.file, title: "a", picture: picture))
        network.bind("input", network.translation.picture)
        let evaluator = TorchScriptEvaluator(
            archive, network: network, budget: TorchScriptBudget(), readings: TorchScriptReadings(),
            cancellation: nil)
        let value = try evaluator.call("__torch__.f", TorchScriptArguments([.tensor("input")]))
        if case .tensor(let name) = value, case .value(let value)? = try evaluator.network.value(name),
            let constant = value.constant
        {
            return "\(constant.dimensions) \(constant.tensor.values.map { "\($0)" }.joined(separator: " "))"
        }
        return value.description
    }

    @Test(arguments: [
        ("torch.floordiv(-7, 2)", "-4"), ("torch.remainder(-7, 2)", "1"), ("torch.div(7, 2)", "3.5"),
        ("torch.pow(16, -0.5)", "0.25"), ("torch.neg(3)", "-3"), ("int(2.9)", "2"), ("torch.ceil(2.1)", "3"),
        ("torch.round(2.5)", "2.0"), ("torch.mul(True, 3)", "3"), ("torch.lt(2, 2.5)", "True"),
        ("torch.__and__(True, False)", "False"), ("torch.__not__(False)", "True"), ("torch.sqrt(9)", "3.0"),
        ("torch.__is__(None, None)", "True"), ("torch.__isnot__(3, None)", "True"),
        ("torch.size(x)", "[1, 3, 8, 6]"), ("torch.size(x, -1)", "6"), ("torch.dim(x)", "4"),
        ("torch.len(x)", "1"),
        ("torch.numel(x)", "144"), ("ops.prim.dtype(x)", "6"), ("torch.slice(torch.size(x), -2)", "[8, 6]"),
        ("torch.slice([1, 2, 3, 4], 0, None, 2)", "[1, 3]"), ("[1, 2, 3][-1]", "3"),
        ("torch.add([1], [2])", "[1, 2]"),
        ("torch.mul([1, 2], 2)", "[1, 2, 1, 2]"), ("torch.sum([1, 2.5])", "3.5"),
        ("torch.any([False, True])", "True"),
        ("ops.prim.max([2, 5, 3])", "5"), ("ops.prim.min(2, 5)", "2"),
        ("torch.__contains__([1, 2], 2)", "True"),
        ("{\"a\": 1, \"b\": 2}[\"b\"]", "2"), ("torch.len(\"abc\")", "3"),
        ("torch.format(\"{} of {}\", 1, [2])", "1 of [2]"),
        ("torch.add(\"a\", \"b\")", "ab"), ("torch.__range_length(1, 6, 2)", "3"),
        ("torch.__range_length(6, 1, -2)", "3"),
        ("torch.__derive_index(2, 1, 3)", "7"), ("isinstance([1], List[int])", "True"),
        ("isinstance(x, int)", "False"),
        ("torch.eq([1, 2], [1, 2])", "True"), ("torch.ne(\"a\", \"b\")", "True"), ("inf", "inf"),
        ("-inf", "-inf"),
        ("1 if torch.gt(2, 1) else 1 // 0", "1"), ("False and 1 // 0", "False"),
        ("int(torch.floor_divide(ops.prim.NumToTensor(torch.size(x, 2)), torch.tensor(3)))", "2"),
        ("torch.tensor([[1, 2], [3, 4]])", "[2, 2] 1.0 2.0 3.0 4.0"), ("torch.arange(3)", "[3] 0.0 1.0 2.0"),
        ("torch.tensor(2.5, dtype=4)", "[] 2.0"), ("torch.index([4, 5], 5)", "1"),
    ])
    func expressionsAreWorkedOut(text: String, expected: String) throws {
        #expect(try Self.result(["return \(text)"]) == expected)
    }

    @Test func dictionariesAreFilled() throws {
        let body = [
            "d = torch.dict()", "torch._set_item(d, \"a\", 1)", "torch._set_item(d, \"a\", 2)",
            "e = torch.dict([(\"b\", 3), (\"c\", 4)])",
            "return [d[\"a\"], torch.len(d), e[\"c\"], torch.get(e, \"z\", 7)]",
        ]
        #expect(try Self.result(body) == "[2, 1, 4, 7]")
    }

    @Test func listsAreChangedForAllThatHoldThem() throws {
        #expect(
            try Self.result([
                "a = annotate(List[int], [])", "b = a", "for i in range(5):", "  if torch.eq(i, 1):",
                "    pass",
                "  else:", "    _0 = torch.append(a, torch.mul(i, i))", "_1 = torch._set_item(b, -1, 7)",
                "c = torch.pop(a, 0)", "torch.insert(b, 1, c)", "d = torch.copy(a)", "torch.clear(d)",
                "return b",
            ]) == "[4, 0, 9, 7]")
    }

    @Test func loopsEndWhereTheirConditionSays() throws {
        #expect(
            try Self.result([
                "i = 0", "_0 = True", "while _0:", "  i0 = torch.add(i, 3)", "  _0, i = torch.lt(i0, 10), i0",
                "return i",
            ]) == "12")
    }

    @Test func callsBindArgumentsAndDefaults() throws {
        let before = [
            "def g(a: int, b: int=2, c: Optional[int]=None):", "  if torch.__is__(c, None):",
            "    return torch.sub(a, b)",
            "  return c",
        ]
        #expect(
            try Self.result(
                ["h = __torch__.g", "return [h(1, ), h(1, 5), h(1, c=9), __torch__.g(b=1, a=8)]"],
                before: before)
                == "[-1, -4, 9, 7]")
    }

    @Test func tuplesAndObjectsKeepTheirParts() throws {
        let before = [
            "class Out(NamedTuple):", "  a : int", "  b : int", "class Counter:", "  n : int",
            "  def __init__(self, n: int):", "    self.n = n", "  def more(self, by: int):",
            "    self.n = torch.add(self.n, by)", "    return self.n",
        ]
        #expect(
            try Self.result(
                [
                    "o = __torch__.Out(4, 5)", "p = __torch__.Counter.__new__(__torch__.Counter)",
                    "_0 = (p).__init__(o.b, )", "_1 = (p).more(10, )", "a, b, = o",
                    "return [a, b, p.n, (o)[0]]",
                ], before: before) == "[4, 5, 15, 4]")
    }

    // MARK: Networks

    private static func outputs(_ body: [String], before: [String] = []) throws -> [Float] {
        let graph = try TorchScriptSample.load(TorchScriptSample.network(body, before: before)).graph
        #expect(graph.nodes.filter { !$0.isComputed }.map(\.name) == [])
        let picture = Tensor([1, 3, 8, 8], (0..<192).map { Float($0 % 5) - 2 })
        return try Executor(graph).output(of: graph.nodes.count - 1, for: picture).values
    }

    /// Parts of the network, its weights and its lists by their names, with the paths of the parts.
    @Test func attributesAndPartsAreFound() throws {
        let bytes = TorchScriptSample.network([
            "w = self.w", "y = torch.conv2d(x, w)", "y0 = torch.mul(y, (self.sizes)[1])",
            "return (getattr(self, \"part\")).forward(y0, )",
        ])
        let graph = try TorchScriptSample.load(bytes).graph
        #expect(graph.nodes.map(\.name) == ["input", "conv2d", "mul", "part.relu"])
        let output = try Executor(graph).output(of: 3, for: Tensor([1, 3, 8, 8], repeating: 1))
        #expect(output[0] == 12 && output[64] == 48)
    }

    /// The form of a layer that PyTorch's optimisation for small devices leaves.
    @Test func preparedLayersAreRead() throws {
        let graph = try TorchScriptSample.load(
            TorchScriptSample.network(["return ops.prepacked.conv2d_clamp_run(x, self.packed)"])
        ).graph
        #expect(graph.nodes.map(\.name) == ["input", "conv2d", "clamp"])
        let output = try Executor(graph).output(of: 2, for: Tensor([1, 3, 8, 8], repeating: 1))
        #expect(output[0] == 3 && output[64] == 6)
    }

    /// What shares its elements with a changed tensor is followed where that is possible, and shown where it is not.
    @Test func changesInPlaceAreSeen() throws {
        let values = try Self.outputs([
            "y = torch.mul(x, 2)", "z = torch.add_(y, 1)", "return torch.add(y, torch.mul(z, 10))",
        ])
        #expect(values[0] == (2 * -2 + 1) * 11)
        // The part is not read after the change.
        let whole = try Self.outputs([
            "y = torch.mul(x, 2)", "z = torch.view(y, [1, 3, 64])", "m = torch.mean(z)", "v = torch.relu_(y)",
            "return torch.add(v, torch.mul(m, 0))",
        ])
        #expect(whole[3] == 2)
        let shown = try TorchScriptSample.load(
            TorchScriptSample.network([
                "y = torch.mul(x, 2)", "z = torch.view(y, [1, 3, 64])", "v = torch.relu_(y)",
                "return torch.add(torch.flatten(v, 2), z)",
            ])
        ).graph
        #expect(shown.nodes.contains { $0.obstacle == UnsupportedFeature.sharedChange.words })
        let parts = try TorchScriptSample.load(
            TorchScriptSample.network([
                "y = torch.mul(x, 2)", "a, b, c, = torch.chunk(y, 3, 1)", "d = torch.relu_(a)",
                "return torch.add(y, d)",
            ])
        ).graph
        #expect(parts.nodes.contains { $0.obstacle == UnsupportedFeature.sharedChange.words })
    }

    @Test func whatIsNotKnownIsShown() throws {
        let cases: [(body: [String], name: String, reason: String)] = [
            (
                ["return ops.quantized.conv2d(x, self.w)"], "conv2d",
                "the operator quantized.conv2d is not supported"
            ),
            (
                ["y = torch.fft_rfft2(x)", "return torch.relu(y)"], "fft_rfft2",
                "the operator aten.fft_rfft2 is not supported"
            ),
            (
                ["if bool(torch.gt(torch.mean(x), 0)):", "  pass", "else:", "  pass", "return x"], "if",
                "what is done next depends on the picture"
            ),
            (
                ["n = int(torch.sum(x))", "return torch.mul(x, n)"], "if",
                "it makes a number of what the picture shows"
            ),
            (["n = torch.made_up(3)", "return x"], "made_up", "the operator made_up is not supported"),
            (["return torch.dropout(x, 0.5, True)"], "dropout", "it drops values as in training"),
        ]
        for (body, name, reason) in cases {
            let graph = try TorchScriptSample.load(TorchScriptSample.network(body)).graph
            #expect(graph.node(named: name)?.obstacle?.english == reason, "\(body)")
        }
    }

    @Test func otherInputsAreLeftToTheirDefaultsOrShown() throws {
        let bytes = TorchScriptSample.network(
            [
                "if torch.__is__(m, None):", "  y = x", "else:", "  y = torch.mul(x, m)",
                "return torch.relu(y)",
            ],
            parameters: "x: Tensor, m: Optional[Tensor]=None, n: int=3")
        #expect(try TorchScriptSample.load(bytes).graph.nodes.map(\.name) == ["input", "relu"])
        // A tensor that nothing is known of is as large as the picture; where that does not fit, it is named.
        let second = TorchScriptSample.network(["return torch.add(x, m)"], parameters: "x: Tensor, m: Tensor")
        #expect(try TorchScriptSample.load(second).graph.nodes.map(\.name) == ["input", "m", "add"])
        let needed = TorchScriptSample.network(
            ["return torch.add(x, torch.reshape(m, [1, 3, 1, 1]))"], parameters: "x: Tensor, m: Tensor")
        #expect(
            try TorchScriptSample.load(needed).graph.node(named: "m")?.obstacle?.english
                == "it needs the input m, of which the file says too little; say what it gets")
    }
}
