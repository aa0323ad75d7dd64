import Words

/// Why a program that `torch.export` wrote cannot be used.
public struct ExportedProgramError: ModelFileError, Equatable {
    public enum Fact: Sendable, Equatable {
        /// The description is no JSON, or leaves out what every program has.
        case malformed
        case noPicture
        /// A node reads what no node puts out.
        case missingInput(node: String, input: String)
        /// A tensor without data.
        case noData(String)
        /// A tensor that reaches beyond its data, or has more elements than they are.
        case outside(String)
        /// Weights that are many times as large as the file.
        case tooLarge
    }

    public let path: String
    public let fact: Fact

    init(_ path: String, _ fact: Fact) {
        self.path = path
        self.fact = fact
    }

    public static let examples: [ExportedProgramError] = [
        .malformed, .noPicture, .missingInput(node: "conv2d", input: "x"), .noData("fc.bias"),
        .outside("fc.bias"), .tooLarge,
    ].map { (fact: Fact) in ExportedProgramError("net.pt2", fact) }

    public var words: Words {
        switch fact {
        case .malformed:
            "The exported program \(path) is damaged: its description cannot be read; export it again."
        case .noPicture:
            "The network in \(path) has no input for a picture: Glassbox takes N×C×H×W of floats."
        case .missingInput(let node, let input):
            """
            The exported program \(path) is damaged: the node \(node) reads \(input), which nothing puts out; export \
            it again.
            """
        case .noData(let name):
            "The exported program \(path) is damaged: it has no data for the tensor \(name)."
        case .outside(let name):
            "The exported program \(path) is damaged: the tensor \(name) reaches beyond its data."
        case .tooLarge: "\(path) is refused: its weights would need many times the memory of the file."
        }
    }
}
