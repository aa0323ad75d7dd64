import ArgumentParser
import Explanations
import Foundation
import ModelFormats
import NeuralNetwork
import Words

/// `glassbox classify`: what a network sees in photos.
struct Classify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what is in photos: the most probable classes.",
        discussion: """
            A photo that cannot be used is reported on standard error; the others are still classified, and the exit \
            code is that of the first bad one.
            """)

    @Argument(help: ArgumentHelp("Photos, or .npy files of 1×3×H×W preprocessed values.", valueName: "image"))
    var images: [String]

    @OptionGroup var modelOptions: ModelOptions

    @Option(help: ArgumentHelp("How many classes to name.", valueName: "count"))
    var top = 5

    @Flag(help: "Print JSON: an array of {image, model, predictions: [{index, label, probability, logit}]}.")
    var json = false

    /// One photo's entry in the JSON array.
    struct Report: Codable, Equatable {
        var image: String
        var model: String
        var predictions: [Prediction]
    }

    func validate() throws {
        guard top >= 1 else { throw ValidationError("--top must be at least 1.") }
    }

    func run() throws {
        let model = try modelOptions.load()
        if let obstacle = Obstacle.noClassifier(in: model) { throw obstacle }
        let executor = try Executor(model.graph)
        var reports: [Report] = []
        var failure: (any Error)?
        for image in images {
            do {
                let subject = try Subject(path: image, for: model)
                let analysis = try Analysis(
                    of: subject, with: model, on: executor, cancellation: Interruption.cancellation)
                let report = Report(
                    image: image, model: model.name, predictions: Array(analysis.predictions.prefix(top)))
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

    private func show(_ report: Report) {
        var table = Table(.right, .left, .right)
        for prediction in report.predictions {
            table.add(prediction.probability.asPercentage, prediction.label, "class \(prediction.index)")
        }
        print("\(report.image)\n\(table.text(indent: 2))")
        fflush(nil)
    }
}
