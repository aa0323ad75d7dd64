import ArgumentParser
import ModelFormats

/// Which network, and where its weights come from.
struct ModelOptions: ParsableArguments {
    /// Where parameters come from.
    enum Weights: String, CaseIterable, ExpressibleByArgument {
        case trained, random
    }

    @Option(
        help: ArgumentHelp(
            "The network: \(ModelCatalogue.entries.map(\.name).joined(separator: ", ")).", valueName: "name"))
    var model = ModelCatalogue.defaultName

    @Option(help: "Trained weights, or random ones drawn from the seed.")
    var weights = Weights.trained

    @Option(help: ArgumentHelp("Where all randomness comes from.", valueName: "number"))
    var seed: UInt64 = 0

    var source: ModelCatalogue.WeightSource {
        weights == .trained ? .trained : .random(seed: seed)
    }

    /// The network.
    ///
    /// - Throws: as `ModelCatalogue.load`.
    func load() throws -> Model {
        try ModelCatalogue.load(model, weights: source)
    }
}
