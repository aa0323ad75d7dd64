/// A text for a person, in no language yet: templates with their arguments.
///
/// Written as a string literal with interpolations, `"The file \(path) is empty."` keeps the template `The file {1} is
/// empty.` apart from the path. A ``Language`` turns it into a string once, where it is shown.
///
/// | Interpolated | In another language |
/// |---|---|
/// | `\(words)`, `\(refusal)` | in that language |
/// | `\(clause: words)` | in that language, as part of a sentence: without a capital at its start or a stop at its end |
/// | `\(className: name)` | the class's name in that language, where it has one |
/// | `\(anything else)` | as it is: names, paths, numbers, shapes |
public struct Words: Sendable, Hashable {
    /// What stands for a placeholder of a template.
    public enum Argument: Sendable, Hashable {
        case verbatim(String)
        case words(Words)
        /// A sentence within another one.
        case clause(Words)
        case className(String)
    }

    /// A template, `{1}` standing for the first argument.
    public struct Sentence: Sendable, Hashable {
        public let template: String
        public let arguments: [Argument]
    }

    /// One after the other; a space stands between them.
    public private(set) var sentences: [Sentence]

    init(_ sentences: [Sentence]) {
        self.sentences = sentences
    }

    /// A text that is the same in every language: a name, a path, a formula.
    public init(verbatim text: String) {
        self.init([Sentence(template: "{1}", arguments: [.verbatim(text)])])
    }

    /// The name of a class out of a list of labels.
    public init(className name: String) {
        self.init([Sentence(template: "{1}", arguments: [.className(name)])])
    }

    /// Several texts one after the other, a space between them; those that are nil or empty are left out.
    public init(_ parts: [Words?]) {
        self.init(parts.flatMap { $0?.sentences ?? [] })
    }

    public var isEmpty: Bool { sentences.allSatisfy { $0.template.isEmpty } }

    /// The text in English: as it stands in the source.
    public var english: String { Language.english(self) }

    /// The same text followed by another.
    public func followed(by next: Words?) -> Words { Words([self, next]) }

    /// Every template in it and in its arguments that has letters to translate.
    public var templates: Set<String> {
        var found = Set<String>()
        for sentence in sentences {
            if sentence.hasLetters { found.insert(sentence.template) }
            for argument in sentence.arguments {
                switch argument {
                case .words(let words), .clause(let words): found.formUnion(words.templates)
                case .verbatim, .className: break
                }
            }
        }
        return found
    }
}

extension Words: CustomStringConvertible {
    /// The text in English, so that a string interpolation says what a person would read.
    public var description: String { english }
}

extension Words.Sentence {
    /// Whether there is anything in the template that differs between languages.
    var hasLetters: Bool { template.contains(where: \.isLetter) }
}

extension Words: ExpressibleByStringInterpolation {
    public init(stringLiteral text: String) {
        self.init(text.isEmpty ? [] : [Sentence(template: text, arguments: [])])
    }

    public init(stringInterpolation parts: StringInterpolation) {
        self.init([Sentence(template: parts.template, arguments: parts.arguments)])
    }

    public struct StringInterpolation: StringInterpolationProtocol {
        var template = ""
        var arguments: [Argument] = []

        public init(literalCapacity: Int, interpolationCount: Int) {
            template.reserveCapacity(literalCapacity + 3 * interpolationCount)
            arguments.reserveCapacity(interpolationCount)
        }

        public mutating func appendLiteral(_ literal: String) { template += literal }

        private mutating func append(_ argument: Argument) {
            arguments.append(argument)
            template += "{\(arguments.count)}"
        }

        public mutating func appendInterpolation(_ words: Words) { append(.words(words)) }

        public mutating func appendInterpolation<Failure: Refusal>(_ refusal: Failure) {
            append(.words(refusal.words))
        }

        public mutating func appendInterpolation(clause words: Words) { append(.clause(words)) }

        public mutating func appendInterpolation(clause refusal: some Refusal) {
            append(.clause(refusal.words))
        }

        public mutating func appendInterpolation(className name: String) { append(.className(name)) }

        public mutating func appendInterpolation(_ name: String) { append(.verbatim(name)) }

        public mutating func appendInterpolation(_ name: Substring) { append(.verbatim(String(name))) }

        public mutating func appendInterpolation<Value: CustomStringConvertible>(_ value: Value) {
            append(.verbatim(value.description))
        }
    }
}
