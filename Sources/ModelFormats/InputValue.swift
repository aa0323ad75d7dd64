import Foundation
import Words

/// What one of a network's inputs gets that is not the photo's.
public enum InputValue: Sendable, Hashable {
    case zeros
    /// One number for all elements, or one for each.
    case numbers([Float])
    /// The path of a photo, which is preprocessed as the first one is, or of a `.npy` file.
    case file(String)

    /// Numbers as `0.5` or `640,480`, or a path.
    public init(_ text: String) {
        let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map {
            Float($0.trimmingCharacters(in: .whitespaces))
        }
        if numbers.allSatisfy({ $0?.isFinite ?? false }) {
            self = .numbers(numbers.compactMap(\.self))
        } else {
            self = .file(text)
        }
    }

    /// As a person writes it.
    public var text: String {
        switch self {
        case .zeros: "0"
        case .numbers(let numbers): numbers.map { "\($0)" }.joined(separator: ",")
        case .file(let path): path
        }
    }

    var words: Words {
        switch self {
        case .zeros: "zeros"
        case .numbers, .file: Words(verbatim: text)
        }
    }
}

extension [String: InputValue] {
    /// Inputs by their names, as a person writes them: `NAME=VALUE`, several behind each other with a semicolon.
    ///
    /// - Returns: nil for a text of another form, and where a name comes twice.
    public init?(inputs text: String) {
        self = [:]
        for part in text.split(separator: ";") {
            let sides = part.split(separator: "=", maxSplits: 1).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            guard sides.count == 2, !sides[0].isEmpty, !sides[1].isEmpty, self[sides[0]] == nil else {
                return nil
            }
            self[sides[0]] = InputValue(sides[1])
        }
    }

    /// The text that ``init(inputs:)`` reads.
    public var text: String { sorted { $0.key < $1.key }.map { "\($0)=\($1.text)" }.joined(separator: "; ") }
}
