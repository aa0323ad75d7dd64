import Foundation

/// A setting of an explanation method, as data: the command line, the window's controls and the help are made of it.
public struct MethodOption: Sendable, Equatable {
    /// What values it takes.
    public enum Kind: Sendable, Equatable {
        case choice([String], standard: String)
        case number(ClosedRange<Double>, standard: Double)
        case integer(ClosedRange<Int>, standard: Int)
        /// Two whole numbers such as 4x16 (rows × columns).
        case size(standard: String)
        /// The path of a folder, or the word `standard` for what comes with the program.
        case folder(standard: String)
    }

    /// What has to be done again when it changes.
    public enum Stage: Sendable, Equatable {
        case computation
        /// Only the picture; what was computed is kept.
        case display
    }

    /// The spelling on the command line, without the dashes.
    public let name: String
    /// One sentence.
    public let summary: String
    public let kind: Kind
    public let stage: Stage

    public init(_ name: String, _ kind: Kind, stage: Stage, summary: String) {
        self.name = name
        self.summary = summary
        self.kind = kind
        self.stage = stage
    }

    /// The value that holds when none is given.
    public var standard: String {
        switch kind {
        case .choice(_, let standard), .size(let standard), .folder(let standard): standard
        case .number(_, let standard): "\(standard)"
        case .integer(_, let standard): "\(standard)"
        }
    }

    /// For example `viridis, magma or grey`.
    public var allowed: String {
        switch kind {
        case .choice(let choices, _):
            choices.count < 2
                ? choices.joined() : choices.dropLast().joined(separator: ", ") + " or " + choices.last!
        case .number(let range, _): "a number from \(range.lowerBound) to \(range.upperBound)"
        case .integer(let range, _): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .size: "rows x columns, such as 4x16"
        case .folder: "the path of a folder"
        }
    }

    /// Whether a text is a value of this option.
    func accepts(_ text: String) -> Bool {
        switch kind {
        case .choice(let choices, _): choices.contains(text)
        case .number(let range, _): Double(text).map(range.contains) ?? false
        case .integer(let range, _): Int(text).map(range.contains) ?? false
        case .size: Self.size(text) != nil
        case .folder(let standard): text == standard || Self.isFolder(text)
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    /// Two numbers from 1 to 1000 with an x between them.
    static func size(_ text: String) -> (Int, Int)? {
        let parts = text.lowercased().split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let first = parts[0], let second = parts[1], (1...1000).contains(first),
            (1...1000).contains(second)
        else { return nil }
        return (first, second)
    }
}

/// Values chosen for a method's options; an option without a value has its standard one.
public struct OptionValues: Sendable, Hashable {
    private var values: [String: String]

    public init() {
        values = [:]
    }

    /// - Throws: ``QuestionError`` for an option that the method does not have or a value that it does not take.
    public mutating func set(_ name: String, to value: String, for method: any ExplanationMethod) throws {
        guard let option = method.options.first(where: { $0.name == name }) else {
            throw QuestionError.unknownOption(
                name, method: method.name, known: method.options.map(\.name))
        }
        guard option.accepts(value) else {
            throw QuestionError.badValue(value, option: name, allowed: option.allowed)
        }
        values[name] = value
    }

    /// The values of those options of a method that the computation depends on.
    public func computed(by method: any ExplanationMethod) -> OptionValues {
        var own = OptionValues()
        for option in method.options where option.stage == .computation {
            own.values[option.name] = text(option)
        }
        return own
    }

    /// What was chosen, by the options' names.
    public var chosen: [String: String] { values }

    /// The value of an option, as text.
    public func text(_ option: MethodOption) -> String { values[option.name] ?? option.standard }

    /// The value of a ``MethodOption/Kind/number(_:standard:)`` or ``MethodOption/Kind/integer(_:standard:)``.
    public func number(_ option: MethodOption) -> Double { Double(text(option)) ?? 0 }

    public func integer(_ option: MethodOption) -> Int { Int(text(option)) ?? 0 }

    /// Rows and columns.
    public func size(_ option: MethodOption) -> (rows: Int, columns: Int) {
        MethodOption.size(text(option)).map { ($0.0, $0.1) } ?? (1, 1)
    }
}
