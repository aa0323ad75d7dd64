import Words

/// The options of a method, or a group that several methods have, as values of their own types.
///
/// Each field is described once, in ``fields``; its standard value is the one that the structure starts with. A group is
/// embedded with ``fields(in:)``.
public protocol MethodOptions: Sendable, Equatable {
    /// Every option at its standard value.
    init()
    /// In the order in which they are shown.
    static var fields: [OptionField<Self>] { get }
}

extension MethodOptions {
    /// Reads values that stand as text.
    init(_ values: OptionValues) {
        self.init()
        for field in Self.fields {
            if let text = values.text(ofOption: field.name) { field.set(&self, text) }
        }
    }

    /// The fields as data.
    static var options: [MethodOption] {
        let standard = Self()
        return fields.map { $0.option(standard: $0.text(standard)) }
    }

    /// Options that change nothing beside these values.
    static func unused(_ values: OptionValues) -> Set<String> {
        let options = Self(values)
        return Set(fields.filter { !$0.isUsed(options) }.map(\.name))
    }

    /// The fields as those of a structure that embeds this one.
    static func fields<Outer>(in path: WritableKeyPath<Outer, Self> & Sendable) -> [OptionField<Outer>] {
        fields.map { $0.embedded(in: path) }
    }
}

/// For methods that have nothing to set.
public struct NoOptions: MethodOptions {
    public static let fields: [OptionField<NoOptions>] = []

    public init() {}
}

/// A choice between values that have names.
protocol OptionChoice: RawRepresentable<String>, CaseIterable, Sendable {
    /// What values were called in earlier versions.
    static var formerSpellings: [String: Self] { get }
    /// What a value is called in the window, where its spelling says nothing to a person.
    var title: Words? { get }
}

extension OptionChoice {
    static var formerSpellings: [String: Self] { [:] }
    var title: Words? { nil }
}

/// One option of a structure of options: how it is called, which values it takes, and where its value lies.
public struct OptionField<Options>: Sendable {
    let name: String
    private let kind: MethodOption.Kind
    private let stage: MethodOption.Stage
    private let role: MethodOption.Role
    private let summary: Words
    private let formerSpellings: [String: String]
    private let titles: [String: Words]
    /// The value as it is written.
    let text: @Sendable (Options) -> String
    /// Takes in a text that is a value of the option.
    let set: @Sendable (inout Options, String) -> Void
    /// Whether it changes anything beside the other values.
    private(set) var isUsed: @Sendable (Options) -> Bool = { _ in true }

    private init<Value>(
        _ name: String, _ kind: MethodOption.Kind, _ stage: MethodOption.Stage, _ role: MethodOption.Role,
        _ summary: Words, at path: WritableKeyPath<Options, Value> & Sendable,
        formerSpellings: [String: String] = [:], titles: [String: Words] = [:],
        text: @escaping @Sendable (Value) -> String,
        set: @escaping @Sendable (inout Value, String) -> Void
    ) {
        self.name = name
        self.kind = kind
        self.stage = stage
        self.role = role
        self.summary = summary
        self.formerSpellings = formerSpellings
        self.titles = titles
        self.text = { text($0[keyPath: path]) }
        self.set = { set(&$0[keyPath: path], $1) }
    }

    static func integer(
        _ name: String, _ path: WritableKeyPath<Options, Int> & Sendable, _ range: ClosedRange<Int>,
        _ stage: MethodOption.Stage, role: MethodOption.Role = .setting, _ summary: Words
    ) -> OptionField {
        OptionField(name, .integer(range), stage, role, summary, at: path, text: \.description) {
            $0 = Int($1) ?? $0
        }
    }

    static func number(
        _ name: String, _ path: WritableKeyPath<Options, Double> & Sendable, _ range: ClosedRange<Double>,
        _ stage: MethodOption.Stage, _ summary: Words
    ) -> OptionField {
        OptionField(name, .number(range), stage, .setting, summary, at: path, text: \.description) {
            $0 = Double($1) ?? $0
        }
    }

    static func choice<Choice: OptionChoice>(
        _ name: String, _ path: WritableKeyPath<Options, Choice> & Sendable, _ stage: MethodOption.Stage,
        role: MethodOption.Role = .setting, _ summary: Words
    ) -> OptionField {
        OptionField(
            name, .choice(Choice.allCases.map(\.rawValue)), stage, role, summary, at: path,
            formerSpellings: Choice.formerSpellings.mapValues(\.rawValue),
            titles: Dictionary(
                uniqueKeysWithValues: Choice.allCases.compactMap { value in
                    value.title.map { (value.rawValue, $0) }
                }),
            text: \.rawValue
        ) { $0 = Choice(rawValue: $1) ?? $0 }
    }

    static func grid(
        _ name: String, _ path: WritableKeyPath<Options, GridSize> & Sendable, _ stage: MethodOption.Stage,
        _ summary: Words
    ) -> OptionField {
        OptionField(name, .grid, stage, .grid, summary, at: path, text: \.description) {
            $0 = GridSize($1) ?? $0
        }
    }

    static func folder(
        _ name: String, _ path: WritableKeyPath<Options, PhotoFolder> & Sendable,
        _ stage: MethodOption.Stage, _ summary: Words
    ) -> OptionField {
        OptionField(name, .folder, stage, .setting, summary, at: path, text: \.text) {
            $0 = PhotoFolder($1)
        }
    }

    /// The same option, which changes something only beside some values of others.
    func used(when condition: @escaping @Sendable (Options) -> Bool) -> OptionField {
        var field = self
        let before = isUsed
        field.isUsed = { before($0) && condition($0) }
        return field
    }

    func option(standard: String) -> MethodOption {
        MethodOption(
            name: name, summary: summary, kind: kind, stage: stage, role: role, standard: standard,
            formerSpellings: formerSpellings, titles: titles)
    }

    /// The same field of a structure that embeds this one.
    func embedded<Outer>(in path: WritableKeyPath<Outer, Options> & Sendable) -> OptionField<Outer> {
        OptionField<Outer>(
            name, kind, stage, role, summary, at: path, formerSpellings: formerSpellings, titles: titles,
            text: text, set: set
        ).used { [isUsed] in isUsed($0[keyPath: path]) }
    }
}
