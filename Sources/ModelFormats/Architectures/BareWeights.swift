import NeuralNetwork
import Tensors

/// Bare weights becoming a network: the architecture is recognised by the names and shapes of its tensors, whatever stands
/// before all of its names.
struct BareWeights {
    let path: String
    /// The sets of tensors in the file, the likeliest first.
    let sets: [StateDictionary]
    var hints = NetworkHints()

    /// How often one network may be looked for in a set.
    private static let prefixLimit = 4

    /// What follows from the rest or counts steps of the training, which no network needs.
    private static let derived = [
        "num_batches_tracked", "n_averaged", "relative_position_index", "relative_coords_table", "attn_mask",
        "position_ids",
    ]

    static func isDerived(_ name: String) -> Bool { derived.contains { name.hasSuffix($0) } }

    /// An architecture that a set of tensors fits.
    private struct Match {
        let architecture: Architecture
        let set: StateDictionary
        let tensors: NamedTensors
        let shapes: ShapeWeights
        let misfit: BareWeightsError.Misfit?
        let aside: [String]
    }

    /// - Throws: ``BareWeightsError`` where no architecture fits, `GraphError` where the size does not,
    ///   `CancellationError`.
    func network(settings: ModelSettings, cancellation: Cancellation?) throws -> ImportedNetwork {
        if let chain = settings.chain { return try network(of: chain, settings, cancellation) }
        let match = try settings.architecture.map(named) ?? recognised()
        let architecture = match.architecture
        let variant = architecture.variant(of: match.shapes)
        let size = settings.size ?? variant.preprocessing.rows
        guard InputSize.allowed.contains(size) else {
            throw BareWeightsError(path: path, problem: .size(size))
        }
        var weights: any Weights = FileWeights(
            tensors: match.tensors, hints: match.shapes.hints, head: match.shapes.head ?? .own,
            cancellation: cancellation)
        let graph = try architecture.build(&weights, size)
        return ImportedNetwork(
            graph: graph, preprocessing: variant.preprocessing, framework: architecture.framework,
            recommendedLayer: variant.recommendedLayer,
            labels: try ClassLabels.imageNet(classCount: graph.classCount), title: variant.title,
            assumptions: remarks(on: match, title: variant.title).map(\.words))
    }

    /// The architecture that the tensors fit, and the tensors under its names.
    ///
    /// - Throws: ``BareWeightsError`` where none fits.
    func contents(
        _ settings: ModelSettings
    ) throws -> (architecture: Architecture, variant: Architecture.Variant, tensors: NamedTensors) {
        let match = try settings.architecture.map(named) ?? recognised()
        return (match.architecture, match.architecture.variant(of: match.shapes), match.tensors)
    }

    /// What is said of the choice of a set.
    func remarksOnSet(_ set: StateDictionary) -> [BareWeightsRemark] {
        guard set.isAveraged,
            let other = sets.first(where: {
                !$0.isAveraged && $0.tensors.entries.count == set.tensors.entries.count
            })
        else { return [] }
        return [.averaged(set.placeName, other: other.placeName)]
    }

    private func remarks(on match: Match, title: String) -> [BareWeightsRemark] {
        var remarks = remarksOnSet(match.set)
        if let type = match.set.type { remarks.append(.wholeNetwork(type, architecture: title)) }
        remarks += match.shapes.remarks
        if let first = match.aside.first { remarks.append(.beside(first, count: match.aside.count)) }
        return remarks
    }

    private func named(_ name: String) throws -> Match {
        guard let architecture = Architectures.named(name, of: .torch) else {
            let names = Architectures.all(of: .torch).flatMap { [$0.name] + $0.aliases }
            throw BareWeightsError(
                path: path, problem: .unknownArchitecture(name, nearest: NearestNames.of(name, in: names)))
        }
        var hints = hints
        hints.architecture = name.lowercased()
        var nearest: Match?
        for set in sets {
            let paths = TensorPaths(set.tensors, anchors: Set(architecture.anchors))
            for match in matches(architecture, set, paths, hints: hints) {
                if match.misfit == nil { return match }
                if match.shapes.fitting > nearest?.shapes.fitting ?? -1 { nearest = match }
            }
        }
        let match = nearest ?? self.match(architecture, sets[0], prefix: "", hints: hints)
        guard let misfit = match.misfit else { return match }
        throw BareWeightsError(path: path, problem: .otherArchitecture(architecture.name, misfit))
    }

    /// The architecture that finds every tensor it needs in its shape, and needs every tensor there is.
    private func recognised() throws -> Match {
        let architectures = Architectures.all(of: .torch).filter { !$0.isOnlyNamed }
        let anchors = Set(architectures.flatMap(\.anchors))
        var nearest: Match?
        for set in sets {
            let paths = TensorPaths(set.tensors, anchors: anchors)
            for architecture in architectures {
                for match in matches(architecture, set, paths, hints: hints) {
                    if match.misfit == nil { return match }
                    if match.shapes.fitting > nearest?.shapes.fitting ?? 0 { nearest = match }
                }
            }
        }
        if let chain = ownChain(fitting: nearest?.shapes.fitting ?? 0) {
            throw BareWeightsError(
                path: path, problem: .chain(layers: chain.summary, suggestion: chain.suggestion))
        }
        throw BareWeightsError(
            path: path,
            problem: .unrecognised(nearest: nearest.map { ($0.architecture.name, $0.misfit!) }))
    }

    private func matches(
        _ architecture: Architecture, _ set: StateDictionary, _ paths: TensorPaths, hints: NetworkHints
    ) -> [Match] {
        var prefixes: [String] = []
        for anchor in architecture.anchors {
            for prefix in paths.prefixes(of: anchor) where !prefixes.contains(prefix) {
                prefixes.append(prefix)
            }
        }
        return prefixes.prefix(Self.prefixLimit).map { match(architecture, set, prefix: $0, hints: hints) }
    }

    /// How well an architecture fits the tensors whose names start with a prefix.
    private func match(
        _ architecture: Architecture, _ set: StateDictionary, prefix: String, hints: NetworkHints
    ) -> Match {
        let tensors = set.tensors.named(under: prefix)
        let outside = zip(set.tensors.entries, tensors.entries).filter { !$0.0.name.hasPrefix(prefix) }
        let shapes = ShapeWeights(tensors: tensors, outside: Set(outside.map(\.1.name)), hints: hints)
        var weights: any Weights = shapes
        var misfit: BareWeightsError.Misfit?
        do {
            _ = try architecture.build(&weights, architecture.variant(of: shapes).preprocessing.rows)
        } catch let error as GraphError {
            misfit = .structure(error.words)
        } catch let error as BareWeightsError.Misfit {
            misfit = error
        } catch {
            // The shapes say themselves what was wrong with them.
        }
        let (unused, aside) = shapes.leftovers()
        return Match(
            architecture: architecture, set: set, tensors: tensors, shapes: shapes,
            misfit: shapes.misfit ?? misfit ?? unused.map { .unused($0) }, aside: aside)
    }
}

/// A file's tensors, of which the next is not read once the work is cancelled.
final class FileWeights: NetworkDetails {
    private let tensors: NamedTensors
    let hints: NetworkHints
    private let head: NetworkHead
    private let cancellation: Cancellation?

    init(tensors: NamedTensors, hints: NetworkHints, head: NetworkHead, cancellation: Cancellation?) {
        self.tensors = tensors
        self.hints = hints
        self.head = head
        self.cancellation = cancellation
    }

    var isHollow: Bool { false }

    func tensor(_ name: String, _ shape: Shape) throws -> Tensor {
        try cancellation?.check()
        return try tensors.tensor(name, shape)
    }

    func shape(of name: String) -> Shape? { tensors.shape(of: name) }

    func head(at module: String, last: String, features: Int) -> NetworkHead { head }

    /// Said when the shapes were tried.
    func assume(_ remark: BareWeightsRemark) {}

    func leaveAside(_ prefix: String) {}
}
