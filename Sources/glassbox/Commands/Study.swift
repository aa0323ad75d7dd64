import ArgumentParser
import Datasets
import Explanations
import Foundation
import ModelFormats
import Studies

/// `glassbox study`: what a network makes of a whole set of pictures, and why.
struct StudySet: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "study",
        abstract: "Study a set of labelled pictures: where the network errs, and why.",
        discussion: """
            A set is a folder with one folder for each class, with or without train, val and test around them; a table \
            file,label[,box[,part]]; a folder without labels; or the files of CIFAR-10, CIFAR-100, STL-10 or MNIST. A picture \
            that cannot be used is listed, and the others are studied.

            With --output every picture's answers are written line by line, and a run that was interrupted goes on where it \
            was. --shard makes one of several parts, which `glassbox merge` puts together.

            ANALYSES:

            \(Analyses.all.map { "  \($0.name): \($0.summary.english)" }.joined(separator: "\n"))
            """)

    @Argument(help: ArgumentHelp("The set.", valueName: "set"))
    var set: String?

    @Flag(
        help:
            "Instead of a set read paths from standard input, one a line, and answer each with a line of JSON: {file, predictions: [{index, label, probability}]} or {file, error}."
    )
    var stdin = false

    @OptionGroup var modelOptions: ModelOptions

    @Option(
        help: ArgumentHelp(
            "The analyses, with commas between them: \(Analyses.all.map(\.name).joined(separator: ", ")).",
            valueName: "analysis,…"))
    var analyses = "errors"

    @Option(
        help: ArgumentHelp(
            "Explanation methods that are measured on every picture (the analysis scores), with commas between them.",
            valueName: "method,…"))
    var methods: String?

    @Option(
        help: ArgumentHelp(
            "What they are measured by, with commas between them: \(EvaluationMetrics.all.map(\.name).joined(separator: ", ")).",
            valueName: "metric,…"))
    var metrics = "insertion,deletion"

    @Option(
        help: ArgumentHelp(
            "The seeds with which they are measured, with commas between them; by default that of --seed.",
            valueName: "number,…"))
    var seeds: String?

    @OptionGroup var about: SetOptions

    @Option(
        help: ArgumentHelp(
            "Where to write what is noted of each picture, one line of JSON each.", valueName: "file.jsonl"))
    var output: String?

    @Option(
        help: ArgumentHelp(
            "Make one of several parts: 2/8 is the second of eight. Array jobs of Slurm, Kubernetes, AWS Batch, PBS and Grid Engine say it by themselves where --output is given.",
            valueName: "I/N"))
    var shard: String?

    @Flag(
        help:
            "Look at every picture anew: by default what was noted of a picture in an earlier study of the same kind, with the same network, is taken over from the folder of caches."
    )
    var noCache = false

    @OptionGroup var results: StudyOutputOptions

    func validate() throws {
        guard stdin != (set != nil) else { throw ValidationError("Name a set, or give --stdin.") }
        if let seeds, seeds.split(separator: ",").contains(where: { UInt64($0) == nil }) || seeds.isEmpty {
            throw ValidationError("--seeds takes whole numbers with commas between them.")
        }
    }

    func run() throws {
        guard let set else { return try answerPaths() }
        try results.check()
        let shard = try chosenShard()
        let dataset = try Dataset(set)
        let options = try options()
        let model = try modelOptions.load()
        let study = try Study(of: dataset, with: model, options, program: VersionReport.program)
        let run = try StudyRun(study, shard: shard, cache: noCache ? nil : StudyRun.cacheFolder)
        let found = try LongWork.shown(as: "study") { progress in
            try run.run(into: output, cancellation: Interruption.cancellation) { study in
                progress(Double(study.done) / Double(max(study.count, 1)))
            }
        }
        try results.write(found)
    }

    private func options() throws -> Study.Options {
        var options = about.options
        options.analyses = try UsageError.list(analyses, option: "--analyses").map {
            try Analyses.named($0).name
        }
        options.seeds = seeds?.split(separator: ",").compactMap { UInt64($0) } ?? [modelOptions.seed]
        if let methods {
            options.methods = try UsageError.list(methods, option: "--methods").map {
                try ExplanationMethods.named($0).name
            }
            options.metrics = try UsageError.list(metrics, option: "--metrics").map {
                try EvaluationMetrics.named($0).name
            }
            let scores = MethodScores().name
            if !options.analyses.contains(scores) { options.analyses.append(scores) }
        }
        return options
    }

    private func answerPaths() throws {
        let stream = try PathStream(modelOptions.load())
        while let path = readLine() {
            let line = try stream.line(for: path, cancellation: Interruption.cancellation)
            StandardStreams.writeOutput(String(decoding: line, as: UTF8.self))
        }
    }

    /// What is asked for, or what a scheduler says where the part has a file of its own.
    private func chosenShard() throws -> Shard {
        if let shard {
            let chosen = try Shard(shard)
            guard chosen.count == 1 || output != nil else { throw UsageError.shardWithoutOutput }
            return chosen
        }
        guard output != nil else { return .whole }
        return try Shard(environment: ProcessInfo.processInfo.environment) ?? .whole
    }
}
