import ArgumentParser
import Explanations
import Files
import Foundation
import Imaging
import ModelFormats
import NeuralNetwork
import Words

/// `glassbox classify`: what a network sees in photos.
struct Classify: ParsableCommand, ServedCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Say what is in photos: the most probable classes, the parts or the boxes that the network finds.",
        discussion: """
            A network that segments says how much of the photo each class covers, a detector where its boxes lie, an \
            autoencoder how far its picture is from the photo: --output draws them. Of a regression the numbers are said, \
            of an embedding its length.

            A photo that cannot be used is reported on standard error; the others are still classified, and the exit \
            code is that of the first bad one.
            """)

    @Argument(
        help: ArgumentHelp(
            "Photos, videos, or .npy files of 1×3×H×W preprocessed values.", valueName: "image"))
    var images: [String]

    @OptionGroup var modelOptions: ModelOptions

    @OptionGroup var frame: FrameOptions

    @Option(help: ArgumentHelp("How many classes to name.", valueName: "count"))
    var top = 5

    @Option(
        help: ArgumentHelp(
            "Where to draw what a network that segments or detects finds in one photo.", valueName: "file.png"
        ))
    var output: String?

    @Flag(
        help: """
            Print JSON: an array of {image, model, predictions: [{index, label, probability, logit}]}; of other networks \
            segments: [{index, label, share}], detections: [{index, label, score, box}], box being left, top, width and \
            height in the photo's pixels, numbers: [{name, value, least, greatest}], reconstruction: {name, \
            meanSquaredError} or embedding: {name, count, length}.
            """)
    var json = false

    /// One photo's entry in the JSON array.
    struct Report: Codable, Equatable {
        var image: String
        var model: String
        /// Empty for a network without class scores.
        var predictions: [Prediction]
        /// Of a network that segments.
        var segments: [Findings.Segment]?
        /// Of a detector.
        var detections: [Box]?
        /// Of a regression.
        var numbers: [Number]?
        /// Of an autoencoder.
        var reconstruction: Reconstruction?
        var embedding: Embedding?

        struct Number: Codable, Equatable {
            /// The output's.
            var name: String
            var value: Double
            /// Between which numbers it can lie; nil where nothing bounds it.
            var least, greatest: Double?

            init(_ number: Findings.Number) {
                name = number.name
                value = number.value
                least = number.range.least.isFinite ? number.range.least : nil
                greatest = number.range.greatest.isFinite ? number.range.greatest : nil
            }

            /// For people, such as `0 to 6`.
            var range: String {
                switch (least, greatest) {
                case (let least?, let greatest?): "\(least.asShortNumber) to \(greatest.asShortNumber)"
                case (let least?, nil): "from \(least.asShortNumber)"
                case (nil, let greatest?): "to \(greatest.asShortNumber)"
                case (nil, nil): ""
                }
            }
        }

        struct Reconstruction: Codable, Equatable {
            /// The output's.
            var name: String
            /// In the input's units.
            var meanSquaredError: Double
        }

        struct Embedding: Codable, Equatable {
            /// The output's.
            var name: String
            /// How many numbers.
            var count: Int
            /// √Σx²
            var length: Double
        }

        struct Box: Codable, Equatable {
            var index: Int
            var label: String
            /// 0…1
            var score: Double
            /// Left, top, width and height in the photo's pixels.
            var box: [Int]

            init(_ detection: Detection, in subject: Subject) {
                index = detection.classIndex
                label = detection.label
                score = detection.score
                let rectangle = detection.rectangle(in: subject)
                box = [rectangle.x, rectangle.y, rectangle.width, rectangle.height]
            }
        }
    }

    func validate() throws {
        guard top >= 1 else { throw ValidationError("--top must be at least 1.") }
        guard output == nil || images.count == 1 else { throw ValidationError("--output takes one image.") }
    }

    /// A photo that cannot be used refuses all of them.
    func answer(at workplace: some Workplace) throws -> any Encodable {
        var reports: [Report] = []
        try classify(at: workplace) { reports.append(try $0.get()) }
        return reports
    }

    func run() throws {
        var reports: [Report] = []
        var failure: (any Error)?
        try classify(at: CommandLineWorkplace()) { result in
            do {
                let report = try result.get()
                if json { reports.append(report) } else { show(report) }
            } catch let error as CancellationError {
                throw error
            } catch {
                if let message = ExitStatus.message(for: error) { ExitStatus.report(message) }
                failure = failure ?? error
            }
        }
        if json { try JSONOutput.print(reports) }
        if let failure { throw ExitCode(ExitStatus(failure).rawValue) }
    }

    /// - Parameter done: takes what was found in each photo in turn.
    private func classify(
        at workplace: some Workplace, done: (Result<Report, any Error>) throws -> Void
    ) throws {
        let network = try modelOptions.network(at: workplace)
        let model = network.model
        let isUnderstood = model.graph.outputs.contains {
            [.picture, .embedding].contains(model.kind(of: $0))
        }
        if let obstacle = Obstacle.noClassifier(in: model), TargetFit.standard(for: model) == nil,
            !isUnderstood
        {
            throw obstacle
        }
        if let output {
            guard output.lowercased().hasSuffix(".png") else {
                throw UsageError.fileType(option: "--output", path: output, expected: "png")
            }
            guard model.graph.logits == nil else { throw UsageError.nothingToDraw(model: model.title) }
            try workplace.check(output)
        }
        var latest: LoadedNetwork?
        for image in images.map(frame.path) {
            try done(
                Result {
                    let (subject, fitted) = try modelOptions.subject(
                        image, for: network, latest: latest, at: workplace)
                    latest = fitted
                    let analysis = try Analysis(
                        of: subject, with: fitted.model, on: fitted.executor,
                        cancellation: Interruption.cancellation)
                    return try report(on: image, analysis, at: workplace)
                })
        }
    }

    private func report(on image: String, _ analysis: Analysis, at workplace: some Workplace) throws -> Report
    {
        var report = Report(image: image, model: analysis.model.name, predictions: [])
        let picture: Picture?
        switch try analysis.findings() {
        case .classes(let predictions)?:
            report.predictions = Array(predictions.prefix(top))
            picture = nil
        case .segments(let segments, let map)?:
            report.segments = segments
            picture = FindingsPicture.segments(map, in: analysis.subject)
        case .detections(let detections)?:
            report.detections = detections.map { Report.Box($0, in: analysis.subject) }
            picture = FindingsPicture.boxes(detections, in: analysis.subject)
        case .numbers(let numbers)?:
            report.numbers = numbers.map { Report.Number($0) }
            picture = nil
        case .reconstruction(let found)?:
            report.reconstruction = Report.Reconstruction(
                name: found.name, meanSquaredError: found.meanSquaredError)
            picture = found.picture
        case .embedding(let found)?:
            report.embedding = Report.Embedding(name: found.name, count: found.count, length: found.length)
            picture = nil
        case nil: picture = nil
        }
        if let output, let picture {
            var files = OutputFiles()
            files.add(picture, at: output)
            try workplace.write(files)
        }
        return report
    }

    private func show(_ report: Report) {
        var table = Table(.right, .left, .right)
        for segment in report.segments ?? [] {
            table.add(segment.share.asPercentage, segment.label, "class \(segment.index)")
        }
        for (rank, detection) in (report.detections ?? []).enumerated() {
            let box = detection.box.map(String.init).joined(separator: ",")
            table.add(detection.score.asPercentage, detection.label, "detection \(rank + 1), \(box)")
        }
        if report.detections?.isEmpty == true { table.add("", "no box", "") }
        for number in report.numbers ?? [] {
            table.add(number.value.asShortNumber, number.name, number.range)
        }
        if let found = report.reconstruction {
            table.add(found.meanSquaredError.asShortNumber, "mean squared error", found.name)
        }
        if let found = report.embedding {
            table.add(found.length.asShortNumber, "length of \(found.count) numbers", found.name)
        }
        for prediction in report.predictions {
            table.add(prediction.probability.asPercentage, prediction.label, "class \(prediction.index)")
        }
        print("\(report.image)\n\(table.text(indent: 2))")
        fflush(nil)
    }
}
