import ArgumentParser
import Datasets
import Files
import Foundation
import ModelFormats
import Training

/// `glassbox train`: a network learns to tell the classes of a set of pictures apart.
struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Train a network on labelled pictures.",
        discussion: """
            The last layer is replaced by a new one for the set's classes. The result is a file of bare weights under \
            PyTorch's names, with its class names, its split and a description beside it, so that it opens here by \
            itself. After every epoch a checkpoint is written beside it until the training is done; Ctrl-C ends \
            after the step, with a checkpoint.
            """)

    @Argument(
        help: ArgumentHelp(
            "The pictures: a folder with one folder for each class, a table of file,label, or a file of CIFAR, STL-10 or MNIST.",
            valueName: "folder"))
    var folder: String

    @Option(
        help: ArgumentHelp(
            "The network: a name (resnet18, small, efficientnet-lite0 …) or a file of bare weights (.pth, .safetensors).",
            valueName: "name or file"))
    var model = ModelCatalogue.defaultName

    @Option(
        help: ArgumentHelp(
            "Where it starts: trained, random, or a file of bare weights.", valueName: "start"))
    var weights = StartingPoint(.trained)

    @Flag(help: "Train the last layer only; what reaches it is computed once.")
    var headOnly = false

    @Option(help: ArgumentHelp("How often every picture is seen.", valueName: "count"))
    var epochs = 10

    @Option(help: ArgumentHelp("Pictures of a step.", valueName: "count"))
    var batch = 32

    @Option(help: "How the weights follow their gradients.")
    var optimizer = OptimizerSettings.Kind.adam

    @Option(help: ArgumentHelp("How far; by default 1e-4, for the last layer alone 1e-2.", valueName: "rate"))
    var learningRate: Double?

    @Option(help: ArgumentHelp("The part of each weight that a step takes away.", valueName: "part"))
    var weightDecay = 0.0

    @Option(help: ArgumentHelp("The momentum of sgd, from 0 to below 1.", valueName: "part"))
    var momentum = 0.9

    @Flag(help: "Let the momentum of sgd look ahead.")
    var nesterov = false

    @Option(help: "How the learning rate goes over the epochs.")
    var schedule = Schedule.Shape.constant

    @Option(
        help: ArgumentHelp("Epochs in which the learning rate rises to the whole one.", valueName: "count"))
    var warmUp = 0

    @Option(help: "What is made small: cross-entropy, or binary for each class by itself.")
    var loss = LossName.crossEntropy

    @Option(help: ArgumentHelp("The part of the target that all classes share.", valueName: "part"))
    var labelSmoothing = 0.0

    @Option(help: ArgumentHelp("The greatest length of all gradients together.", valueName: "length"))
    var clip: Double?

    @Option(
        help: ArgumentHelp(
            "How pictures are varied, with commas between: flip, crop, jitter.", valueName: "way,…"))
    var augment = ""

    @Option(
        help: ArgumentHelp(
            "Rows and columns of the network's input; by default its own.", valueName: "pixels"))
    var size: Int?

    @Option(
        help: ArgumentHelp(
            "The part of the pictures that is kept for validation where the set states none.",
            valueName: "part"))
    var validation = 0.2

    @Option(help: ArgumentHelp("Where all randomness comes from.", valueName: "number"))
    var seed: UInt64 = 0

    @Option(help: ArgumentHelp("The trained network's file.", valueName: "file.safetensors"))
    var output: String

    @Option(help: ArgumentHelp("The trained network as an ONNX file, too.", valueName: "file.onnx"))
    var export: String?

    @Flag(
        help:
            "Keep the network after every epoch, too, in a folder NAME.epochs beside the file: a film for glassbox --watch."
    )
    var keepEpochs = false

    @Flag(help: "Go on from the checkpoint of a training with the same settings that was stopped.")
    var resume = false

    @Flag(
        help:
            "Print JSON lines: {event: progress, phase, epoch, epochs, done, total, loss, accuracy, …}, {event: epoch, …}, {event: remark, text}, {event: done, output}."
    )
    var json = false

    @Option(
        help: ArgumentHelp(
            "The memory that the training may take, such as 800M or 4G; by default half of what is free.",
            valueName: "size"))
    var memoryLimit: MemorySize?

    func validate() throws {
        func check(_ holds: Bool, _ text: String) throws { if !holds { throw ValidationError(text) } }
        try check((1...100_000).contains(epochs), "--epochs must be from 1 to 100000.")
        try check((1...65_536).contains(batch), "--batch must be from 1 to 65536.")
        try check(
            learningRate.map { $0.isFinite && $0 > 0 } ?? true, "--learning-rate must be above 0.")
        try check(weightDecay.isFinite && weightDecay >= 0, "--weight-decay must be 0 or more.")
        try check((0..<1).contains(momentum), "--momentum must be from 0 to below 1.")
        try check(!nesterov || momentum > 0, "--nesterov needs a --momentum above 0.")
        try check((0..<epochs).contains(warmUp), "--warm-up must be from 0 to below --epochs.")
        try check((0..<1).contains(labelSmoothing), "--label-smoothing must be from 0 to below 1.")
        try check(clip.map { $0.isFinite && $0 > 0 } ?? true, "--clip must be above 0.")
        try check((0..<1).contains(validation), "--validation must be from 0 to below 1.")
        try check(
            size.map(InputSize.allowed.contains) ?? true,
            "--size must be from \(InputSize.allowed.lowerBound) to \(InputSize.allowed.upperBound).")
        _ = try ways()
    }

    private func ways() throws -> Set<Augmentation.Part> {
        var ways: Set<Augmentation.Part> = []
        for name in augment.split(separator: ",").map({ $0.trimmingCharacters(in: .whitespaces) }) {
            guard let way = Augmentation.Part(rawValue: name) else {
                throw ValidationError("--augment takes flip, crop and jitter, not \(name).")
            }
            ways.insert(way)
        }
        return ways
    }

    func run() throws {
        guard output.hasSuffix(".safetensors") else {
            throw UsageError.fileType(option: "--output", path: output, expected: "safetensors")
        }
        if let export {
            guard export.hasSuffix(".onnx") else {
                throw UsageError.fileType(option: "--export", path: export, expected: "onnx")
            }
            try StagedFiles.check(export)
        }
        MemoryBudget.allowed = memoryLimit?.byteCount
        try TrainedFiles(output).check(keepsEpochs: keepEpochs)
        let network = try TrainableNetwork(model, start: weights.start)
        let dataset = try Dataset(folder)
        for remark in dataset.remarks { ExitStatus.report(remark.words.english) }
        let run = try TrainingRun(
            network, on: dataset, settings: try settings(for: network), output: output, resumes: resume,
            keepsEpochs: keepEpochs)
        // What cannot be written is said before anything is computed.
        if export != nil { _ = try ONNXExport.data(of: run.graph) }
        let display = TrainingDisplay(run, asJSON: json)
        do {
            try run.run(cancellation: Interruption.cancellation) { display.show($0) }
        } catch {
            display.end()
            throw error
        }
        if let export { try write(dataset.classNames, to: export) }
        display.finish(output)
    }

    private func write(_ classNames: [String], to path: String) throws {
        let model = try ModelChoice(output).load()
        try WholeFile.write(ONNXExport.data(of: model.graph, classNames: classNames), to: path)
    }

    private func settings(for network: TrainableNetwork) throws -> TrainingSettings {
        let isSGD = optimizer == .sgd
        return TrainingSettings(
            epochs: epochs, batch: batch,
            optimizer: OptimizerSettings(
                optimizer, learningRate: learningRate ?? (headOnly ? 1e-2 : 1e-4), weightDecay: weightDecay,
                momentum: isSGD ? momentum : 0, isNesterov: isSGD && nesterov),
            schedule: Schedule(schedule, warmUp: warmUp),
            loss: loss == .binary ? .binary : .crossEntropy(smoothing: labelSmoothing),
            augmentation: Augmentation(try ways()), clip: clip, size: size ?? network.preprocessing.rows,
            validation: validation, seed: seed, isHeadOnly: headOnly)
    }

    /// What is made small.
    enum LossName: String, CaseIterable, ExpressibleByArgument {
        case crossEntropy = "cross-entropy"
        case binary
    }

    /// `trained`, `random`, or a file.
    struct StartingPoint: ExpressibleByArgument {
        let start: TrainableNetwork.Start

        init(_ start: TrainableNetwork.Start) {
            self.start = start
        }

        init?(argument: String) {
            switch argument {
            case "trained": start = .trained
            case "random": start = .random
            default: start = .file(argument)
            }
        }

        var defaultValueDescription: String { "trained" }
    }
}

extension OptimizerSettings.Kind: ExpressibleByArgument {}

extension Schedule.Shape: ExpressibleByArgument {}
