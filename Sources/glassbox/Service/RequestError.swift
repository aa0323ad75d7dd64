import Words

/// Why a request to ``Serve`` is refused.
enum RequestError: Refusal, Equatable {
    case lineTooLong(limit: Int)
    case notJSON
    case badFiles(countLimit: Int, byteLimit: Int)
    /// The end of standard input within a request.
    case cutOff
    case cannotRead(reason: Words)
    case noArguments
    case noQuestion
    case notServed(String, known: [String])

    static let examples: [RequestError] = [
        .lineTooLong(limit: 1 << 20), .notJSON, .badFiles(countLimit: 64, byteLimit: 1 << 20), .cutOff,
        .cannotRead(reason: "it is gone"), .noArguments, .noQuestion, .notServed("view", known: ["layers"]),
    ]

    var kind: RefusalKind {
        switch self {
        case .lineTooLong, .notJSON, .badFiles, .cutOff: .badData
        case .cannotRead: .noInput
        case .noArguments, .noQuestion, .notServed: .usage
        }
    }

    /// Whether nobody can say where the next request begins.
    var endsService: Bool { kind != .usage }

    var words: Words {
        switch self {
        case .lineTooLong(let limit): "A request is a line of at most \(limit.asMegabytes)."
        case .notJSON: "A request is one line of JSON, {\"arguments\": […]}."
        case .badFiles(let countLimit, let byteLimit):
            "A request's files are a list of {\"name\": …, \"bytes\": …}, at most \(countLimit) of together \(byteLimit.asMegabytes)."
        case .cutOff: "Standard input ended within a request."
        case .cannotRead(let reason): "Standard input cannot be read: \(clause: reason)."
        case .noArguments:
            "A request needs \"arguments\", a list of texts such as [\"layers\", \"--model\", \"vgg16-features\"]; \"folder\", where there is one, is a text."
        case .noQuestion: "A request asks one question; help and versions are for the command line."
        case .notServed(let name, let known):
            "\(name.isEmpty ? "Nothing" : name) is not served; \(known.joined(separator: ", ")) are."
        }
    }
}
