import Tensors
import Words

/// What oneDNN is asked to do.
public enum EngineAction: Sendable, Equatable {
    case start
    case makeAttributes
    case describe(Shape)
    case makeMemory(Shape)
    case takePart(of: Shape)
    case takeScratch(byteCount: Int)
    case convertLayout
    case make(Subject)
    case makeGradient(of: Subject)
    case fuse(Words)
    case correctPooling
    case merge
    case concatenate
    case sumGradient
    case generate
    case run
    case wait

    /// What primitives are made for.
    public enum Subject: Sendable, Equatable {
        case convolution, pooling, batchNormalization, softmax, matrixProduct, innerProduct, sumOfMatrices
        case activation(Words)

        var words: Words {
            switch self {
            case .convolution: "a convolution"
            case .pooling: "pooling"
            case .batchNormalization: "batch normalisation"
            case .softmax: "softmax"
            case .matrixProduct: "a matrix product"
            case .innerProduct: "an inner product"
            case .sumOfMatrices: "a sum of matrices"
            case .activation(let name): name
            }
        }
    }

    /// A clause that goes on from “could not”.
    var words: Words {
        switch self {
        case .start: "start oneDNN"
        case .makeAttributes: "make attributes"
        case .describe(let shape): "describe memory of \(shape)"
        case .makeMemory(let shape): "make memory of \(shape)"
        case .takePart(let shape): "take a part of \(shape)"
        case .takeScratch(let count): "take \(count.asMegabytes) for intermediate results"
        case .convertLayout: "convert a layout"
        case .make(let subject): "make \(subject.words)"
        case .makeGradient(let subject): "make the gradient of \(subject.words)"
        case .fuse(let name): "fuse \(name)"
        case .correctPooling: "correct pooling"
        case .merge: "merge two inputs"
        case .concatenate: "concatenate"
        case .sumGradient: "sum a gradient"
        case .generate: "generate a primitive"
        case .run: "run a primitive"
        case .wait: "wait for a primitive"
        }
    }

    /// One of each case, and of each subject.
    static let examples: [EngineAction] =
        [
            .start, .makeAttributes, .describe([1, 3, 224, 224]), .makeMemory([1, 3, 224, 224]),
            .takePart(of: [1, 3, 224, 224]), .takeScratch(byteCount: 1 << 30), .convertLayout,
            .fuse(Words(verbatim: "ReLU")), .correctPooling,
            .merge,
            .concatenate, .sumGradient, .generate, .run, .wait,
        ] + subjects.flatMap { [.make($0), .makeGradient(of: $0)] }

    private static let subjects: [Subject] = [
        .convolution, .pooling, .batchNormalization, .softmax, .matrixProduct, .innerProduct, .sumOfMatrices,
        .activation(Words(verbatim: "ReLU")),
    ]
}
