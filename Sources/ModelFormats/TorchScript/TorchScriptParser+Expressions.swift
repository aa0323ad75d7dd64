/// Expressions, from the loosest operators to the tightest.
extension TorchScriptParser {
    mutating func expression() throws(Fault) -> TorchScriptExpression {
        try deepen()
        defer { rise() }
        let value = try operation(0)
        guard takes(word: "if") else { return value }
        let condition = try operation(0)
        guard takes(word: "else") else { throw fault }
        return .choice(condition, if: value, else: try expression())
    }

    /// Operators of one precedence, with the functions that they stand for.
    private static let levels: [[(symbol: String, function: String)]] = [
        [("or", "__or__")], [("and", "__and__")],
        [
            ("==", "eq"), ("!=", "ne"), ("<=", "le"), (">=", "ge"), ("<", "lt"), (">", "gt"),
            ("is", "__is__"),
        ],
        [("|", "__or__")], [("^", "__xor__")], [("&", "__and__")], [("+", "add"), ("-", "sub")],
        [("*", "mul"), ("//", "floordiv"), ("/", "div"), ("%", "remainder"), ("@", "matmul")],
    ]

    private mutating func operation(_ level: Int) throws(Fault) -> TorchScriptExpression {
        guard level < Self.levels.count else { return try prefixed() }
        if level == 2, takes(word: "not") {
            try deepen()
            defer { rise() }
            return .operation("__not__", [try operation(level)])
        }
        var left = try operation(level + 1)
        var count = 0
        while let (symbol, function) = Self.levels[level].first(where: { isNext($0.symbol) }) {
            count += 1
            guard count <= Self.depthLimit else { throw fault }
            advance()
            let isNegated = symbol == "is" && takes(word: "not")
            left = .operation(isNegated ? "__isnot__" : function, [left, try operation(level + 1)])
        }
        return left
    }

    private func isNext(_ symbol: String) -> Bool { kind == .symbol(symbol) || kind == .name(symbol) }

    private mutating func prefixed() throws(Fault) -> TorchScriptExpression {
        if takes("-") {
            try deepen()
            defer { rise() }
            if kind == .integer("9223372036854775808") {
                advance()
                return .integer(.min)
            }
            switch try prefixed() {
            case .integer(let value) where value != .min: return .integer(-value)
            case .float(let value): return .float(-value)
            case let value: return .operation("neg", [value])
            }
        }
        let base = try postfixed()
        guard takes("**") else { return base }
        try deepen()
        defer { rise() }
        return .operation("pow", [base, try prefixed()])
    }

    private mutating func postfixed() throws(Fault) -> TorchScriptExpression {
        var value = try primary()
        var count = 0
        while true {
            // Each step nests what is before it.
            count += 1
            guard count <= Self.depthLimit else { throw fault }
            if takes(".") {
                value = .attribute(value, try name())
            } else if takes("(") {
                value = try call(value)
            } else if takes("[") {
                value = try element(of: value)
            } else {
                return value
            }
        }
    }

    private mutating func call(_ callee: TorchScriptExpression) throws(Fault) -> TorchScriptExpression {
        var values: [TorchScriptExpression] = []
        var named: [TorchScriptKeyword] = []
        while !takes(")") {
            let value = try expression()
            if case .name(let name) = value, takes("=") {
                named.append(TorchScriptKeyword(name: name, value: try expression()))
            } else {
                guard named.isEmpty else { throw fault }
                values.append(value)
            }
            if !takes(",") {
                try expect(")")
                break
            }
        }
        return .call(callee, values, named)
    }

    private mutating func element(of value: TorchScriptExpression) throws(Fault) -> TorchScriptExpression {
        let first = kind == .symbol(":") ? nil : try expression()
        if takes(":") {
            let second = kind == .symbol("]") ? nil : try expression()
            try expect("]")
            return .part(value, from: first, to: second)
        }
        guard let first else { throw fault }
        var items = [first]
        while takes(",") {
            if kind == .symbol("]") { break }
            items.append(try expression())
        }
        try expect("]")
        return .element(value, items.count == 1 ? first : .tuple(items))
    }

    private mutating func primary() throws(Fault) -> TorchScriptExpression {
        let current = kind
        advance()
        switch current {
        case .name("None"): return .none
        case .name("True"): return .boolean(true)
        case .name("False"): return .boolean(false)
        case .name(let name): return .name(name)
        case .integer(let text):
            guard let value = Int(text) else { throw fault }
            return .integer(value)
        case .float(let value): return .float(value)
        case .text(var text):
            while case .text(let more) = kind {
                text += more
                advance()
            }
            return .text(text)
        case .symbol("("): return try parenthesised()
        case .symbol("["): return .list(try items(until: "]"))
        case .symbol("{"):
            var items: [TorchScriptExpression] = []
            while !takes("}") {
                items.append(try expression())
                try expect(":")
                items.append(try expression())
                if !takes(",") {
                    try expect("}")
                    break
                }
            }
            return .dictionary(items)
        default: throw fault
        }
    }

    private mutating func parenthesised() throws(Fault) -> TorchScriptExpression {
        if takes(")") { return .tuple([]) }
        let first = try expression()
        if takes(")") { return first }
        try expect(",")
        return .tuple([first] + (try items(until: ")")))
    }

    private mutating func items(until bracket: String) throws(Fault) -> [TorchScriptExpression] {
        var items: [TorchScriptExpression] = []
        while !takes(bracket) {
            items.append(try expression())
            if !takes(",") {
                try expect(bracket)
                break
            }
        }
        return items
    }
}
