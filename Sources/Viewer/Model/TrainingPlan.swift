import Datasets
import ModelFormats
import Training
import Words

/// What a person wants a network to learn, and how.
struct TrainingPlan: Equatable, Sendable {
    /// Boxes into which photos are put; one may be empty.
    var classes: [Dataset.ChosenClass] = []
    /// A name of the catalogue, or a file of bare weights.
    var network = ModelCatalogue.defaultName
    var epochs = 10
    /// Whether only the last layer learns.
    var isHeadOnly = true
    /// How photos are varied, where all layers learn.
    var variations: Set<Augmentation.Part> = [.flip]
    /// A position in ``rates``; nil for the usual one.
    var rate: Int?
    /// What the split, the order and the new layer follow from.
    var seed: UInt64 = 0

    static let epochChoices = [1, 2, 3, 5, 10, 15, 20, 30, 50, 100, 200]
    /// Learning rates to choose from.
    static let rates = [1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1]

    /// As on the command line: 1e-2 for the last layer alone, else 1e-4.
    var learningRate: Double { Self.rates[rate ?? (isHeadOnly ? 6 : 2)] }

    /// Those with photos, in the order of their boxes.
    var filledClasses: [Dataset.ChosenClass] { classes.filter { !$0.pictures.isEmpty } }
    var pictureCount: Int { classes.reduce(0) { $0 + $1.pictures.count } }

    /// Why nothing can be learnt yet.
    var obstacle: Words? { filledClasses.count < 2 ? Strings.tooFewClasses : nil }

    /// - Parameter name: what the set is called in sentences.
    func dataset(named name: String) -> Dataset { Dataset(of: filledClasses, named: name) }

    /// - Parameter size: rows and columns of the network's input.
    func settings(size: Int) -> TrainingSettings {
        TrainingSettings(
            // A few photos are several steps an epoch, too.
            epochs: epochs, batch: min(32, max(4, pictureCount / 8)),
            optimizer: OptimizerSettings(.adam, learningRate: learningRate),
            augmentation: Augmentation(isHeadOnly ? [] : variations), size: size, seed: seed,
            isHeadOnly: isHeadOnly)
    }
}

extension TrainingPlan {
    /// Puts photos into a box, or into boxes of their own: those of a name that is there join it.
    mutating func add(_ found: FoundExamples, to box: Int?, name: (Int) -> String) {
        var known = Set(classes.flatMap { $0.pictures.map(\.path) })
        for chosen in found.classes {
            let new = chosen.pictures.filter { known.insert($0.path).inserted }
            if let box, classes.indices.contains(box) {
                classes[box].pictures += new
            } else if let index = classes.firstIndex(where: { $0.name == chosen.name }) {
                classes[index].pictures += new
            } else if !new.isEmpty {
                let own = chosen.name.isEmpty ? name(classes.count + 1) : chosen.name
                classes.append(Dataset.ChosenClass(own, new))
            }
        }
    }
}

/// Photos that were dropped on the card for training, by the folders in which they lay.
struct FoundExamples: Equatable, Sendable {
    /// Loose photos are in a class without a name.
    var classes: [Dataset.ChosenClass] = []
    /// Files that are no pictures.
    var skipped: [String] = []
}
