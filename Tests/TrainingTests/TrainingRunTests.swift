import Datasets
import Foundation
import GoldenData
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors
import Testing

@testable import Training

/// Whole trainings on pictures of bars that stand and lie.
@Suite struct TrainingRunTests {
    /// A folder that is removed afterwards.
    final class Place {
        let path: String

        init() throws {
            path = NSTemporaryDirectory() + "glassbox-training-\(UUID().uuidString)"
            for (label, name) in ["lying", "standing"].enumerated() {
                try FileManager.default.createDirectory(
                    atPath: "\(path)/pictures/\(name)", withIntermediateDirectories: true)
                for number in 0..<20 {
                    let data = PNGFile.data(for: Self.picture(label, number))
                    try data.write(to: URL(fileURLWithPath: "\(path)/pictures/\(name)/\(number).png"))
                }
            }
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        private static func picture(_ label: Int, _ number: Int) -> Picture {
            var pixels = [UInt8](repeating: 0, count: 16 * 16 * 3)
            for row in 0..<16 {
                for column in 0..<16 {
                    let across = label == 0 ? row : column
                    let noise = SplitMix64.fraction(UInt64((number * 16 + row) * 16 + column + label << 20))
                    let value = (abs(across - 3 - number % 10) < 2 ? 180 : 0) + Int(noise * 70)
                    for channel in 0..<3 { pixels[(row * 16 + column) * 3 + channel] = UInt8(value) }
                }
            }
            return Picture(width: 16, height: 16, pixels: pixels)
        }

        var output: String { "\(path)/bars.safetensors" }
        func dataset() throws -> Dataset { try Dataset("\(path)/pictures") }
    }

    private func settings(epochs: Int, isHeadOnly: Bool = false) -> TrainingSettings {
        TrainingSettings(
            epochs: epochs, batch: 8, optimizer: OptimizerSettings(.adam, learningRate: 1e-2),
            augmentation: Augmentation([.flip, .jitter]), clip: 5, size: 16, validation: 0.2, seed: 3,
            isHeadOnly: isHeadOnly)
    }

    private func run(_ place: Place, _ settings: TrainingSettings, resumes: Bool = false) throws
        -> TrainingRun
    {
        try TrainingRun(
            TrainableNetwork("small", start: .random), on: place.dataset(), settings: settings,
            output: place.output, resumes: resumes)
    }

    @Test func keepsTheNetworkOfEveryEpoch() throws {
        let place = try Place()
        let run = try TrainingRun(
            TrainableNetwork("small", start: .random), on: place.dataset(), settings: settings(epochs: 2),
            output: place.output, keepsEpochs: true)
        try run.run { _ in }
        let names = try FileManager.default.contentsOfDirectory(atPath: run.files.epochs)
            .filter { $0.hasSuffix(".safetensors") }.sorted()
        #expect(names == ["epoch-0000.safetensors", "epoch-0001.safetensors", "epoch-0002.safetensors"])
        let values = try names.map { name in
            let model = try ModelChoice(run.files.epochs + "/" + name).load()
            #expect(model.labels?.names == ["lying", "standing"])
            return try Executor(model.graph).output(for: Tensor([1, 3, 16, 16], repeating: 0.5)).copied
        }
        let last = try Executor(ModelChoice(place.output).load().graph)
            .output(for: Tensor([1, 3, 16, 16], repeating: 0.5)).copied
        func numbers(_ tensor: Tensor) -> [Float] { (0..<tensor.count).map { tensor[$0] } }
        #expect(numbers(values[0]) != numbers(values[1]) && numbers(values[1]) != numbers(values[2]))
        #expect(numbers(values[2]) == numbers(last))
        try run.files.copy(to: TrainedFiles("\(place.path)/copy.safetensors"))
        let copy = try ModelChoice("\(place.path)/copy.safetensors").load()
        #expect(copy.labels?.names == ["lying", "standing"])
        #expect(
            try numbers(Executor(copy.graph).output(for: Tensor([1, 3, 16, 16], repeating: 0.5)))
                == numbers(last))
    }

    /// What is shown before a training is what it begins with.
    @Test func firstExamplesAreThoseOfTheFirstBatch() throws {
        let place = try Place()
        let (dataset, network) = (try place.dataset(), try TrainableNetwork("small", start: .random))
        let settings = settings(epochs: 1)
        let examples = TrainingExample.first(16, of: dataset, for: network, settings)
        #expect(examples.count == 16)
        let preprocessing = network.preprocessing.fitted(to: [3, 16, 16])
        let split = dataset.split(validation: settings.validation, seed: settings.seed)
        let (order, seed) = EpochOrder.of(split.training, epoch: 0, seed: settings.seed)
        let batch = try #require(
            Batches(
                of: dataset, order: order, size: 16, preprocessing, augmentation: settings.augmentation,
                seed: seed, onBroken: { _ in }
            ).next())
        #expect(examples.map(\.label) == batch.labels)
        for (place, example) in examples.enumerated() {
            let input = preprocessing.tensor(ofView: example.view)
            let own = batch.inputs.part(place)
            #expect((0..<own.count).allSatisfy { own[$0] == input[$0] })
        }
    }

    @Test func waitsWhilePausedAndGoesOn() throws {
        let place = try Place()
        let run = try run(place, settings(epochs: 2))
        let cancellation = Cancellation()
        var steps = 0
        let start = ContinuousClock.now
        try run.run(cancellation: cancellation) { event in
            guard case .progress(let progress) = event, progress.phase == .training else { return }
            steps += 1
            guard steps == 2 else { return }
            cancellation.pause()
            DispatchQueue.global().asyncAfter(deadline: .now() + 0.3) { cancellation.goOn() }
        }
        #expect(ContinuousClock.now - start >= .milliseconds(300))
        #expect(run.history.count == 2)
    }

    @Test func learnsAndOpens() throws {
        let place = try Place()
        let run = try run(place, settings(epochs: 6))
        var records: [EpochRecord] = []
        try run.run { if case .epoch(let record) = $0 { records.append(record) } }
        #expect(records.count == 6)
        #expect(records.last!.accuracy >= 0.9)
        #expect(records.last!.validationAccuracy! >= 0.9)
        let model = try ModelChoice(place.output).load()
        #expect(model.labels?.names == ["lying", "standing"])
        #expect(model.graph.inputShape == [3, 16, 16])
        #expect(model.recommendedLayer == "features.10")
        let executor = try Executor(model.graph)
        let dataset = try place.dataset()
        let right = try run.split.validation.filter { index in
            let scores = try executor.output(for: model.preprocessing.tensor(of: dataset.picture(at: index)))
            return (scores[1] > scores[0] ? 1 : 0) == dataset.entries[index].label
        }
        #expect(Double(right.count) / Double(run.split.validation.count) == records.last!.validationAccuracy!)
        #expect(!FileManager.default.fileExists(atPath: "\(place.path)/bars.checkpoint"))
        #expect(try Dataset("\(place.path)/bars.split.csv").count == dataset.count)
    }

    /// Stopped after any step and gone on, it comes to the same bits.
    @Test(arguments: [1, 4, 6, 9]) func goesOnBitForBit(stop: Int) throws {
        let (whole, stopped) = (try Place(), try Place())
        try run(whole, settings(epochs: 3)).run { _ in }
        let cancellation = Cancellation()
        var steps = 0
        #expect(throws: CancellationError.self) {
            try run(stopped, settings(epochs: 3)).run(cancellation: cancellation) { event in
                guard case .progress(let progress) = event, progress.phase == .training else { return }
                steps += 1
                if steps == stop { cancellation.cancel() }
            }
        }
        let resumed = try run(stopped, settings(epochs: 3), resumes: true)
        try resumed.run { _ in }
        #expect(resumed.history.count == 3)
        let bytes = try [whole, stopped].map { try Data(contentsOf: URL(fileURLWithPath: $0.output)) }
        #expect(bytes[0] == bytes[1])
    }

    @Test func trainsTheLastLayerAlone() throws {
        let place = try Place()
        let run = try run(place, settings(epochs: 20, isHeadOnly: true))
        var (last, features): (EpochRecord?, Int) = (nil, 0)
        try run.run { event in
            switch event {
            case .epoch(let record): last = record
            case .progress(let progress) where progress.phase == .features: features = progress.done
            default: break
            }
        }
        #expect(features == 40)
        #expect(last!.accuracy > 0.7)
        let start = try TrainableNetwork("small", start: .random).make(classes: 2, size: 16, seed: 3)
        let file = try SafeTensorsFile(path: place.output)
        for parameter in start.parameters {
            let isSame = haveEqualBits(try file.tensor(parameter.name), parameter.tensor)
            #expect(isSame != start.head.contains(parameter.name), "\(parameter.name)")
        }
    }

    @Test func refusesOtherCheckpoints() throws {
        let place = try Place()
        #expect(throws: TrainingError.noCheckpoint("\(place.path)/bars.checkpoint")) {
            try run(place, settings(epochs: 3), resumes: true)
        }
        let cancellation = Cancellation()
        cancellation.cancel()
        #expect(throws: CancellationError.self) {
            try run(place, settings(epochs: 3)).run(cancellation: cancellation) { _ in }
        }
        #expect(
            throws: TrainingError.otherSettings("\(place.path)/bars.checkpoint", options: ["--epochs"])
        ) { try run(place, settings(epochs: 4), resumes: true) }
        try FileManager.default.removeItem(atPath: "\(place.path)/pictures/lying/3.png")
        #expect(throws: TrainingError.otherExamples("\(place.path)/bars.checkpoint")) {
            try run(place, settings(epochs: 3), resumes: true)
        }
        try Data("{}".utf8).write(to: URL(fileURLWithPath: "\(place.path)/bars.checkpoint"))
        #expect(throws: (any Error).self) { try run(place, settings(epochs: 3), resumes: true) }
    }

    /// Foundation's decoder would end the program at these.
    @Test(arguments: ["{\"a\": 1,\u{FF}}", "[1e99999999999999999999]", "", "{}"])
    func statesThatAreNoneAreRefused(_ text: String) throws {
        let place = try Place()
        let path = "\(place.path)/bars.checkpoint"
        try SafeTensorsFile.data(of: [], metadata: ["glassbox-training": text])
            .write(to: URL(fileURLWithPath: path))
        #expect(throws: TrainingError.otherCheckpoint(path)) {
            try run(place, settings(epochs: 3), resumes: true)
        }
    }

    /// Numbers that a run would count on are looked at first.
    @Test func countsOfCheckpointsAreChecked() throws {
        var state = TrainingCheckpoint.State(
            architecture: "small", settings: settings(epochs: 3), fingerprint: "")
        #expect(state.isSound)
        state.seen = .max
        #expect(!state.isSound)
        (state.seen, state.correct) = (3, 4)
        #expect(!state.isSound)
        (state.correct, state.position) = (3, -1)
        #expect(!state.isSound)
    }

    @Test func brokenPicturesAreLeftOut() throws {
        let place = try Place()
        try Data([0x89, 0x50]).write(to: URL(fileURLWithPath: "\(place.path)/pictures/lying/3.png"))
        var remarks: [TrainingRemark] = []
        try run(place, settings(epochs: 2)).run {
            if case .remark(let remark) = $0 { remarks.append(remark) }
        }
        #expect(remarks.count == 1)
        #expect(remarks[0].words.english.contains("lying/3.png"))
    }

    @Test func aLossThatIsNotFiniteEndsIt() throws {
        let place = try Place()
        var settings = settings(epochs: 50)
        settings.optimizer = OptimizerSettings(.sgd, learningRate: 1e30)
        settings.clip = nil
        #expect(throws: TrainingError.notFinite) { try run(place, settings).run { _ in } }
    }
}
