import Files
import Foundation
import ModelFormats
import Synchronization
import Tensors
import Words

/// The window's words in a language: English texts are the keys, and what has no translation stays English.
struct Translation: Sendable {
    let language: Language
    private let texts: [String: String]
    private let classNames: [String: String]
    /// By the first byte of the texts that they fit, the best-fitting first; nil for those that fit any first byte.
    private let patterns: [UInt8?: [TranslationPattern]]
    private let cache = Cache()

    /// Translations of parts within translations.
    private static let depthLimit = 4
    /// Bytes of a text; longer ones stay as they are.
    private static let lengthLimit = 4_000

    /// What every text is without a translation.
    static let english = Translation()

    private init() {
        language = .english
        texts = [:]
        classNames = [:]
        patterns = [:]
    }

    /// Reads the texts and class names that ship with the program.
    ///
    /// - Throws: ``TranslationError``, `FileError`.
    init(_ language: Language) throws {
        guard language != .english else {
            self = .english
            return
        }
        let classes = try ResourceFolder.path("Resources/labels/imagenet-\(language.code).txt")
        try self.init(
            language, texts: ResourceFolder.path("Resources/translations/\(language.code).json"),
            classes: (ResourceFolder.path("Resources/labels/imagenet-en.txt"), classes))
    }

    /// - Parameters:
    ///   - texts: a file of JSON, an object of texts.
    ///   - classes: two files of class names, line by line; an empty line stays English.
    /// - Throws: ``TranslationError``, `FileError`.
    init(_ language: Language, texts path: String, classes: (english: String, translated: String)?) throws {
        let content = try Self.content(of: path)
        guard let all = try? JSONDecoder().decode([String: String].self, from: content) else {
            throw TranslationError.notTexts(path)
        }
        self.language = language
        var texts: [String: String] = [:]
        var patterns: [UInt8?: [TranslationPattern]] = [:]
        for (english, translation) in all {
            guard TranslationPattern.isPattern(english) else {
                texts[english] = translation
                continue
            }
            guard let pattern = TranslationPattern(english: english, translation: translation) else {
                throw TranslationError.placeholders(path, english: english)
            }
            patterns[pattern.firstByte, default: []].append(pattern)
        }
        self.texts = texts
        self.patterns = patterns.mapValues { $0.sorted { $0.isBetter(than: $1) } }
        classNames = try classes.map(Self.classNames) ?? [:]
    }

    private static func content(of path: String) throws -> Data {
        let file = try MappedFile(path: path)
        return withExtendedLifetime(file) { Data(file.bytes) }
    }

    private static func classNames(_ files: (english: String, translated: String)) throws -> [String: String]
    {
        let english = try ClassLabels(contentsOf: files.english).names
        let lines = try String(decoding: content(of: files.translated), as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.trimmingCharacters(in: .whitespaces) }
        let count = lines.last?.isEmpty == true ? lines.count - 1 : lines.count
        guard count == english.count else {
            throw TranslationError.classCount(files.translated, expected: english.count, found: count)
        }
        let pairs = zip(english, lines).filter { !$0.1.isEmpty }
        return Dictionary(pairs.map { ($0.0, $0.1) }, uniquingKeysWith: { first, _ in first })
    }

    /// A text in the language, or as it is where it has no translation.
    func callAsFunction(_ english: String) -> String {
        guard language != .english else { return english }
        return cache.text(for: english) { translated(english, depth: 0) ?? english }
    }

    private func translated(_ text: String, depth: Int) -> String? {
        if let known = texts[text] ?? classNames[text] { return known }
        let bytes = Array(text.utf8)
        guard depth < Self.depthLimit, bytes.count <= Self.lengthLimit else { return nil }
        let sentences = Self.sentences(text)
        if sentences.count > 1 {
            let parts = sentences.map { translated($0, depth: depth + 1) }
            if !parts.contains(nil) { return parts.compactMap { $0 }.joined(separator: " ") }
        }
        for pattern in candidates(bytes) {
            let found = pattern.translation(of: bytes) { translated($0, depth: depth + 1) ?? $0 }
            if let found { return language == .korean ? KoreanParticles.resolved(found) : found }
        }
        return nil
    }

    /// The patterns that may fit a text, the best-fitting first.
    private func candidates(_ text: [UInt8]) -> [TranslationPattern] {
        let beginning = text.first.flatMap { patterns[$0] } ?? []
        return (beginning + (patterns[nil] ?? [])).sorted { $0.isBetter(than: $1) }
    }

    /// A text cut after full stops and question marks that a space follows.
    private static func sentences(_ text: String) -> [String] {
        var sentences: [String] = []
        var rest = Substring(text)
        while let end = rest.indices.first(where: { index in
            guard rest[index] == "." || rest[index] == "?" else { return false }
            let next = rest.index(after: index)
            return next < rest.endIndex && rest[next] == " "
        }) {
            sentences.append(String(rest[...end]))
            rest = rest[end...].dropFirst(2)
        }
        return rest.isEmpty ? sentences : sentences + [String(rest)]
    }
}

/// Texts that were translated lately.
private final class Cache: Sendable {
    private static let limit = 3_000
    private let texts = Mutex<[String: String]>([:])

    func text(for english: String, _ translate: () -> String) -> String {
        if let known = texts.withLock({ $0[english] }) { return known }
        let text = translate()
        texts.withLock { texts in
            if texts.count >= Self.limit { texts = [:] }
            texts[english] = text
        }
        return text
    }
}
