import Files
import Foundation

/// An answer of ``Serve``: a line of JSON and the files' bytes right after it, one file after the other.
struct Response: Encodable {
    /// A file that a command line would have written.
    private struct File: Encodable {
        let name: String
        let bytes: Int
    }

    private enum Key: CodingKey { case id, status, answer, error, remarks, files }

    private let id: JSONValue
    private let status: ExitStatus
    private let answer: (any Encodable)?
    private let error: String?
    private let remarks: [String]
    private let files: [(name: String, data: Data)]

    /// What a command answers, with what it said beside that.
    init(id: JSONValue, _ answer: any Encodable, remarks: [String], files: [(name: String, data: Data)]) {
        self.id = id
        self.answer = answer
        self.remarks = remarks
        self.files = files
        status = .success
        error = nil
    }

    /// Why there is no answer.
    init(id: JSONValue, _ error: any Error) {
        self.id = id
        answer = nil
        remarks = []
        files = []
        status = ExitStatus(error)
        self.error = ExitStatus.message(for: error)
    }

    /// `status` is the exit code of a command line; `answer` is there for status 0, else `error`.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch id {
        case .integer(let number): try container.encode(number, forKey: .id)
        case .text(let text): try container.encode(text, forKey: .id)
        default: try container.encodeNil(forKey: .id)
        }
        try container.encode(status.rawValue, forKey: .status)
        try answer?.encode(to: container.superEncoder(forKey: .answer))
        try container.encodeIfPresent(error, forKey: .error)
        try container.encode(remarks, forKey: .remarks)
        try container.encode(files.map { File(name: $0.name, bytes: $0.data.count) }, forKey: .files)
    }

    /// - Throws: `EncodingError`.
    var data: Data {
        get throws {
            var data = try JSONText.line(of: self)
            for file in files { data += file.data }
            return data
        }
    }
}
