import NeuralNetwork
import Tensors
import Words

/// Why bare weights do not become a network.
struct BareWeightsError: ModelFileError, Equatable {
    /// What does not fit between weights and an architecture.
    enum Misfit: Error, Sendable, Equatable {
        case missing(String)
        case shape(String, expected: Shape, found: Shape)
        case unused(String)
        case tooLarge(String)
        /// What a description beside the weights says, and is not known.
        case setting(String, String)
        /// Layers that do not fit together.
        case structure(Words)

        var clause: Words {
            switch self {
            case .missing(let name): "it has no \(name)"
            case .shape(let name, let expected, let found): "\(name) is \(found) and not \(expected)"
            case .unused(let name): "\(name) has no place there"
            case .tooLarge(let name): "\(name) would have more elements than any tensor has"
            case .setting(let name, let value): "its \(name) is \(value), which is not known here"
            case .structure(let reason): "\(clause: reason)"
            }
        }
    }

    enum Problem: Sendable {
        case unrecognised(nearest: (name: String, misfit: Misfit)?)
        case otherArchitecture(String, Misfit)
        case unknownArchitecture(String, nearest: [String])
        case size(Int)
        /// The tensors of layers that follow one another, and the words to begin with.
        case chain(layers: String, suggestion: String)
        case notAChain
        case chainWord(String)
        case chainWithoutWeights(String)
        case chainOrder(word: String, module: String, kind: String)
        case chainIncomplete(module: String, kind: String)
        case chainSize(size: Int?)
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
        .unrecognised(nearest: ("vit", .setting("hidden_act", "quick_gelu"))), .size(1),
        .chain(layers: "conv1 (conv, 3 to 6, 5×5)", suggestion: "conv relu pool"), .notAChain,
        .chainWord("cnov"),
        .chainWithoutWeights("conv"), .chainOrder(word: "conv", module: "fc1", kind: "linear"),
        .chainIncomplete(module: "fc1", kind: "linear"), .chainSize(size: nil), .chainSize(size: 32),
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
            "\(path) cannot be asked for pictures of \(size)×\(size); \(InputSize.allowedClause)."
        default: chainWords
        }
    }

    /// What is wrong with a network of one's own whose layers a person has to say.
    private var chainWords: Words {
        switch problem {
        case .chain(let layers, let suggestion):
            "\(path) holds the weights of a network of one's own, layer by layer: \(layers). What stands between them is not in the file; say all layers in their order, such as --chain \"\(suggestion)\", or export the whole network to ONNX."
        case .notAChain:
            "The weights in \(path) are not only convolutions, batch normalisations and linear layers, so --chain cannot say how they follow one another; export the whole network to ONNX."
        case .chainWord(let word):
            "--chain knows no layer called \(word); it knows \(LayerChain.words)."
        case .chainWithoutWeights(let word):
            "\(path) has no weights left for a layer \(word) of --chain."
        case .chainOrder(let word, let module, let kind):
            "--chain says \(word) where the next weights of \(path) are those of \(module), which is \(kind)."
        case .chainIncomplete(let module, let kind):
            "--chain leaves out \(module) of \(path), which is \(kind)."
        case .chainSize(nil):
            "With the layers of --chain, the first linear layer of \(path) fits no size of picture from 8 to 512; look at strides, paddings and poolings."
        case .chainSize(let size?):
            "With the layers of --chain and pictures of \(size)×\(size), a linear layer of \(path) gets another number of features than it takes; leave out --size, or look at strides, paddings and poolings."
        default: "\(path) holds weights of a network that is not known here."
        }
    }

    private static var known: String {
        Architectures.all(of: .torch).map(\.name).joined(separator: ", ")
    }
}
