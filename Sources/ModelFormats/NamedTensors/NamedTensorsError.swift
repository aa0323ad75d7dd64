import Tensors
import Words

/// What a network asks of bare weights that they do not have.
public struct NamedTensorsError: ModelFileError, Equatable {
    public enum Problem: Sendable, Equatable {
        case missing(tensor: String)
        case shape(tensor: String, expected: Shape, found: Shape)
    }

    public let path: String
    public let problem: Problem

    public static let examples: [NamedTensorsError] = [
        NamedTensorsError(path: "net.pth", problem: .missing(tensor: "fc.bias")),
        NamedTensorsError(path: "net.pth", problem: .shape(tensor: "fc.bias", expected: [10], found: [9])),
    ]

    public var words: Words {
        switch problem {
        case .missing(let tensor): "\(path) has no tensor \(tensor), which the network needs."
        case .shape(let tensor, let expected, let found):
            "\(path): \(tensor) is \(found), the network needs \(expected)."
        }
    }
}
