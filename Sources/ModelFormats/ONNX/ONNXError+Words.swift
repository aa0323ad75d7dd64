import NeuralNetwork
import Tensors
import Words

extension ONNXError {
    public var words: Words {
        switch fact {
        case .cutOff: "The ONNX file \(path) ends too early or is damaged; was it copied completely?"
        case .malformed:
            "The ONNX file \(path) is damaged: it breaks the rules of its format; export it again."
        case .noGraph: "The ONNX file \(path) holds no network; export it again."
        case .noPicture:
            """
            The network in \(path) has no input for a picture: Glassbox takes N×C×H×W or N×H×W×C of numbers.
            """
        case .tensor(let name, let problem):
            "The ONNX file \(path) is damaged: the tensor \(name) \(problem.words); export it again."
        case .external(let tensor, let location, let problem):
            "The ONNX file \(path) keeps the tensor \(tensor) in \(location), \(problem.words)."
        case .missingInput(let place, let input):
            """
            The ONNX file \(path) is damaged: \(place.words) reads \(input), which nothing puts out; export it again.
            """
        case .cycle(let place):
            "The ONNX file \(path) is damaged: \(place.words) waits for its own output; export it again."
        case .duplicate(let place, let output):
            """
            The ONNX file \(path) is damaged: \(place.words) puts out \(output), which exists already; export it \
            again.
            """
        case .attribute(let place, let name, let expected, let found):
            """
            The network in \(path) cannot be used: in \(place.words), \(name) must be \(expected.words), but is \
            \(found).
            """
        case .noInput(let place, let number):
            """
            The network in \(path) cannot be used: \(place.words) takes a tensor as input \(number), but gets nothing.
            """
        case .inputCount(let place, let expected, let found):
            """
            The network in \(path) cannot be used: in \(place.words), the number of inputs must be \
            \(ONNXExpectation.within(expected.closed).words), but is \(found).
            """
        case .outputCount(let place, let expected, let found):
            """
            The network in \(path) cannot be used: in \(place.words), the number of outputs must be \
            \(ONNXExpectation.within(expected.closed).words), but is \(found).
            """
        case .input(let place, let name, let expected, let found):
            """
            The network in \(path) cannot be used: \(place.words) takes \(expected.words) as \(name), but gets \
            \(found).
            """
        case .shape(let place, let error):
            "The network in \(path) cannot be used: \(place.words) does not fit: \(error)."
        case .tooLarge(let place, let elements, let limit):
            """
            The network in \(path) cannot be used: \(place.words) makes \(elements) values, and Glassbox takes up to \
            \(limit).
            """
        }
    }

    public static let examples: [ONNXError] = {
        let place = Place(node: "conv1", operation: "Conv")
        let tensors: [TensorProblem] = [
            .extent(-1), .tooLarge, .axes(17), .bytes(8, shape: [3], needed: 12),
            .values(2, shape: [3], needed: 3),
        ]
        let files: [ExternalProblem] = [
            .noName, .outside, .missing, .notRegular, .hardLink, .cannotOpen,
            .number(entry: "offset", value: "x"), .length(8, needed: 12), .tooShort,
        ]
        let findings: [Words] =
            [
                "nothing", "given twice", "another number", "of type 13", "axis \(1) of \(Shape([1, 2]))",
                .shapes([[1], [2]]),
            ]
            + ONNXAttributeForm.allCases.map(\.words)
        let facts: [Fact] =
            [
                .cutOff, .malformed, .noGraph, .noPicture, .missingInput(place, input: "x"), .cycle(place),
                .duplicate(place, output: "y"), .noInput(place, 1),
                .inputCount(place, expected: 2..<4, found: 5),
                .outputCount(place, expected: 1..<2, found: 3),
                .tooLarge(place, elements: 2, limit: 1),
            ] + ShapeError.examples.map { .shape(place, $0) } + tensors.map { .tensor("w", problem: $0) }
            + files.map { .external(tensor: "w", location: "w.bin", problem: $0) }
            + ONNXExpectation.examples.flatMap { expectation -> [Fact] in
                [
                    .attribute(place, "pads", expected: expectation, found: "\(-1)"),
                    .input(place, "weights", expected: expectation, found: "\(-1)"),
                ]
            } + findings.map { .attribute(place, "pads", expected: .numbers(4), found: $0) }
        return facts.map { ONNXError("network.onnx", $0) }
    }()
}

extension ONNXError.Place {
    var words: Words { "the node \(node) (\(operation))" }
}

extension ONNXError.TensorProblem {
    var words: Words {
        switch self {
        case .extent(let extent): "has the extent \(extent)"
        case .tooLarge: "has more elements than any file can hold"
        case .axes(let count): "has \(count) axes"
        case .bytes(let count, let shape, let needed):
            "has \(count) bytes where its shape \(shape) needs \(needed)"
        case .values(let count, let shape, let needed):
            "has \(count) values where its shape \(shape) needs \(needed)"
        }
    }
}

extension ONNXError.ExternalProblem {
    var words: Words {
        switch self {
        case .noName: "which is no file name"
        case .outside: "which lies outside the network's folder"
        case .missing: "which is missing; put it beside the network"
        case .notRegular: "which is no regular file"
        case .hardLink: "which has other names too (a hard link)"
        case .cannotOpen: "which cannot be opened; check its permissions"
        case .number(let entry, let value): "with the \(entry) \(value), which is no number of bytes"
        case .length(let count, let needed): "with \(count) bytes where its shape needs \(needed)"
        case .tooShort: "which ends before its values do; copy it again"
        }
    }
}

extension Range<Int> {
    /// With its last element; a range without an upper bound keeps the largest number.
    var closed: ClosedRange<Int> { lowerBound...(upperBound == .max ? .max : upperBound - 1) }
}
