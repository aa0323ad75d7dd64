import Datasets
import Imaging
import ModelFormats
import Tensors

/// A picture as the network sees it first in a training.
public struct TrainingExample: Sendable {
    /// At the size of the network's input, varied as the training varies it, before it is normalised.
    public let view: Picture
    /// The picture's name in the set.
    public let name: String
    /// Its class by its position in the set's names.
    public let label: Int

    /// The first examples of the first epoch, in their order: what the run with these settings begins with, to the pixel. Where only
    /// the last layer learns, nothing is varied.
    ///
    /// - Parameters:
    ///   - count: at most.
    ///   - onBroken: is told of each picture that cannot be decoded, which is then left out.
    public static func first(
        _ count: Int, of dataset: Dataset, for network: TrainableNetwork, _ settings: TrainingSettings,
        onBroken: (BrokenPicture) -> Void = { _ in }
    ) -> [TrainingExample] {
        let preprocessing = network.preprocessing.fitted(to: [3, settings.size, settings.size])
        let split = dataset.split(validation: settings.validation, seed: settings.seed)
        let (order, seed) = EpochOrder.of(split.training, epoch: 0, seed: settings.seed)
        let augmentation = settings.isHeadOnly ? Augmentation() : settings.augmentation
        let stream = PictureStream(of: dataset, order: order, ahead: count) { picture, place in
            augmentation.view(of: picture, preprocessing, seed: EpochOrder.seed(ofPlace: place, in: seed))
        }
        var examples: [TrainingExample] = []
        while examples.count < count, let item = stream.next() {
            let entry = dataset.entries[item.index]
            switch item.product {
            case .success(let view):
                examples.append(TrainingExample(view: view, name: entry.name, label: entry.label!))
            case .failure(let broken): onBroken(broken)
            }
        }
        return examples
    }
}
