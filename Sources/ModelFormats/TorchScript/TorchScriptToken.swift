/// The smallest parts of TorchScript's code.
struct TorchScriptToken: Equatable {
    enum Kind: Equatable {
        case name(String)
        case integer(String)
        case float(Double)
        case text(String)
        /// An operator or a bracket.
        case symbol(String)
        case endOfLine
        /// The start and the end of lines that stand further right.
        case indent, dedent
        case end
    }

    let kind: Kind
    /// Counted from 1.
    let line: Int
}

/// Splits TorchScript's code, whose lexical rules are those of Python, into tokens.
struct TorchScriptTokens {
    /// Where code makes no sense: a line, counted from 1.
    struct Fault: Error, Equatable {
        let line: Int
    }

    static let tokenLimit = 4_000_000
    private static let indentLimit = 64

    private let bytes: [UInt8]
    private var position = 0
    private var line = 1
    /// Open brackets, inside which the ends of lines do not count.
    private var brackets = 0
    private var indents = [0]
    private var tokens: [TorchScriptToken] = []

    /// - Throws: ``Fault``.
    static func tokens(of bytes: [UInt8]) throws(Fault) -> [TorchScriptToken] {
        var reader = TorchScriptTokens(bytes)
        try reader.read()
        return reader.tokens
    }

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    private var fault: Fault { Fault(line: line) }

    private func byte(_ offset: Int = 0) -> UInt8? {
        position + offset < bytes.count ? bytes[position + offset] : nil
    }

    private mutating func add(_ kind: TorchScriptToken.Kind) throws(Fault) {
        guard tokens.count < Self.tokenLimit else { throw fault }
        tokens.append(TorchScriptToken(kind: kind, line: line))
    }

    private mutating func read() throws(Fault) {
        while position < bytes.count {
            if brackets == 0, tokens.last.map({ $0.kind == .endOfLine }) ?? true {
                try readIndent()
            }
            guard let byte = byte() else { break }
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): position += 1
            case UInt8(ascii: "#"): skipLine()
            case UInt8(ascii: "\n"):
                if brackets == 0, let last = tokens.last?.kind, last != .endOfLine, last != .indent {
                    try add(.endOfLine)
                }
                position += 1
                line += 1
            case UInt8(ascii: "\""), UInt8(ascii: "'"): try readText(byte)
            case _ where Self.isDigit(byte): try readNumber()
            case UInt8(ascii: ".") where self.byte(1).map(Self.isDigit) ?? false: try readNumber()
            case _ where Self.isLetter(byte): try readName()
            default: try readSymbol()
            }
        }
        if tokens.last.map({ $0.kind != .endOfLine }) ?? false { try add(.endOfLine) }
        for _ in indents.dropFirst() { try add(.dedent) }
        guard brackets == 0 else { throw fault }
        try add(.end)
    }

    private mutating func skipLine() {
        while let byte = byte(), byte != UInt8(ascii: "\n") { position += 1 }
    }

    /// Compares the start of a line with that of the lines around it; empty lines do not count.
    private mutating func readIndent() throws(Fault) {
        var width = 0
        while byte() == UInt8(ascii: " ") {
            position += 1
            width += 1
        }
        guard let byte = byte(), byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "#"),
            byte != UInt8(ascii: "\r")
        else { return }
        if width > indents.last! {
            guard indents.count < Self.indentLimit else { throw fault }
            indents.append(width)
            try add(.indent)
        } else if width < indents.last! {
            while indents.count > 1, width < indents.last! {
                indents.removeLast()
                try add(.dedent)
            }
            guard width == indents.last! else { throw fault }
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_")
            || byte >= 0x80
    }

    private mutating func readName() throws(Fault) {
        let start = position
        while let byte = byte(), Self.isLetter(byte) || Self.isDigit(byte) { position += 1 }
        try add(.name(String(decoding: bytes[start..<position], as: UTF8.self)))
    }

    private mutating func readNumber() throws(Fault) {
        let start = position
        var isFloat = false
        while let byte = byte() {
            let isSign = byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
            let isExponent = byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E")
            if isSign {
                guard [UInt8(ascii: "e"), UInt8(ascii: "E")].contains(bytes[position - 1]) else { break }
            } else if byte == UInt8(ascii: ".") || isExponent {
                isFloat = true
            } else if !Self.isDigit(byte) {
                break
            }
            position += 1
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        // Complex numbers and integers of other bases end in letters.
        if let next = byte(), Self.isLetter(next) { throw fault }
        guard isFloat else { return try add(.integer(text)) }
        guard let value = Double(text.hasSuffix(".") ? text + "0" : text) else { throw fault }
        try add(.float(value))
    }

    private mutating func readText(_ quote: UInt8) throws(Fault) {
        position += 1
        var content: [UInt8] = []
        while let byte = byte(), byte != quote {
            position += 1
            if byte == UInt8(ascii: "\n") { throw fault }
            guard byte == UInt8(ascii: "\\") else {
                content.append(byte)
                continue
            }
            guard let escaped = self.byte() else { throw fault }
            position += 1
            content.append(try escape(escaped))
        }
        guard byte() == quote else { throw fault }
        position += 1
        try add(.text(String(decoding: content, as: UTF8.self)))
    }

    private mutating func escape(_ letter: UInt8) throws(Fault) -> UInt8 {
        let others: [Character: UInt8] = ["n": 10, "t": 9, "r": 13, "a": 7, "b": 8, "f": 12, "v": 11]
        if let other = others[Character(UnicodeScalar(letter))] { return other }
        let isOctal = (0x30...0x37).contains(letter)
        guard isOctal || letter == UInt8(ascii: "x") else { return letter }
        var digits = isOctal ? [letter] : []
        while digits.count < (isOctal ? 3 : 2), let next = byte(), Self.isHexadecimal(next) {
            digits.append(next)
            position += 1
        }
        guard let value = UInt8(String(decoding: digits, as: UTF8.self), radix: isOctal ? 8 : 16) else {
            throw fault
        }
        return value
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    }

    private static let symbols = ["->", "==", "!=", "<=", ">=", "//", "**", "+=", "-=", "*=", "/="]

    private mutating func readSymbol() throws(Fault) {
        let first = bytes[position]
        let pair = byte(1).map { String(decoding: [first, $0], as: UTF8.self) }
        if let pair, Self.symbols.contains(pair) {
            position += 2
            return try add(.symbol(pair))
        }
        let symbol = Character(UnicodeScalar(first))
        guard "()[]{}:,.=+-*/%<>&|^~@".contains(symbol) else { throw fault }
        if "([{".contains(symbol) { brackets += 1 }
        if ")]}".contains(symbol) { brackets -= 1 }
        guard brackets >= 0 else { throw fault }
        position += 1
        try add(.symbol(String(symbol)))
    }
}
