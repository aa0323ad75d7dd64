import NeuralNetwork
import Tensors
import Words

/// Why bare weights do not become a network.
struct BareWeightsError: ModelFileError, Equatable {
    /// What does not fit between weights and an architecture.
    enum Misfit: Sendable, Equatable {
        case missing(String)
        case shape(String, expected: Shape, found: Shape)
        case unused(String)
        case tooLarge(String)
        /// Layers that do not fit together.
        case structure(Words)

        var clause: Words {
            switch self {
            case .missing(let name): "it has no \(name)"
            case .shape(let name, let expected, let found): "\(name) is \(found) and not \(expected)"
            case .unused(let name): "\(name) has no place there"
            case .tooLarge(let name): "\(name) would have more elements than any tensor has"
            case .structure(let reason): "\(clause: reason)"
            }
        }
    }

    enum Problem: Sendable {
        case unrecognised(nearest: (name: String, misfit: Misfit)?)
        case otherArchitecture(String, Misfit)
        case unknownArchitecture(String, nearest: [String])
        case size(Int)
    }

    let path: String
    let problem: Problem

    static func == (a: BareWeightsError, b: BareWeightsError) -> Bool { a.description == b.description }

    static let examples: [BareWeightsError] = [
        .unrecognised(nearest: nil), .unrecognised(nearest: ("resnet18", .missing("fc.bias"))),
        .unrecognised(nearest: ("resnet18", .shape("fc.bias", expected: [10], found: [9]))),
        .unrecognised(nearest: ("resnet18", .unused("fc.bias"))),
        .unrecognised(nearest: ("resnet18", .tooLarge("fc.bias"))),
        .otherArchitecture("alexnet", .structure(GraphError.duplicateName("fc").words)),
        .unknownArchitecture("resnet19", nearest: []),
        .unknownArchitecture("resnet19", nearest: ["resnet18"]),
        .size(1),
    ].map { (problem: Problem) in BareWeightsError(path: "net.pth", problem: problem) }

    var words: Words {
        switch problem {
        case .unrecognised(nil):
            "\(path) holds weights of a network that is not known here; export the whole network to ONNX."
        case .unrecognised(.some(let nearest)):
            "\(path) holds weights of a network that is not known here: \(nearest.name) is nearest, but \(nearest.misfit.clause); name another with --architecture, or export the whole network to ONNX."
        case .otherArchitecture(let name, let misfit):
            "\(path) does not hold the weights of \(name): \(misfit.clause); leave out --architecture, or export the whole network to ONNX."
        case .unknownArchitecture(let name, let nearest):
            nearest.isEmpty
                ? "There is no architecture called \(name) for \(path); there are \(Self.known)."
                : "There is no architecture called \(name) for \(path); the nearest are \(nearest.joined(separator: ", "))."
        case .size(let size):
            "\(path) cannot be asked for pictures of \(size)×\(size); \(ModelSettings.sizesClause)."
        }
    }

    private static var known: String {
        Architectures.all(of: .torch).map(\.name).joined(separator: ", ")
    }
}
