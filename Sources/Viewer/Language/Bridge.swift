import Words

// bridge: this file goes as soon as all that comes from other modules is `Words`.

extension Words {
    init(bridging text: String) { self.init(stringLiteral: text) }
    init(bridging words: Words) { self = words }
    init(bridging texts: [String]) { self.init(texts.map { Words(stringLiteral: $0) }) }
    init(bridging texts: [Words]) { self.init(texts) }
    init(bridging refusal: some Refusal) { self = refusal.words }
    init(bridging error: some Error & CustomStringConvertible) {
        self = (error as? any Refusal)?.words ?? Words(stringLiteral: error.description)
    }

    /// Whether it is a name and nothing else.
    var isVerbatim: Bool {
        templates.isEmpty
            && sentences.allSatisfy { sentence in
                sentence.arguments.allSatisfy { if case .verbatim = $0 { true } else { false } }
            }
    }
}
