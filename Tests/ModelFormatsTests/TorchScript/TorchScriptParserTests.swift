import Testing

@testable import ModelFormats

/// The language that PyTorch's printer writes.
@Suite struct TorchScriptParserTests {
    private static func source(_ lines: String...) throws -> TorchScriptSource {
        try TorchScriptParser.source(of: Array(lines.joined(separator: "\n").utf8))
    }

    private static func expression(_ text: String) throws -> TorchScriptExpression {
        let function = try #require(try source("def f(x):", "  return \(text)").functions["f"])
        guard case .result(let expression?) = function.body[0].form else {
            throw TorchScriptTokens.Fault(line: 0)
        }
        return expression
    }

    @Test func expressionsAreRead() throws {
        let cases: [(String, TorchScriptExpression)] = [
            ("None", .none), ("True", .boolean(true)), ("-3", .integer(-3)), ("1.", .float(1)),
            (".5", .float(0.5)),
            ("1.0000000000000001e-05", .float(1e-5)), ("-2.5E+3", .float(-2500)),
            ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            (#""a\n\"b\' {}\101\x41""#, .text("a\n\"b' {}AA")), ("'a' \"b\"", .text("ab")),
            ("x", .name("x")), ("self.a.b", .attribute(.attribute(.name("self"), "a"), "b")),
            ("(x)[0]", .element(.name("x"), .integer(0))),
            ("x[1:]", .part(.name("x"), from: .integer(1), to: nil)),
            ("x[:-1]", .part(.name("x"), from: nil, to: .integer(-1))),
            ("[1, 2]", .list([.integer(1), .integer(2)])), ("()", .tuple([])), ("(x,)", .tuple([.name("x")])),
            ("(x, 1)", .tuple([.name("x"), .integer(1)])), ("x, 1", .tuple([.name("x"), .integer(1)])),
            (#"{"a": 1}"#, .dictionary([.text("a"), .integer(1)])),
            (
                "torch.add(x, 1, alpha=2, )",
                .call(
                    .attribute(.name("torch"), "add"), [.name("x"), .integer(1)],
                    [TorchScriptKeyword(name: "alpha", value: .integer(2))])
            ),
            (
                "annotate(List[Optional[int]], [])",
                .call(
                    .name("annotate"),
                    [.element(.name("List"), .element(.name("Optional"), .name("int"))), .list([])], [])
            ),
            ("1 + 2 * x", .operation("add", [.integer(1), .operation("mul", [.integer(2), .name("x")])])),
            (
                "x // 2 - 1",
                .operation("sub", [.operation("floordiv", [.name("x"), .integer(2)]), .integer(1)])
            ),
            ("-x ** 2", .operation("neg", [.operation("pow", [.name("x"), .integer(2)])])),
            ("not x is None", .operation("__not__", [.operation("__is__", [.name("x"), .none])])),
            ("x is not None", .operation("__isnot__", [.name("x"), .none])),
            (
                "1 if x and y else 2",
                .choice(
                    .operation("__and__", [.name("x"), .name("y")]), if: .integer(1), else: .integer(2))
            ),
        ]
        for (text, expected) in cases { #expect(try Self.expression(text) == expected, "\(text)") }
    }

    @Test func statementsAreRead() throws {
        let source = try Self.source(
            "op_version_set = 1", "import __torch__", "def f(a: Tensor,",
            "    n: int=3) -> Tuple[Tensor, int]:",
            "  # a comment", "  b, c, = torch.size(a)", "  self.x : Optional[int] = None", "", "  if n:",
            "    pass",
            "  elif b:", "    pass", "  else:", "    for i in range(n):", "      d = i", "  while c:",
            "    torch.append(b, c)", "  with n as m:", "    return a, n", "  return")
        let function = try #require(source.functions["f"])
        #expect(function.parameters.map(\.name) == ["a", "n"])
        #expect(function.parameters[1].standard == .integer(3))
        #expect(function.body.map(\.line) == [6, 7, 9, 16, 18, 20])
        let forms = function.body.map(\.form)
        #expect(
            forms[0]
                == .assignment(
                    [.name("b"), .name("c")], .call(.attribute(.name("torch"), "size"), [.name("a")], [])))
        #expect(forms[1] == .assignment([.attribute(.name("self"), "x")], .none))
        guard case .branch(.name("n"), let body, let other) = forms[2],
            case .branch(.name("b"), _, let last) = other[0].form
        else {
            Issue.record("no branch")
            return
        }
        #expect(body.map(\.form) == [.pass])
        #expect(last.map(\.line) == [14])
        #expect(forms[5] == .result(nil))
    }

    @Test func classesAreRead() throws {
        let source = try Self.source(
            "class Net(Module):", "  __parameters__ = [\"w\", ]", "  w : Tensor",
            "  scale : Final[float] = 2.5",
            "  __annotations__[\"0\"] = __torch__.Part",
            "  def forward(self: __torch__.Net, x: Tensor) -> Tensor:",
            "    return x", "class Out(NamedTuple):", "  a : Tensor", "  b : int")
        let type = try #require(source.classes["Net"])
        #expect(type.attributes.map(\.name) == ["w", "scale", "0"])
        #expect(type.attributes[1].value == .float(2.5))
        #expect(type.methods.keys.sorted() == ["forward"])
        #expect(source.classes["Out"]?.base == "NamedTuple")
    }

    @Test func whatIsNotOfTheLanguageIsNamedByItsLine() throws {
        let cases: [(lines: [String], line: Int)] = [
            (["def f(x):", "  return (x"], 2), (["def f(x):", "  y = x)", "  return y"], 2),
            (["def f(x):", "return x"], 2),
            (["def f(x):", "    a = 1", "   b = 2"], 3), (["def f(x):", "  a = \"b"], 2),
            (["def f(x):", "  a = 0x10"], 2),
            (["def f(x):", "  a = 99999999999999999999"], 2), (["def f(x):", "  a = x $ 1"], 2),
            (["def (x):"], 1),
            (["def f(x):", "  import os; 1"], 2), (["class A:", "  lambda x: 1 +"], 2),
            (["def f(x):", "  a = 1e"], 2),
            (["def f(x):", "  for i in x:", "    pass"], 2), (["def f(x):", "  a = f(b=1, 2)"], 2),
        ]
        for (lines, line) in cases {
            #expect(throws: TorchScriptTokens.Fault(line: line), "\(lines)") {
                try TorchScriptParser.source(of: Array(lines.joined(separator: "\n").utf8))
            }
        }
    }

    @Test func deepAndLongCodeIsRefused() throws {
        let cases = [
            String(repeating: "(", count: 100_000), String(repeating: "[", count: 100_000) + "1",
            String(repeating: "-", count: 100_000) + "x", "x" + String(repeating: "[0]", count: 100_000),
            "x" + String(repeating: " + 1", count: 100_000), "x" + String(repeating: ".a", count: 100_000),
            String(repeating: "not ", count: 100_000) + "x", "x" + String(repeating: " ** x", count: 100_000),
            "x" + String(repeating: " if x else x", count: 100_000),
        ]
        for text in cases {
            #expect(throws: TorchScriptTokens.Fault.self, "\(text.prefix(8))") { try Self.expression(text) }
        }
        let blocks = (0..<200).map { String(repeating: " ", count: $0 + 1) + "if x:" }
        #expect(throws: TorchScriptTokens.Fault.self) {
            try TorchScriptParser.source(of: Array((["def f(x):"] + blocks).joined(separator: "\n").utf8))
        }
        let chain =
            ["def f(x):", "  if x:", "    pass"] + (0..<5000).flatMap { _ in ["  elif x:", "    pass"] }
        #expect(throws: TorchScriptTokens.Fault.self) {
            try TorchScriptParser.source(of: Array(chain.joined(separator: "\n").utf8))
        }
    }
}
