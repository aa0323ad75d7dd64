import Files
import ModelFormats
import NeuralNetwork
import Tensors

/// A network with what runs it.
struct LoadedNetwork {
    let choice: ModelChoice
    let model: Model
    let executor: Executor
    /// The version of its file.
    let version: FileVersion?

    /// Whether the file is still the one that was loaded: a network is trained on, say, and saved again.
    var isCurrent: Bool { version?.isCurrent(at: choice.name) ?? true }
}

/// The networks that were used last: the one in use, and those before it as long as all of them together are small enough.
struct LoadedNetworks {
    /// The most parameters that all networks may have together, where there are several: 1.5 GiB.
    private static let mostParameters = 3 << 27

    /// The network used last comes last.
    private var networks: [LoadedNetwork] = []
    private let load: @Sendable (ModelChoice, Cancellation) throws -> Model

    /// - Parameter load: reads a network out of its file.
    init(
        load: @escaping @Sendable (ModelChoice, Cancellation) throws -> Model = {
            try $0.load(cancellation: $1)
        }
    ) {
        self.load = load
    }

    /// The network chosen, loaded if it is not there or its file has changed.
    ///
    /// - Throws: as `ModelChoice.load`; the networks that are there stay.
    mutating func network(_ choice: ModelChoice, cancellation: Cancellation) throws -> LoadedNetwork {
        if let index = networks.firstIndex(where: { $0.choice == choice && $0.isCurrent }) {
            networks.append(networks.remove(at: index))
            return networks.last!
        }
        let version = choice.isFile ? FileVersion(path: choice.name) : nil
        let model = try load(choice, cancellation)
        let network = LoadedNetwork(
            choice: choice, model: model, executor: try Executor(model.graph), version: version)
        networks.removeAll { $0.choice == choice }
        while !networks.isEmpty, parameterCount + model.graph.parameterCount > Self.mostParameters {
            networks.removeFirst()
        }
        networks.append(network)
        return network
    }

    private var parameterCount: Int { networks.reduce(0) { $0 + $1.model.graph.parameterCount } }
}
