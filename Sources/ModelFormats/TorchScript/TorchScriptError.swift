import Words

/// Why a TorchScript file cannot be used.
public struct TorchScriptError: ModelFileError, Equatable {
    public enum Fact: Sendable, Equatable {
        /// A file without the code that goes with its weights.
        case missingPart(String)
        /// Written by PyTorch before 1.4.
        case oldForm
        /// In the form for small devices of PyTorch 1.12 and later.
        case flatBuffer
        /// Code that is not of the language; the line is counted from 1.
        case code(file: String, line: Int)
        /// A function or a class that the file has no code of.
        case noCode(String)
        case noAttribute(String, type: String)
        /// A call with arguments that the function does not have, or without such as it needs.
        case arguments(function: String)
        /// What makes no sense where it stands, such as an element of a number.
        case senseless(function: String, line: Int)
        /// A number that is too large, or a division by zero.
        case arithmetic(function: String, line: Int)
        /// More steps, calls or values than any network needs.
        case tooLarge
        case tooDeep
        /// What the network says of pictures that it does not take.
        case objection(String)
        case noPicture
        /// Weights that are many times as large as the file.
        case tooManyWeights
    }

    public let path: String
    public let fact: Fact

    init(_ path: String, _ fact: Fact) {
        self.path = path
        self.fact = fact
    }

    public static let examples: [TorchScriptError] = [
        .missingPart("code/__torch__.py"), .oldForm, .flatBuffer, .code(file: "code/__torch__.py", line: 7),
        .noCode("__torch__.Net"), .noAttribute("conv", type: "__torch__.Net"),
        .arguments(function: "forward"),
        .senseless(function: "forward", line: 7), .arithmetic(function: "forward", line: 7), .tooLarge,
        .tooDeep,
        .objection("Wrong image height!"), .noPicture, .tooManyWeights,
    ].map { (fact: Fact) in TorchScriptError("net.pt", fact) }

    public var words: Words {
        switch fact {
        case .missingPart(let name): "The TorchScript file \(path) is damaged: its archive has no \(name)."
        case .oldForm:
            "\(path) is a TorchScript file of PyTorch before 1.4; load it with torch.jit.load and save it again."
        case .flatBuffer:
            """
            \(path) is a TorchScript file in the form for small devices, which is not read; save the network with \
            torch.jit.save.
            """
        case .code(let file, let line):
            "The TorchScript file \(path) is damaged: its code cannot be read at line \(line) of \(file)."
        case .noCode(let name): "The TorchScript file \(path) is damaged: it has no code of \(name)."
        case .noAttribute(let name, let type):
            "The TorchScript file \(path) is damaged: its \(type) has no \(name)."
        case .arguments(let function):
            "The TorchScript file \(path) is damaged: \(function) is called with other arguments than it takes."
        case .senseless(let function, let line):
            "The TorchScript file \(path) cannot be followed: line \(line), in \(function), makes no sense here."
        case .arithmetic(let function, let line):
            """
            The TorchScript file \(path) cannot be followed: line \(line), in \(function), divides by zero or gives a \
            number that is too large.
            """
        case .tooLarge: "\(path) is refused: following its code takes more steps than any network needs."
        case .tooDeep:
            "\(path) is refused: the calls of its code are nested deeper than those of any network."
        case .objection(let message):
            "The network in \(path) does not take such pictures: \(message); --size gives them another size."
        case .noPicture:
            "The network in \(path) has no input for a picture: Glassbox takes N×C×H×W of floats."
        case .tooManyWeights: "\(path) is refused: its weights would need many times the memory of the file."
        }
    }

    /// Whether pictures of another size may be taken.
    var isAboutExtents: Bool {
        switch fact {
        case .objection, .arithmetic, .senseless: true
        default: false
        }
    }
}
