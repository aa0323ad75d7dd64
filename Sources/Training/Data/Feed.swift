import Datasets
import Files
import ModelFormats
import NeuralNetwork
import Tensors

/// Where the inputs of a network that learns come from.
protocol Feed {
    /// - Parameters:
    ///   - order: positions in the set.
    ///   - start: places of the order that were used before.
    ///   - seed: of the variations; nil for none.
    /// - Returns: what gives the next batch, nil after the last.
    func batches(
        _ order: [Int], from start: Int, size: Int, seed: UInt64?
    ) -> () -> Batches.Batch?
}

/// Pictures, decoded anew each time.
struct PictureFeed: Feed {
    let dataset: Dataset
    let preprocessing: Preprocessing
    let augmentation: Augmentation
    let onBroken: (BrokenPicture) -> Void

    func batches(_ order: [Int], from start: Int, size: Int, seed: UInt64?) -> () -> Batches.Batch? {
        let batches = Batches(
            of: dataset, order: order, from: start, size: size, preprocessing,
            augmentation: seed == nil ? Augmentation() : augmentation, seed: seed ?? 0, onBroken: onBroken)
        return { batches.next() }
    }
}

/// What reaches the last layer, computed once for each picture.
struct FeatureFeed: Feed {
    /// By the position in the set; broken pictures have none.
    private let features: [Int: Tensor]
    private let dataset: Dataset

    /// - Parameters:
    ///   - pictures: gives the inputs.
    ///   - indexes: positions in the set.
    ///   - node: the layer of which the output is kept.
    ///   - progress: is told how many pictures are done.
    init(
        of pictures: PictureFeed, _ indexes: [Int], on executor: Executor, node: Int, batch: Int,
        progress: (_ done: Int) -> Void, cancellation: Cancellation
    ) throws {
        dataset = pictures.dataset
        let memory = MemoryBudget()
        let byteCount = indexes.count.multipliedReportingOverflow(
            by: 4 * executor.graph.nodes[node].shape.count)
        try memory.ask(
            byteCount.overflow ? .max : byteCount.partialValue, for: executor.graph.nodes[node].name)
        var features: [Int: Tensor] = [:]
        let next = pictures.batches(indexes, from: 0, size: batch, seed: nil)
        while let batch = next() {
            let outputs = try executor.output(of: node, for: batch.inputs, cancellation: cancellation)
            for (place, index) in batch.indexes.enumerated() { features[index] = outputs.part(place) }
            progress(batch.end)
        }
        self.features = features
    }

    func batches(_ order: [Int], from start: Int, size: Int, seed: UInt64?) -> () -> Batches.Batch? {
        var place = start
        return {
            var (inputs, labels, indexes): ([Tensor], [Int], [Int]) = ([], [], [])
            while inputs.count < size, place < order.count {
                let index = order[place]
                place += 1
                guard let input = features[index] else { continue }
                inputs.append(input.asBatch)
                labels.append(dataset.entries[index].label!)
                indexes.append(index)
            }
            if inputs.isEmpty { return nil }
            return Batches.Batch(inputs: .joined(inputs), labels: labels, indexes: indexes, end: place)
        }
    }
}
