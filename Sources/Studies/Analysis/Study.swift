import Datasets
import Foundation
import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// A set of pictures, the network that is asked about them, and what is asked.
public struct Study: Sendable {
    public let dataset: Dataset
    /// Positions in the set of the pictures that are studied, rising.
    public let order: [Int]
    public let model: Model
    /// The layer for analyses that look at one.
    public let layer: Node
    /// Nil for a set without labels.
    public let matching: ClassMatching?
    public let description: StudyDescription

    /// What of a set and a network is looked at.
    public struct Options: Sendable {
        public var layer: String?
        /// Nil for all parts.
        public var part: Dataset.Part?
        /// The first so many pictures, evenly over the set; nil for all.
        public var limit: Int?
        public var mapping: String?
        public var analyses: [String] = []
        public var methods: [String] = []
        public var metrics: [String] = []
        public var seeds: [UInt64] = [0]

        public init() {}
    }

    /// - Parameters:
    ///   - program: the program's version.
    /// - Throws: ``StudyObstacle``, `DatasetError`, `FileError`, `ModelError`.
    public init(of dataset: Dataset, with model: Model, _ options: Options, program: String) throws {
        guard let logits = model.graph.logits, model.graph.nodes[logits].isComputed,
            let classCount = model.graph.classCount
        else {
            throw StudyObstacle.noClassifier(model.title)
        }
        guard model.preprocessing.takesPhotos else { throw StudyObstacle.noPhotos(model.title) }
        self.dataset = dataset
        self.model = model
        layer = try model.layer(named: options.layer ?? model.recommendedLayer)
        matching =
            dataset.isLabelled
            ? try ClassMatching(
                dataset.classNames, to: model.labels?.names, classCount: classCount,
                mapping: options.mapping.map {
                    try LabelMapping(contentsOf: $0, classes: model.labels?.names, classCount: classCount)
                }) : nil
        order = Self.order(dataset, options)
        guard !order.isEmpty else {
            throw StudyObstacle.emptyPart(dataset.path, part: options.part?.rawValue ?? "")
        }
        description = StudyDescription(
            program: program, set: dataset.path, setFingerprint: Self.fingerprint(of: dataset, order),
            pictureCount: order.count, setClasses: dataset.classNames, targets: matching?.targets ?? [],
            remarks: Self.remarks(dataset, matching).map(\.english),
            network: model.name, networkTitle: model.title, networkFingerprint: Self.fingerprint(of: model),
            networkClasses: (0..<classCount).map(model.label(of:)), layer: layer.name,
            analyses: options.analyses, methods: options.methods, metrics: options.metrics,
            seeds: options.seeds, batchSize: Self.batchSize(model.graph))
    }

    /// How labels were matched, and what is odd about the set, one sentence each.
    public var remarks: [Words] { Self.remarks(dataset, matching) }

    private static func remarks(_ dataset: Dataset, _ matching: ClassMatching?) -> [Words] {
        dataset.remarks.map(\.words) + [matching?.words].compactMap(\.self)
    }

    private static func order(_ dataset: Dataset, _ options: Options) -> [Int] {
        let all = options.part.map(dataset.indexes) ?? Array(dataset.entries.indices)
        guard let limit = options.limit, limit < all.count else { return all }
        return (0..<limit).map { all[$0 * all.count / limit] }
    }

    /// The bytes that what all layers put out for a batch may take.
    private static let batchMemory = 1 << 30

    /// Depends on the network alone, so that every machine makes the same batches.
    private static func batchSize(_ graph: Graph) -> Int {
        if let fixed = graph.fixedBatch { return fixed }
        let bytes = 4 * graph.nodes.reduce(0) { $0 + ($1.isComputed ? $1.shape.count : 0) }
        return [8, 4, 2].first { $0 * bytes <= batchMemory } ?? 1
    }

    private static func fingerprint(of dataset: Dataset, _ order: [Int]) -> String {
        var fingerprint = Fingerprint()
        for index in order {
            let entry = dataset.entries[index]
            fingerprint.add(entry.name)
            fingerprint.add("\(entry.label ?? -1) \(entry.part?.rawValue ?? "") \(entry.box?.array ?? [])")
        }
        return fingerprint.digits
    }

    private static func fingerprint(of model: Model) -> String {
        var fingerprint = Fingerprint()
        fingerprint.add("\(model.preprocessing)")
        for node in model.graph.nodes {
            fingerprint.add("\(node.name) \(node.inputs) \(node.summary.english)")
            for tensor in node.operation?.parameters ?? [] { fingerprint.add(tensor) }
        }
        return fingerprint.digits
    }

    /// What every analysis has to know of the picture at a place of the study.
    func picture(at place: Int, broken: String? = nil) -> StudiedPicture {
        let entry = dataset.entries[order[place]]
        return StudiedPicture(
            place: place, file: entry.name, label: entry.label.map { dataset.classNames[$0] },
            target: entry.label.flatMap { matching?.targets[$0] }, part: entry.part, box: entry.box?.array,
            broken: broken)
    }
}
