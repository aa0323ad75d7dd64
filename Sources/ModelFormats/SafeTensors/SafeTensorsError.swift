import Tensors
import Words

/// What is wrong with a `.safetensors` file.
public struct SafeTensorsError: ModelFileError, Equatable {
    public enum Problem: Equatable, Sendable {
        case headerLength
        case headerNotJSON
        case duplicate(tensor: String)
        case badEntry(tensor: String)
        case notContiguous(tensor: String)
        case size(expected: Int, found: Int)
        case missing(tensor: String)
        case unsupportedType(tensor: String, type: String)
        case shape(tensor: String, expected: Shape, found: Shape)
    }

    public let path: String
    public let problem: Problem

    init(_ path: String, _ problem: Problem) {
        self.path = path
        self.problem = problem
    }

    public static let examples: [SafeTensorsError] = [
        .headerLength, .headerNotJSON, .duplicate(tensor: "fc.weight"), .badEntry(tensor: "fc.weight"),
        .notContiguous(tensor: "fc.weight"), .size(expected: 8, found: 4), .missing(tensor: "fc.weight"),
        .unsupportedType(tensor: "fc.weight", type: "I64"),
        .shape(tensor: "fc.weight", expected: [2, 3], found: [3, 2]),
    ].map { (problem: Problem) in SafeTensorsError("net.safetensors", problem) }

    public var words: Words {
        switch problem {
        case .headerLength: "\(path) is no safetensors file: its header would not fit into it."
        case .headerNotJSON: "\(path) is no safetensors file: its header is not a JSON object."
        case .duplicate(let tensor): "\(path) is damaged: its table has \(tensor) twice."
        case .badEntry(let tensor): "\(path) is damaged: the entry of \(tensor) does not describe a tensor."
        case .notContiguous(let tensor):
            "\(path) is damaged: \(tensor) does not start where the tensor before it ends."
        case .size(let expected, let found):
            "\(path) is damaged: its table describes \(expected) bytes, the file has \(found)."
        case .missing(let tensor): "\(path) has no tensor \(tensor), which the network needs."
        case .unsupportedType(let tensor, let type):
            "\(path): \(tensor) is of type \(type), which is not read; save it as F32, F16 or BF16."
        case .shape(let tensor, let expected, let found):
            "\(path): \(tensor) is \(found), the network needs \(expected)."
        }
    }
}
