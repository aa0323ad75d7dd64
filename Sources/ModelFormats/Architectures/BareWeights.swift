import Files
import NeuralNetwork
import Tensors

/// Bare weights becoming a network: the architecture is recognised by the names and shapes of its tensors.
struct BareWeights {
    let tensors: NamedTensors

    /// Rows and columns that are asked for at most.
    private static let sizes = 1...4096
    /// Counters of the training, which no network needs.
    private static let ignored = "num_batches_tracked"

    /// - Throws: ``BareWeightsError`` where no architecture fits, `GraphError` where the size does not,
    ///   `CancellationError`.
    func network(settings: ModelSettings, cancellation: Cancellation?) throws -> ImportedNetwork {
        let architecture = try settings.architecture.map(named) ?? recognised()
        let size = settings.size ?? architecture.preprocessing.rows
        guard Self.sizes.contains(size) else {
            throw BareWeightsError(path: tensors.path, problem: .size(size))
        }
        var weights: any Weights = CancellableWeights(tensors: tensors, cancellation: cancellation)
        let graph = try architecture.build(&weights, size)
        return ImportedNetwork(
            graph: graph, preprocessing: architecture.preprocessing, framework: architecture.framework,
            recommendedLayer: architecture.recommendedLayer,
            labels: try labels(of: architecture, classCount: graph.classCount), title: architecture.title)
    }

    private func named(_ name: String) throws -> Architecture {
        guard let architecture = Architecture.all.first(where: { $0.name == name.lowercased() }) else {
            let names = Architecture.all.map(\.name)
            throw BareWeightsError(
                path: tensors.path,
                problem: .unknownArchitecture(name, nearest: NearestNames.of(name, in: names)))
        }
        if let misfit = fit(of: architecture).misfit {
            throw BareWeightsError(path: tensors.path, problem: .otherArchitecture(architecture.name, misfit))
        }
        return architecture
    }

    /// The architecture whose every tensor is there in its shape, and which needs all that are there.
    private func recognised() throws -> Architecture {
        var nearest: (architecture: Architecture, fit: Fit)?
        for architecture in Architecture.all {
            let fit = fit(of: architecture)
            if fit.misfit == nil { return architecture }
            if fit.fitting > nearest?.fit.fitting ?? 0 { nearest = (architecture, fit) }
        }
        throw BareWeightsError(
            path: tensors.path,
            problem: .unrecognised(nearest: nearest.map { ($0.architecture.name, $0.fit.misfit!) }))
    }

    /// How well an architecture matches the tensors.
    private struct Fit {
        var fitting: Int
        var misfit: BareWeightsError.Misfit?
    }

    private func fit(of architecture: Architecture) -> Fit {
        let shapes = ShapeWeights(tensors: tensors)
        var weights: any Weights = shapes
        var misfit: BareWeightsError.Misfit?
        do {
            _ = try architecture.build(&weights, architecture.preprocessing.rows)
        } catch {
            misfit = .structure("\(error)".trimmingFinalStop)
        }
        if let first = shapes.misfit { misfit = first }
        let unused = tensors.entries.first {
            !shapes.asked.contains($0.name) && !$0.name.hasSuffix(Self.ignored)
        }
        return Fit(fitting: shapes.fitting, misfit: misfit ?? unused.map { .unused($0.name) })
    }

    /// The names of ImageNet's classes where there are as many.
    private func labels(of architecture: Architecture, classCount: Int?) throws -> ClassLabels? {
        guard classCount == 1000 else { return nil }
        return try ClassLabels(contentsOf: ResourceFolder.path("Resources/labels/imagenet-en.txt"))
    }
}

/// Weights of a file's shapes without values: tensors over memory that nobody touches, so that the layers can be tried
/// without reading the file. What does not fit is remembered, so that the rest can be tried.
private final class ShapeWeights: Weights {
    private let tensors: NamedTensors
    private(set) var asked: Set<String> = []
    private(set) var fitting = 0
    private(set) var misfit: BareWeightsError.Misfit?

    init(tensors: NamedTensors) {
        self.tensors = tensors
    }

    /// More elements than any known tensor has; a damaged file's shapes could ask for any number.
    private static let elementLimit = 1 << 28

    private struct TooLarge: Error {}

    func tensor(_ name: String, _ shape: Shape) throws -> Tensor {
        asked.insert(name)
        let found = tensors.shape(of: name)
        if found == shape {
            fitting += 1
        } else if misfit == nil {
            misfit = found.map { .shape(name, expected: shape, found: $0) } ?? .missing(name)
        }
        var count = 1
        for extent in shape.dimensions {
            let (product, overflow) = count.multipliedReportingOverflow(by: extent)
            guard !overflow, product <= Self.elementLimit else { throw TooLarge() }
            count = product
        }
        return Tensor(shape) { _ in }
    }

    func shape(of name: String) -> Shape? { tensors.shape(of: name) }
}

/// A file's tensors, of which the next is not read once the work is cancelled.
private struct CancellableWeights: Weights {
    let tensors: NamedTensors
    let cancellation: Cancellation?

    func tensor(_ name: String, _ shape: Shape) throws -> Tensor {
        try cancellation?.check()
        return try tensors.tensor(name, shape)
    }

    func shape(of name: String) -> Shape? { tensors.shape(of: name) }
}

/// Why bare weights do not become a network.
struct BareWeightsError: ModelFileError, Equatable {
    /// What does not fit between weights and an architecture.
    enum Misfit: Sendable, Equatable {
        case missing(String)
        case shape(String, expected: Shape, found: Shape)
        case unused(String)
        case structure(String)

        var clause: String {
            switch self {
            case .missing(let name): "it has no \(name)"
            case .shape(let name, let expected, let found): "\(name) is \(found) and not \(expected)"
            case .unused(let name): "\(name) has no place there"
            case .structure(let reason): reason.prefix(1).lowercased() + reason.dropFirst()
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

    var description: String {
        switch problem {
        case .unrecognised(nil):
            "\(path) holds weights of a network that is not known here; export the whole network to ONNX."
        case .unrecognised(.some(let nearest)):
            "\(path) holds weights of a network that is not known here: \(nearest.name) is nearest, but \(nearest.misfit.clause); name another with --architecture, or export the whole network to ONNX."
        case .otherArchitecture(let name, let misfit):
            "\(path) does not hold the weights of \(name): \(misfit.clause); leave out --architecture, or export the whole network to ONNX."
        case .unknownArchitecture(let name, let nearest):
            "There is no architecture called \(name) for \(path); "
                + (nearest.isEmpty
                    ? "there are \(Architecture.all.map(\.name).joined(separator: ", "))."
                    : "the nearest are \(nearest.joined(separator: ", ")).")
        case .size(let size):
            "\(path) cannot be asked for pictures of \(size)×\(size); the sizes go from 1 to 4096."
        }
    }
}

extension String {
    fileprivate var trimmingFinalStop: String { hasSuffix(".") ? String(dropLast()) : self }
}
