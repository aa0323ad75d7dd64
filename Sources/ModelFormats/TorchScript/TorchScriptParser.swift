/// Reads files of TorchScript's code: definitions and statements.
///
/// The language is the part of Python that PyTorch's printer writes (`torch/csrc/jit/serialization/python_print.cpp` of PyTorch
/// 2.15), as old versions wrote it, too. Nothing of it is run by Python.
struct TorchScriptParser {
    typealias Fault = TorchScriptTokens.Fault

    /// Expressions and blocks inside each other.
    static let depthLimit = 64

    private let tokens: [TorchScriptToken]
    private var position = 0
    private var depth = 0

    /// - Throws: ``TorchScriptTokens/Fault``.
    static func source(of bytes: [UInt8]) throws(Fault) -> TorchScriptSource {
        var parser = TorchScriptParser(try TorchScriptTokens.tokens(of: bytes))
        return try parser.source()
    }

    private init(_ tokens: [TorchScriptToken]) {
        self.tokens = tokens
    }

    // MARK: Tokens

    var kind: TorchScriptToken.Kind { tokens[min(position, tokens.count - 1)].kind }
    var line: Int { tokens[min(position, tokens.count - 1)].line }
    var fault: Fault { Fault(line: line) }

    mutating func advance() { position += 1 }

    /// Steps over a symbol where it comes next.
    mutating func takes(_ symbol: String) -> Bool {
        guard kind == .symbol(symbol) else { return false }
        position += 1
        return true
    }

    mutating func takes(word: String) -> Bool {
        guard kind == .name(word) else { return false }
        position += 1
        return true
    }

    mutating func expect(_ symbol: String) throws(Fault) {
        guard takes(symbol) else { throw fault }
    }

    mutating func expect(_ expected: TorchScriptToken.Kind) throws(Fault) {
        guard kind == expected else { throw fault }
        position += 1
    }

    mutating func name() throws(Fault) -> String {
        guard case .name(let name) = kind else { throw fault }
        position += 1
        return name
    }

    mutating func deepen() throws(Fault) {
        depth += 1
        guard depth <= Self.depthLimit else { throw fault }
    }

    mutating func rise() { depth -= 1 }

    // MARK: Definitions

    private mutating func source() throws(Fault) -> TorchScriptSource {
        var source = TorchScriptSource()
        while kind != .end {
            if takes(word: "def") {
                let function = try function()
                source.functions[function.name] = function
            } else if takes(word: "class") {
                let type = try type()
                source.classes[type.name] = type
            } else {
                // Versions and imports of older files.
                while kind != .endOfLine, kind != .end { advance() }
                if kind == .endOfLine { advance() }
            }
        }
        return source
    }

    private mutating func function() throws(Fault) -> TorchScriptFunction {
        let name = try name()
        try expect("(")
        var parameters: [TorchScriptFunction.Parameter] = []
        while !takes(")") {
            let parameter = try self.name()
            let type = takes(":") ? try expression() : nil
            let standard = takes("=") ? try expression() : nil
            parameters.append(.init(name: parameter, type: type, standard: standard))
            if !takes(",") {
                try expect(")")
                break
            }
        }
        if takes("->") { _ = try expression() }
        return TorchScriptFunction(name: name, parameters: parameters, body: try block())
    }

    private mutating func type() throws(Fault) -> TorchScriptClass {
        let name = try name()
        var base = ""
        if takes("(") {
            if case .name(let parent) = kind { base = parent }
            while kind != .symbol(")"), kind != .endOfLine, kind != .end { advance() }
            try expect(")")
        }
        try expect(":")
        try expect(.endOfLine)
        try expect(.indent)
        var attributes: [(name: String, value: TorchScriptExpression?)] = []
        var methods: [String: TorchScriptFunction] = [:]
        while kind != .dedent, kind != .end {
            if takes(word: "def") {
                let method = try function()
                methods[method.name] = method
                continue
            }
            if takes(word: "pass") {
                try expect(.endOfLine)
                continue
            }
            // `name : type = value`, `name = value` or `__annotations__["0"] = type`.
            let target = try expression()
            let type = takes(":") ? try expression() : nil
            let value = takes("=") ? try expression() : nil
            try expect(.endOfLine)
            switch target {
            case .name(let attribute) where type != nil || base == "Enum":
                attributes.append((attribute, value))
            case .element(.name("__annotations__"), .text(let attribute)): attributes.append((attribute, nil))
            default: break
            }
        }
        if kind == .dedent { advance() }
        return TorchScriptClass(name: name, base: base, attributes: attributes, methods: methods)
    }

    // MARK: Statements

    private mutating func block() throws(Fault) -> [TorchScriptStatement] {
        try deepen()
        defer { rise() }
        try expect(":")
        try expect(.endOfLine)
        try expect(.indent)
        var statements: [TorchScriptStatement] = []
        while kind != .dedent, kind != .end { statements.append(try statement()) }
        if kind == .dedent { advance() }
        return statements
    }

    private mutating func statement() throws(Fault) -> TorchScriptStatement {
        let line = line
        return TorchScriptStatement(form: try form(), line: line)
    }

    private mutating func form() throws(Fault) -> TorchScriptStatement.Form {
        if takes(word: "if") { return try branch() }
        if takes(word: "while") {
            let condition = try expression()
            return .looping(condition, try block())
        }
        if takes(word: "for") {
            let name = try name()
            guard takes(word: "in"), takes(word: "range") else { throw fault }
            try expect("(")
            let count = try expression()
            try expect(")")
            return .counting(name, count, try block())
        }
        if takes(word: "with") {
            _ = try expression()
            if takes(word: "as") { _ = try name() }
            return .context(try block())
        }
        defer { if kind == .endOfLine { advance() } }
        let form = try simpleForm()
        guard kind == .endOfLine || kind == .end else { throw fault }
        return form
    }

    private mutating func branch() throws(Fault) -> TorchScriptStatement.Form {
        let condition = try expression()
        let body = try block()
        let line = line
        if takes(word: "elif") {
            try deepen()
            defer { rise() }
            return .branch(condition, body, [TorchScriptStatement(form: try branch(), line: line)])
        }
        return .branch(condition, body, takes(word: "else") ? try block() : [])
    }

    private mutating func simpleForm() throws(Fault) -> TorchScriptStatement.Form {
        if takes(word: "pass") { return .pass }
        if takes(word: "return") {
            guard kind != .endOfLine, kind != .end else { return .result(nil) }
            return .result(try expressions())
        }
        let first = try expressions()
        if takes(":") { _ = try expression() }
        guard takes("=") else { return .expression(first) }
        let value = try expressions()
        if case .tuple(let targets) = first { return .assignment(targets, value) }
        return .assignment([first], value)
    }

    /// One expression, or several with commas between them, which are a tuple.
    private mutating func expressions() throws(Fault) -> TorchScriptExpression {
        let first = try expression()
        guard kind == .symbol(",") else { return first }
        var items = [first]
        while takes(",") {
            if kind == .symbol("=") || kind == .endOfLine || kind == .end { break }
            items.append(try expression())
        }
        return .tuple(items)
    }
}
