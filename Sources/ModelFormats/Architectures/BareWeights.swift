import NeuralNetwork
import Tensors

/// Bare weights becoming a network: the architecture is recognised by the names and shapes of its tensors.
struct BareWeights {
    let tensors: NamedTensors

    /// Counters of the training, which no network needs.
    private static let ignored = "num_batches_tracked"

    /// - Throws: ``BareWeightsError`` where no architecture fits, `GraphError` where the size does not,
    ///   `CancellationError`.
    func network(settings: ModelSettings, cancellation: Cancellation?) throws -> ImportedNetwork {
        let architecture = try settings.architecture.map(named) ?? recognised()
        let size = settings.size ?? architecture.preprocessing.rows
        guard ModelSettings.sizes.contains(size) else {
            throw BareWeightsError(path: tensors.path, problem: .size(size))
        }
        var weights: any Weights = CancellableWeights(tensors: tensors, cancellation: cancellation)
        let graph = try architecture.build(&weights, size)
        return ImportedNetwork(
            graph: graph, preprocessing: architecture.preprocessing, framework: architecture.framework,
            recommendedLayer: architecture.recommendedLayer,
            labels: try ClassLabels.imageNet(classCount: graph.classCount), title: architecture.title)
    }

    private func named(_ name: String) throws -> Architecture {
        guard let architecture = Architectures.named(name, of: .torch) else {
            let names = Architectures.all(of: .torch).map(\.name)
            throw BareWeightsError(
                path: tensors.path,
                problem: .unknownArchitecture(name, nearest: NearestNames.of(name, in: names)))
        }
        if let misfit = fit(of: architecture).misfit {
            throw BareWeightsError(path: tensors.path, problem: .otherArchitecture(architecture.name, misfit))
        }
        return architecture
    }

    /// The architecture that finds every tensor it needs in its shape, and needs every tensor there is.
    private func recognised() throws -> Architecture {
        var nearest: (architecture: Architecture, fit: Fit)?
        for architecture in Architectures.all(of: .torch) {
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
        } catch let error as GraphError {
            misfit = .structure(error.words)
        } catch {
            // The shapes say themselves what was wrong with them.
        }
        if let first = shapes.misfit { misfit = first }
        let unused = tensors.entries.first {
            !shapes.asked.contains($0.name) && !$0.name.hasSuffix(Self.ignored)
        }
        return Fit(fitting: shapes.fitting, misfit: misfit ?? unused.map { .unused($0.name) })
    }
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
