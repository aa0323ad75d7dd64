import Testing

@testable import ModelFormats

/// Files that are damaged or made to do harm: each is refused with its sentence.
@Suite struct TorchScriptRefusalTests {
    private static func message(_ body: [String], before: [String] = []) throws -> String? {
        try TorchScriptSample.message(TorchScriptSample.network(body, before: before))
    }

    private static func senseless(_ line: Int) -> String {
        "The TorchScript file a.pt cannot be followed: line \(line), in __torch__.Net.forward, makes no sense here."
    }

    private static func arithmetic(_ line: Int) -> String {
        """
        The TorchScript file a.pt cannot be followed: line \(line), in __torch__.Net.forward, divides by zero or gives a number \
        that is too large.
        """
    }

    @Test(arguments: [
        ("torch.add(9223372036854775807, 1)"), ("torch.mul(4611686018427387904, 4)"),
        ("torch.sub(-9223372036854775807, 2)"), ("torch.floordiv(1, 0)"), ("torch.remainder(1, 0)"),
        ("torch.div(1, 0)"),
        ("torch.floordiv(-9223372036854775808, -1)"), ("torch.neg(-9223372036854775808)"), ("int(inf)"),
        ("int(nan)"),
        ("int(1e300)"), ("torch.__lshift__(1, 99)"), ("torch.__range_length(0, 5, 0)"),
        ("torch.__derive_index(9223372036854775807, 1, 2)"), ("torch.sum([9223372036854775807, 1])"),
    ])
    func arithmeticIsChecked(text: String) throws {
        #expect(try Self.message(["n = \(text)", "return x"]) == Self.arithmetic(5))
    }

    @Test(arguments: [
        "[1, 2][2]", "[1, 2][-3]", "{\"a\": 1}[\"b\"]", "unknown", "(3).forward(x, )", "x.y",
        "torch.size(x, 9)",
        "torch.pop([])", "torch._set_item([], 0, 1)", "torch.slice([1], 0, 1, 0)",
        "torch.tensor([[1], [2, 3]])",
        "torch.insert([1], x, 1)", "torch.format(3)", "torch.eq([x], [x])",
    ])
    func whatMakesNoSenseIsNamedByItsLine(text: String) throws {
        #expect(try Self.message(["n = \(text)", "return x"]) == Self.senseless(5))
    }

    @Test func damagedCallsAreNamed() throws {
        let cases: [(text: String, message: String)] = [
            ("self.nothing", "The TorchScript file a.pt is damaged: its __torch__.Net has no nothing."),
            ("CONSTANTS.c7", "The TorchScript file a.pt is damaged: its constants.pkl has no c7."),
            (
                "__torch__.nothing(x, )",
                "The TorchScript file a.pt is damaged: it has no code of __torch__.nothing."
            ),
            (
                "__torch__.os.system(\"ls\")",
                "The TorchScript file a.pt is damaged: it has no code of __torch__.os.system."
            ),
            (
                "(self.part).backward(x, )",
                "The TorchScript file a.pt is damaged: it has no code of __torch__.Part.backward."
            ),
            (
                "(self.part).forward(x, x, x, )",
                "The TorchScript file a.pt is damaged: __torch__.Part.forward is called with other arguments than it takes."
            ),
            (
                "(self.part).forward()",
                "The TorchScript file a.pt is damaged: __torch__.Part.forward is called with other arguments than it takes."
            ),
            (
                "(self.part).forward(x, x=x)",
                "The TorchScript file a.pt is damaged: __torch__.Part.forward is called with other arguments than it takes."
            ),
            (
                "ops.prim.RaiseException(\"Wrong image height!\")",
                "The network in a.pt does not take such pictures: Wrong image height!; --size gives them another size."
            ),
        ]
        for (text, message) in cases {
            #expect(try Self.message(["n = \(text)", "return x"]) == message, "\(text)")
        }
    }

    private static let tooLarge =
        "a.pt is refused: following its code takes more steps than any network needs."
    private static let tooDeep =
        "a.pt is refused: the calls of its code are nested deeper than those of any network."

    @Test func codeWithoutAnEndIsRefused() throws {
        #expect(try Self.message(["while True:", "  pass", "return x"]) == Self.tooLarge)
        #expect(
            try Self.message(["for i in range(9223372036854775807):", "  pass", "return x"]) == Self.tooLarge)
        let circle = ["def f(x):", "  return __torch__.g(x, )", "def g(x):", "  return __torch__.f(x, )"]
        #expect(try Self.message(["return __torch__.f(x, )"], before: circle) == Self.tooDeep)
        #expect(try Self.message(["return (self).forward(x, )"]) == Self.tooDeep)
        let bombs = (0..<30).flatMap {
            ["def f\($0)(x):", "  y = __torch__.f\($0 + 1)(x, )", "  return __torch__.f\($0 + 1)(y, )"]
        }
        #expect(
            try Self.message(["return __torch__.f0(x, )"], before: bombs + ["def f30(x):", "  return x"])
                == Self.tooLarge)
    }

    @Test func listsAndTextsThatGrowAreRefused() throws {
        for lines in [
            ["a = [1, 2]", "for i in range(100):", "  a = torch.add(a, a)"],
            ["a = torch.mul([1, 2], 9223372036854775807)"],
            ["a = \"ab\"", "for i in range(100):", "  a = torch.add(a, a)"],
            ["a = ops.prim.rangelist(9223372036854775807)"],
            ["a = \"{}{}\"", "for i in range(100):", "  a = torch.format(\"{}{}\", a, a)"],
            ["a = [1]", "while True:", "  _0 = torch.append(a, 1)"],
        ] {
            #expect(try Self.message(lines + ["return x"]) == Self.tooLarge, "\(lines)")
        }
    }

    /// A list in itself ends nowhere, and a file's own constants are bounded.
    @Test func circlesEnd() throws {
        let graph = try TorchScriptSample.load(
            TorchScriptSample.network([
                "a = annotate(List[int], [])", "_0 = torch.append(a, a)", "return torch.cat(a)",
            ])
        ).graph
        #expect(graph.node(named: "cat")?.isComputed == false)
        #expect(
            try Self.message(["a = [1]", "_0 = torch._set_item(a, 0, a)", "b = torch.eq(a, a)", "return x"])
                != nil)
        #expect(try Self.message(["a = [1]", "_0 = torch._set_item(a, 0, a)", "return a"]) == nil)
    }

    /// Lists of the same list many times are small and have many places.
    @Test(.timeLimit(.minutes(2)))
    func listsInListsEnd() throws {
        let lists = (0..<9).map {
            "a = [\(Array(repeating: $0 == 0 ? "1" : "a", count: 99).joined(separator: ", "))]"
        }
        for last in [
            "b = torch.eq(a, a)", "b = torch.cat(a)", "b = torch.__contains__(a, a)", "b = torch.tensor(a)",
        ] {
            _ = try Self.message(lists + [last, "return x"])
        }
        _ = try Self.message(lists + ["return a"])
    }

    @Test(arguments: [
        "torch.view(x, [9223372036854775807, 9223372036854775807])", "torch.zeros([9223372036854775807])",
        "torch.ones([65536, 65536])", "torch.expand(torch.ones([1, 1]), [1048576, 1048576])",
        "torch.conv2d(x, self.w, None, [0, 0])", "torch.conv2d(x, self.w, None, 9, 9, 9, 9, 9, 9, 9)",
        "torch.conv2d(x)",
        "torch.conv2d(3, 4)", "torch.cat([])", "torch.cat(3)", "torch.softmax(x, 99)", "torch.slice(x, 9, 9)",
        "torch.select(x, 0, 9223372036854775807)", "torch.split(x, 0, 1)", "torch.chunk(x, -1)",
        "torch.arange(1e30)",
        "torch.repeat(x, [9223372036854775807, 1, 1, 1])", "torch.to(x, 99)",
        "torch.upsample_nearest2d(x, None, None)",
        "torch.upsample_bilinear2d(x, [9223372036854775807, 1], False, None)", "torch.max(x, 9)",
        "torch._native_multi_head_attention(x, x, x, 1, 0, self.w, None, self.w, None)",
        "torch.tensor(9223372036854775807)",
        "torch.linear(x, self.w)", "torch.unflatten(x, 1, [0, -1])",
    ])
    func wildArgumentsAreRefusedOrShown(text: String) throws {
        let bytes = TorchScriptSample.network(["y = \(text)", "return y"])
        if try TorchScriptSample.message(bytes) == nil {
            let nodes = try TorchScriptSample.load(bytes).graph.nodes
            #expect(nodes.count == 1 || nodes.contains { !$0.isComputed }, "\(text)")
        }
    }

    @Test func archivesThatAreNotWholeAreNamed() throws {
        #expect(
            try TorchScriptSample.message(
                TorchScriptSample.bytes("class Net(Module):\n  def forward(self, x):\n  return x\n"))
                == "The TorchScript file a.pt is damaged: its code cannot be read at line 3 of code/__torch__.py."
        )
        #expect(
            try TorchScriptSample.message(TorchScriptSample.bytes("\n"))
                == "The TorchScript file a.pt is damaged: it has no code of __torch__.Net.forward.")
        let old = ZipSample(entries: [
            .init(name: "a/model.json", data: Array("{}".utf8)), .init(name: "a/code/a.py", data: [10]),
            .init(name: "a/version", data: [0x31]),
        ]).bytes
        #expect(
            try TorchScriptSample.message(old)
                == "a.pt is a TorchScript file of PyTorch before 1.4; load it with torch.jit.load and save it again."
        )
        #expect(
            try TorchScriptSample.message(
                [28, 0, 0, 0] + Array("PTMF".utf8) + Array(repeating: 0, count: 64))
                    == """
                    a.pt is a TorchScript file in the form for small devices, which is not read; save the network with \
                    torch.jit.save.
                    """)
        #expect(
            try TorchScriptSample.message(
                TorchScriptSample.network(["return x"], parameters: "images: List[Tensor]"))
                == "The network in a.pt has no input for a picture: Glassbox takes N×C×H×W of floats.")
    }

    /// Code of Python that is no TorchScript is a name like any other.
    @Test func noCodeOfAFileIsRun() throws {
        let bytes = TorchScriptSample.bytes(
            "class Net(Module):\n  def forward(self, x: Tensor):\n    return __import__(\"os\").system(\"false\")\n"
        )
        #expect(try TorchScriptSample.message(bytes)?.contains("makes no sense here") == true)
        let pickled = ZipSample(entries: [
            .init(name: "a/data.pkl", data: TorchScriptSample.pickle("cos\nsystem\n")),
            .init(name: "a/constants.pkl", data: TorchScriptSample.pickle(")")),
        ]).bytes
        #expect(try TorchScriptSample.message(pickled)?.contains("its pickle asks for os.system") == true)
    }
}
