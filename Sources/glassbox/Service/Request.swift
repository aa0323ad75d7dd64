import Files

/// One question to ``Serve``: a command line, with files beside it.
struct Request {
    /// Comes back with the answer: a whole number, a text or null.
    let id: JSONValue
    /// As on the command line.
    let arguments: [String]
    /// The folder from which paths count, or nil for the last one.
    let folder: String?
    /// What stands for a file of that name wherever the arguments name a photo.
    let files: [MappedFile]

    /// - Parameter head: the request's line.
    /// - Throws: ``RequestError/noArguments``.
    init(head: JSONValue, files: [MappedFile]) throws(RequestError) {
        id = Self.id(of: head)
        let arguments = head["arguments"]?.list
        let texts = arguments?.compactMap(\.text)
        let folder = head["folder"].flatMap { $0.isNull ? nil : $0 }
        guard let texts, texts.count == arguments?.count, folder == nil || folder?.text != nil else {
            throw .noArguments
        }
        self.arguments = texts
        self.folder = folder?.text
        self.files = files
    }

    /// What names a request, also one that is refused.
    static func id(of head: JSONValue) -> JSONValue {
        switch head["id"] {
        case .integer(let number)?: .integer(number)
        case .text(let text)?: .text(text)
        default: .null
        }
    }
}
