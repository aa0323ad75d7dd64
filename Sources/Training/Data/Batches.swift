import Datasets
import ModelFormats
import Tensors

/// The examples of one epoch, a batch at a time, decoded by other threads ahead of the computation.
final class Batches {
    struct Batch {
        /// N×C×H×W.
        let inputs: Tensor
        let labels: [Int]
        /// Positions in the set.
        let indexes: [Int]
        /// Places of the order that are used up with it.
        let end: Int
    }

    private let dataset: Dataset
    private let size: Int
    private let stream: PictureStream<Tensor>
    private let start: Int
    private let onBroken: (BrokenPicture) -> Void

    /// - Parameters:
    ///   - order: positions in the set, of pictures with labels.
    ///   - start: places of the order that were used before.
    ///   - size: examples of a batch; the last may have fewer.
    ///   - onBroken: is told of each picture that cannot be decoded, which is then left out.
    init(
        of dataset: Dataset, order: [Int], from start: Int = 0, size: Int, _ preprocessing: Preprocessing,
        augmentation: Augmentation = Augmentation(), seed: UInt64 = 0,
        onBroken: @escaping (BrokenPicture) -> Void
    ) {
        self.dataset = dataset
        self.size = size
        self.start = start
        self.onBroken = onBroken
        stream = PictureStream(of: dataset, order: Array(order.dropFirst(start)), ahead: 2 * size) {
            picture, place in
            let own = EpochOrder.seed(ofPlace: start + place, in: seed)
            return preprocessing.tensor(
                ofView: augmentation.view(of: picture, preprocessing, seed: own))
        }
    }

    /// The next batch, or nil after the last.
    func next() -> Batch? {
        var (inputs, labels, indexes): ([Tensor], [Int], [Int]) = ([], [], [])
        var end = start
        while inputs.count < size, let item = stream.next() {
            end = start + item.place + 1
            switch item.product {
            case .success(let input):
                inputs.append(input)
                labels.append(dataset.entries[item.index].label!)
                indexes.append(item.index)
            case .failure(let broken): onBroken(broken)
            }
        }
        guard !inputs.isEmpty else { return nil }
        return Batch(inputs: .joined(inputs), labels: labels, indexes: indexes, end: end)
    }
}
