import NeuralNetwork
import Words

/// Why a Keras file does not become a network.
struct KerasError: ModelFileError, Equatable {
    enum Problem: Equatable, Sendable {
        /// The description of the model is no JSON.
        case notJSON
        /// The description of the model lacks something or says it in an unknown way.
        case setting(layer: String, String)
        case modelClass(String)
        case noWeightsInArchive
        /// Weights without a description of the layers, and no known architecture.
        case onlyWeights
        case unknownArchitecture(String, known: [String])
        case otherArchitecture(String, layer: String)
        case inputCount(Int)
        /// Empty for a single number.
        case inputShape(String)
        case nestedTooDeeply
        case tooManyLayers
        case order(layer: String)
        case unknownInput(layer: String, input: String)
        case weightsMissing(layer: String)
        case weightCount(layer: String, expected: Int, found: Int)
        case weightShape(layer: String, weight: String, expected: [Int], found: [Int])
        case weightAmbiguous(layer: String)
        case graph(GraphError)
    }

    let path: String
    let problem: Problem

    init(_ path: String, _ problem: Problem) {
        self.path = path
        self.problem = problem
    }

    static let examples: [KerasError] = [
        .notJSON, .setting(layer: "conv", "filters"), .modelClass("nets>Net"), .noWeightsInArchive,
        .onlyWeights, .unknownArchitecture("vgg61", known: ["keras-vgg16"]),
        .otherArchitecture("VGG16", layer: "fc1"), .inputCount(2), .inputShape(""), .inputShape("10"),
        .nestedTooDeeply, .tooManyLayers, .order(layer: "conv"),
        .unknownInput(layer: "conv", input: "pool"), .weightsMissing(layer: "conv"),
        .weightCount(layer: "conv", expected: 2, found: 1),
        .weightShape(layer: "conv", weight: "kernel", expected: [3, 3], found: [5, 5]),
        .weightShape(layer: "conv", weight: "kernel", expected: [], found: [5, 5]),
        .weightAmbiguous(layer: "conv"), .graph(.duplicateName("conv")),
    ].map { (problem: Problem) in KerasError("net.keras", problem) }

    var words: Words {
        switch problem {
        case .notJSON: "\(path) is damaged: its description of the model is not JSON."
        case .setting(let layer, let setting):
            "\(path): the setting \(setting) of the layer \(layer) is missing or not understood; save the network again with a current Keras."
        case .modelClass(let name):
            "\(path) holds a model of the class \(name), whose layers only its own program knows; rebuild it with keras.Model or keras.Sequential and save that."
        case .noWeightsInArchive:
            "\(path) is a zip archive without model.weights.h5, so it is no Keras network."
        case .onlyWeights:
            "\(path) holds only weights, of layers that are not those of a known network; save the whole model with model.save, or name its architecture."
        case .unknownArchitecture(let name, let known):
            "\(path): there is no Keras architecture \(name); there are \(known.joined(separator: ", "))."
        case .otherArchitecture(let name, let layer):
            "\(path) does not hold the weights of \(name): its layer \(layer) has none or others there."
        case .inputCount(let count):
            "\(path) is damaged: a model of \(count) inputs is given another number of them."
        case .inputShape(""):
            "\(path) holds a network whose input is a single number; Glassbox shows networks of pictures, rows × columns × channels."
        case .inputShape(let shape):
            "\(path) holds a network whose input is \(shape); Glassbox shows networks of pictures, rows × columns × channels."
        case .nestedTooDeeply: "\(path) is refused: its models are nested too deeply."
        case .tooManyLayers: "\(path) is refused: it describes more layers than any network has."
        case .order(let layer): "\(path) is damaged: the layer \(layer) takes part in a circle of layers."
        case .unknownInput(let layer, let input):
            "\(path) is damaged: the layer \(layer) reads \(input), which does not exist."
        case .weightsMissing(let layer): "\(path) has no weights for the layer \(layer)."
        case .weightCount(let layer, let expected, let found):
            "\(path): the layer \(layer) has \(found) weight arrays, its settings ask for \(expected)."
        case .weightShape(let layer, let weight, let expected, let found):
            "\(path): the \(weight) of the layer \(layer) is \(Self.text(found)), its settings ask for \(Self.text(expected))."
        case .weightAmbiguous(let layer):
            "\(path): several weight arrays could belong to the layer \(layer); save the network as .keras."
        case .graph(let error):
            "\(path) does not describe a network: \(clause: error)."
        }
    }

    private static func text(_ shape: [Int]) -> Words {
        shape.isEmpty
            ? "a single number" : Words(verbatim: shape.map(String.init).joined(separator: "×"))
    }
}
