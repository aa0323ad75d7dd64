import Files
import ModelFormats
import NeuralNetwork
import Tensors

/// A network with what runs it.
public struct LoadedNetwork {
    public let choice: ModelChoice
    public let model: Model
    public let executor: Executor
    /// The files that it was made of: its own, what lies beside it, and its class names, each with its version or nil for one that
    /// was not there.
    private let files: [(path: String, version: FileVersion?)]

    /// - Throws: as `ModelChoice.load` and `Executor`.
    public init(_ choice: ModelChoice, load: () throws -> Model) throws {
        self.choice = choice
        let own = choice.isFile ? [choice.name, ModelSidecar.path(for: choice.name)] : []
        // Before it is read, so that what changes meanwhile is noticed.
        let given = choice.settings.inputs.values.compactMap {
            if case .file(let path) = $0 { path } else { nil }
        }
        files = (own + given + [choice.settings.labels].compactMap(\.self)).map {
            ($0, FileVersion(path: $0))
        }
        model = try load()
        executor = try Executor(model.graph)
    }

    /// Whether the files are still those that were loaded: a network is trained on, say, and saved again. One that is gone has
    /// not been replaced.
    public var isCurrent: Bool {
        files.allSatisfy { file in
            file.version?.isCurrent(at: file.path) ?? (FileVersion(path: file.path) == nil)
        }
    }
}

/// The networks that were used last: the one in use, and those before it as long as all of them together are small enough.
public struct LoadedNetworks {
    /// The most parameters that all networks may have together, where there are several: 1.5 GiB.
    private static let mostParameters = 3 << 27
    /// However small they are: each has memory for its next pass.
    private static let mostNetworks = 16

    /// The network used last comes last.
    private var networks: [LoadedNetwork] = []
    private let load: @Sendable (ModelChoice, Cancellation) throws -> Model

    /// - Parameter load: reads a network out of its file.
    public init(
        load: @escaping @Sendable (ModelChoice, Cancellation) throws -> Model = {
            try $0.load(cancellation: $1)
        }
    ) {
        self.load = load
    }

    /// The network used last.
    public var latest: LoadedNetwork? { networks.last }

    /// The network chosen, loaded if it is not there or its file has changed.
    ///
    /// - Throws: as `ModelChoice.load`; the networks that are there stay.
    public mutating func network(_ choice: ModelChoice, cancellation: Cancellation) throws -> LoadedNetwork {
        if let index = networks.firstIndex(where: { $0.choice == choice && $0.isCurrent }) {
            networks.append(networks.remove(at: index))
            return networks.last!
        }
        let network = try LoadedNetwork(choice) { try load(choice, cancellation) }
        networks.removeAll { $0.choice == choice }
        while !networks.isEmpty,
            parameterCount + network.model.graph.parameterCount > Self.mostParameters
                || networks.count >= Self.mostNetworks
        {
            networks.removeFirst()
        }
        networks.append(network)
        return network
    }

    private var parameterCount: Int { networks.reduce(0) { $0 + $1.model.graph.parameterCount } }
}
