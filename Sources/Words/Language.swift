import Foundation

/// A language that words are shown in: a table from English templates to theirs.
///
/// A language is one file, `Resources/translations/CODE.json`, beside, if it has any, the names of ImageNet's classes:
///
///     { "title": "한국어", "texts": { "There is no file {1}; check the path.": "{1} 파일이 없습니다. …" } }
public struct Language: Sendable, Equatable {
    /// As in ISO 639-1.
    public let code: String
    /// What it calls itself.
    public let title: String
    private let texts: [String: Template]
    private let classNames: [String: String]

    /// What every text is without a translation.
    public static let english = Language(code: "en", title: "English", texts: [:], classNames: [:])

    private init(code: String, title: String, texts: [String: Template], classNames: [String: String]) {
        self.code = code
        self.title = title
        self.texts = texts
        self.classNames = classNames
    }

    private struct Contents: Decodable {
        let title: String
        let texts: [String: String]
    }

    /// Reads a language's file, which is named by its code.
    ///
    /// - Parameters:
    ///   - path: of JSON: `title`, and `texts`, from templates to templates with the same placeholders.
    ///   - classNames: the names of classes by their English ones.
    /// - Throws: ``LanguageError``.
    public init(contentsOf path: String, classNames: [String: String] = [:]) throws(LanguageError) {
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)),
            let contents = try? JSONDecoder().decode(Contents.self, from: data)
        else { throw .notTexts(path) }
        var texts: [String: Template] = [:]
        for (english, text) in contents.texts {
            let template = Template(text)
            guard template.placeholders == Template(english).placeholders else {
                throw .placeholders(path, english: english)
            }
            texts[english] = template
        }
        let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
        self.init(code: name, title: contents.title, texts: texts, classNames: classNames)
    }

    /// The templates that it has.
    public var templates: Set<String> { Set(texts.keys) }

    /// A text in this language; what has no translation stays English.
    public func callAsFunction(_ words: Words) -> String {
        let text = words.sentences.map(text).joined(separator: " ")
        return code == "ko" ? KoreanParticles.resolved(text) : text
    }

    private func text(_ sentence: Words.Sentence) -> String {
        if sentence.arguments.isEmpty { return texts[sentence.template]?.text ?? sentence.template }
        let template = texts[sentence.template] ?? Template(sentence.template)
        return template.filled { number in
            guard sentence.arguments.indices.contains(number - 1) else { return nil }
            return switch sentence.arguments[number - 1] {
            case .verbatim(let text): text
            case .words(let words): self(words)
            case .clause(let words): Self.clause(self(words))
            case .className(let name): classNames[name] ?? name
            }
        }
    }

    /// A sentence as part of another one.
    private static func clause(_ sentence: String) -> String {
        let start = sentence.prefix(1).lowercased() + sentence.dropFirst()
        return start.hasSuffix(".") ? String(start.dropLast()) : start
    }

    /// The language that the locale asks for: the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set counts
    /// (POSIX.1-2024, 8.2).
    ///
    /// - Returns: its code, or nil for none.
    public static func code(environment: [String: String]) -> String? {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }
            .first { !$0.isEmpty }
        let code = locale?.prefix { $0.isLetter }.lowercased() ?? ""
        return code.isEmpty ? nil : code
    }
}

/// A text with `{1}`, `{2}` … for its arguments.
struct Template: Sendable, Equatable {
    let text: String
    private let pieces: [Piece]

    private enum Piece: Sendable, Equatable {
        case literal(Substring)
        case placeholder(Int)
    }

    init(_ text: String) {
        self.text = text
        var pieces: [Piece] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            let inside = rest[rest.index(after: open)...].prefix { $0.isASCII && $0.isNumber }
            guard !inside.isEmpty, inside.endIndex < rest.endIndex, rest[inside.endIndex] == "}",
                let number = Int(inside)
            else {
                let next = rest.index(after: open)
                pieces.append(.literal(rest[..<next]))
                rest = rest[next...]
                continue
            }
            pieces.append(.literal(rest[..<open]))
            pieces.append(.placeholder(number))
            rest = rest[inside.endIndex...].dropFirst()
        }
        self.pieces = pieces + [.literal(rest)]
    }

    var placeholders: Set<Int> {
        Set(pieces.compactMap { if case .placeholder(let number) = $0 { number } else { nil } })
    }

    func filled(_ argument: (Int) -> String?) -> String {
        pieces.reduce(into: "") { text, piece in
            switch piece {
            case .literal(let literal): text += literal
            case .placeholder(let number): text += argument(number) ?? "{\(number)}"
            }
        }
    }
}
