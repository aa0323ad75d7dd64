import ArgumentParser
import Explanations
import Files
import Foundation
import ModelFormats
import Words

/// Which network, where its weights come from, and what is said of a network of one's own.
struct ModelOptions: ParsableArguments {
    /// Where parameters come from.
    enum Weights: String, CaseIterable, ExpressibleByArgument {
        case trained, random
    }

    @Option(
        help: ArgumentHelp(
            "The network: a name (`glassbox models` lists them) or a file (.onnx, .h5, .keras, .pth, .pt, .pt2, .ptl, .safetensors, .tflite) or Hugging Face folder.",
            valueName: "name or file"))
    var model = ModelCatalogue.defaultName

    @Option(
        help: ArgumentHelp(
            "What a file of bare weights is, where its tensors do not show it.", valueName: "name"))
    var architecture: String?

    @Option(
        help: ArgumentHelp(
            "The layers of a network of one's own in a file of bare weights, in their order: \"conv relu pool flatten linear\".",
            valueName: "layers"))
    var chain: String?

    @Option(help: ArgumentHelp("The class names: a text file with one on each line.", valueName: "file"))
    var labels: String?

    @Option(help: "How pixels become the network's input.")
    var preprocessing: Preprocessing.Scaling?

    @Option(
        help: ArgumentHelp(
            "Rows and columns of the network's input: 224, or 48x320, or photo for those of each photo, where the network takes any.",
            valueName: "pixels"))
    var size: SizeOption?

    @Option(
        help: ArgumentHelp(
            "Which of a network's outputs has the scores, where it has several.", valueName: "output"))
    var head: String?

    @Option(
        help:
            "How photos become as wide and high as the network's input: the middle square, stretched, or whole with bars around or at the end."
    )
    var fit: Preprocessing.Fit?

    @Option(
        name: .customLong("input"),
        help: ArgumentHelp(
            "What an input gets that is not the photo's, again for each: a photo, a .npy file, a number or numbers with commas; by default 0.",
            valueName: "input=value"))
    var inputs: [String] = []

    @Flag(help: "Keep what these options say in a small file beside the model file, for the next time.")
    var remember = false

    @Option(help: "Trained weights of a network named, or random ones drawn from the seed.")
    var weights = Weights.trained

    @Option(help: ArgumentHelp("Where all randomness comes from.", valueName: "number"))
    var seed: UInt64 = 0

    @Option(
        help: ArgumentHelp(
            "The memory that a network may take, such as 800M or 4G; by default half of what is free, and four times its file.",
            valueName: "size"))
    var memoryLimit: MemorySize?

    func validate() throws {
        if let size = size?.size, !size.isAllowed {
            throw ValidationError(
                "--size must be from \(InputSize.allowed.lowerBound) to \(InputSize.allowed.upperBound).")
        }
        if [String: InputValue](inputs: inputs.joined(separator: ";")) == nil {
            throw ValidationError(
                "--input takes the name of an input, =, and a file or numbers, once for each.")
        }
    }

    /// What the options say together. The memory that they allow counts for all networks from here on.
    ///
    /// - Throws: ``UsageError`` for options that only files take; ``FileError`` when nothing can be remembered.
    func choice(at workplace: some Workplace = CommandLineWorkplace()) throws -> ModelChoice {
        MemoryBudget.allowed = memoryLimit?.byteCount
        var settings = ModelSettings(
            architecture: architecture, labels: labels, scaling: preprocessing, head: head,
            chain: chain, inputs: [String: InputValue](inputs: inputs.joined(separator: ";")) ?? [:],
            fit: fit)
        settings.inputSize = size?.size
        if case .photo? = size { settings.followsPhoto = true }
        let choice = ModelChoice(
            model, weights: weights == .trained ? .trained : .random(seed: seed), settings: settings)
        if remember {
            guard choice.isFile else { throw UsageError.onlyForModelFiles(option: "--remember") }
            let path = try ModelSidecar.remember(settings, for: model)
            workplace.remark("What was said of the network is kept in \(path).")
        }
        return choice
    }

    /// The network; what had to be assumed of it is remarked.
    ///
    /// - Throws: as `ModelChoice.load`, and ``UsageError``.
    func load(at workplace: some Workplace = CommandLineWorkplace()) throws -> Model {
        let model = try workplace.model(choice(at: workplace))
        remark(on: model, at: workplace)
        return model
    }

    /// The network with what runs it.
    ///
    /// - Throws: as ``load(at:)`` and `Executor`.
    func network(at workplace: some Workplace) throws -> LoadedNetwork {
        let network = try workplace.network(choice(at: workplace))
        remark(on: network.model, at: workplace)
        return network
    }

    private func remark(on model: Model, besides known: Model? = nil, at workplace: some Workplace) {
        for assumption in model.assumptions where known?.assumptions.contains(assumption) != true {
            workplace.remark(assumption.english)
        }
    }

    /// A photo as a network sees it, and that network: where the photo chooses its size, the one of that size.
    ///
    /// - Parameters:
    ///   - network: as ``network(at:)`` found it.
    ///   - latest: of the photo before, which may have the same size.
    /// - Throws: as `Subject`; where `--size photo` asks for it, as ``network(at:)``.
    func subject(
        _ path: String, for network: LoadedNetwork, latest: LoadedNetwork? = nil, at workplace: some Workplace
    ) throws -> (subject: Subject, network: LoadedNetwork) {
        let subject = try workplace.subject(path, for: network.model)
        let extent = (width: subject.photo.width, height: subject.photo.height)
        guard !subject.isArray, let choice = network.choice.fitted(to: extent, network.model) else {
            return (subject, network)
        }
        let fitted: LoadedNetwork
        if let latest, latest.choice == choice {
            fitted = latest
        } else {
            do {
                fitted = try workplace.network(choice)
            } catch let error as any Refusal where !network.choice.settings.followsPhoto {
                workplace.remark(
                    "The network cannot be read for pictures of the photo's size and is given its usual one. \(error.words.english)"
                )
                return (subject, network)
            }
            remark(on: fitted.model, besides: network.model, at: workplace)
        }
        return (
            try Subject(path: path, photo: subject.photo, again: subject.notice, for: fitted.model), fitted
        )
    }
}

extension Preprocessing.Scaling: ExpressibleByArgument {}

extension Preprocessing.Fit: ExpressibleByArgument {}
