import Explanations
import Foundation
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// The window's words: those of ``Captions`` under their names, and here those with varying parts.
@dynamicMemberLookup
enum Strings {
    static let captions = Captions()
    /// Between groups of digits; lines do not break at it.
    static let narrowSpace: Character = "\u{202F}"

    static subscript(dynamicMember name: KeyPath<Captions, Words>) -> Words { captions[keyPath: name] }

    static func sentence(for error: any Error) -> Words {
        if let obstacle = error as? Obstacle { return inWindow(obstacle) }
        return (error as? any Refusal)?.words ?? Words(verbatim: String(describing: error))
    }

    static func description(of entry: ModelCatalogue.Entry) -> Words {
        "\(entry.summary) Published by \(entry.publisher)."
    }

    static func downloadIsRunning(_ title: String) -> Words {
        "\(title) is being downloaded; cancel that or wait for it before you choose another."
    }

    static func downloadCancelled(_ title: String) -> Words {
        "The download of \(title) is cancelled; what has arrived is kept for the next time."
    }

    static func without(_ count: Int, _ label: String, _ after: Double, _ before: Double) -> Words {
        let without: Words = count == 1 ? "Without 1 superpixel" : "Without \(count) superpixels"
        return "\(without): \(className: label) \(after.asPercentage), before \(before.asPercentage)"
    }

    static func filterHint(_ tile: Int, of layer: String) -> Words {
        "Tile \(tile + 1) of \(layer). A click searches for it at a higher resolution."
    }

    static func tiles(_ range: Range<Int>, of count: Int) -> Words {
        "\(range.lowerBound + 1)–\(range.upperBound) of \(count), by mean"
    }

    static func step(_ step: Int, of count: Int) -> Words { "Step \(step) of \(count)" }

    static func page(_ page: Int, of count: Int) -> Words { "page \(page + 1) of \(count)" }

    static func computedUpTo(_ layer: String) -> Words { "This network is computed up to \(layer)." }

    static func goTo(_ layer: String) -> Words { "Go to \(layer)" }

    static func frozen(_ name: String) -> Words {
        "This frame is a photo now: \(name). Space goes back to the video."
    }

    static func videoCut(_ name: String) -> Words { "\(name) ends in the middle; was it copied completely?" }

    static func noSuchFile(_ path: String) -> Words { "There is no file \(path) that can be opened." }

    static func cannotOpen(_ path: String) -> Words {
        "\(path) cannot be opened: it is no picture, network, session or list of labels."
    }

    static func skipped(_ paths: [String]) -> Words {
        let names = paths.prefix(3).map { ($0 as NSString).lastPathComponent }.joined(separator: ", ")
        let list = names + (paths.count > 3 ? ", …" : "")
        return paths.count == 1
            ? "One file is no picture and was left out: \(list)."
            : "\(paths.count) files are no pictures and were left out: \(list)."
    }

    static func remembered(_ path: String) -> Words { "What was said of the network is kept in \(path)." }

    /// A sentence that names options of the command line, with the place in the window that takes the same.
    static func inWindow(_ sentence: Words) -> Words {
        let options = ["--chain", "--size", "--preprocessing", "--labels", "--head", "--fit", "--input"]
        let text = sentence.english
        return options.contains(where: text.contains) ? sentence.followed(by: Strings.sameInWindow) : sentence
    }

    /// Why there is no answer; where the command line names a command, the window has a button.
    static func inWindow(_ obstacle: Obstacle) -> Words {
        guard case .noClassifier(let model, let advice?) = obstacle, advice != inWindow(advice: advice) else {
            return obstacle.words
        }
        return Obstacle.noClassifier(model: model, advice: nil).words.followed(by: inWindow(advice: advice))
    }

    /// What to do about a network without a classifier.
    static func inWindow(advice: Words) -> Words {
        advice.english.contains("`") ? Strings.wholeNetwork : advice
    }

    static func download(_ title: String, _ size: Words) -> Words { "Download \(title) (\(size))" }

    static func noSuchLayer(_ name: String) -> Words {
        "The network has no layer \(name); this is the one that is recommended."
    }

    static func stopPoint(_ progress: WorkProgress) -> Words {
        "Stopped at \(Int(progress.fraction * 100)) %."
    }

    static func missingFiles(_ count: Int) -> Words {
        count == 1
            ? "One file of the session is gone and was left out."
            : "\(count) files of the session are gone and were left out."
    }

    static func setIsGone(_ path: String) -> Words {
        "The set \(path) of the last session is gone and was left out."
    }

    static func newClass(_ number: Int) -> Words { "class \(number)" }
    static func epoch(_ number: Int) -> Words { "Epoch \(number)" }
    static func frame(_ caption: Words, _ number: Int, of count: Int) -> Words {
        "\(caption)   \(number) of \(count)"
    }
    static func frames(_ count: Int) -> Words { count == 1 ? "1 network" : "\(count) networks" }
    static func waitingFor(_ folder: String) -> Words { "Waiting for the first network: \(folder)" }
    static func savingFilm(_ done: Int, of count: Int) -> Words { "\(done) of \(count) …" }

    static func trained(_ accuracy: Double) -> Words {
        "The training is done: \(accuracy.asPercentage) right. Train (R) saves the network."
    }

    static func trainingStopped(_ epochs: Int) -> Words {
        epochs == 0
            ? "The training was stopped before its first epoch was done."
            : "The training was stopped after \(epochs) epochs; Train (R) saves the network."
    }

    static func found(_ count: Int, of all: Int) -> Words {
        "\(count.grouped(by: narrowSpace)) of \(all.grouped(by: narrowSpace))"
    }

    static func copied(_ command: String) -> Words { "Copied: \(command)" }

    static func progress(_ progress: WorkProgress) -> Words {
        let percent = Int(progress.fraction * 100)
        guard let rest = progress.remainingSeconds else { return "Computing … \(percent) %   Esc stops" }
        return "Computing … \(percent) %, \(rest.asCountdown) left   Esc stops"
    }

    static func saved(_ path: String) -> Words { "Saved as \(path)." }
    static func dropped(_ others: Int) -> Words {
        others == 1
            ? "Another photo joined the list; N shows it."
            : "\(others) other photos joined the list; N shows the next one."
    }

    /// The photo, what is left of it without a rectangle, and that: what is said of each, and whether it is the rectangle.
    static let partsOfPhoto: [(caption: Words, isRectangle: Bool?)] = [
        ("The whole photo", nil), ("Without the rectangle", false), ("The rectangle alone", true),
    ]

    /// - Parameter isWhole: whether the network sees all of the photo.
    static func photoHint(width: Int, height: Int, isWhole: Bool) -> Words {
        Words([
            "\(width)×\(height) pixels.",
            isWhole ? "The network sees all of it." : "The network sees what is inside the outline.",
            "A click shows the next photo.",
        ])
    }

    static func predictionHint(_ label: String, probability: Double, score: Double) -> Words {
        """
        \(className: label): \(probability.asPercentage), score \(score.asValue). A click shows where the network finds \
        evidence for it, Shift and a click why the chosen class and not this one.
        """
    }

    static func boxHint(_ name: String, score: Double) -> Words {
        "\(className: name), score \(score.asPercentage). A click shows where the network finds evidence for this box."
    }

    static func segmentHint(_ name: String, share: Double) -> Words {
        """
        \(className: name) covers \(share.asPercentage) of what the network sees. A click shows where it finds evidence for \
        these places.
        """
    }

    static func numberHint(_ name: String, _ value: String) -> Words {
        "\(name) is \(value). A click shows where the network finds evidence for it."
    }

    static func likenessHint(_ name: String, _ cosine: String) -> Words {
        "\(name): the cosine between what the network makes of both photos is \(cosine). A click shows where it finds that."
    }

    static func reconstructionError(_ error: Double) -> Words {
        "Mean squared error \(error.asValue)"
    }

    /// - Parameter target: as the command line writes it.
    static func foundThing(_ name: String, _ target: String) -> Words {
        "\(className: name) (\(target))"
    }

    static func channels(_ range: Range<Int>, of count: Int) -> Words {
        count == 1 ? "1 channel" : "channels \(range.lowerBound + 1)–\(range.upperBound) of \(count)"
    }

    static func channel(_ channel: Int, of layer: String) -> Words { "Channel \(channel + 1) of \(layer)" }

    static func contrast(_ first: String, _ second: String) -> Words {
        "\(className: first) and not \(className: second)"
    }

    static func paint(_ paint: Stroke.Paint) -> Words {
        switch paint {
        case .grey: "Grey"
        case .blur: "Blur"
        case .noise: "Noise"
        case .photo: "Photo"
        }
    }

    static func paintHint(_ paint: Stroke.Paint) -> Words {
        switch paint {
        case .grey: "Covers what is there with grey."
        case .blur: "Blurs what is there: colours stay, shapes go."
        case .photo: "Puts the pixels of the next photo there."
        case .noise: "Puts random colours in place of what is there."
        }
    }

    static func explain(_ target: String) -> Words { "Explain \(target)" }

    /// - Parameter place: nil where the layer has no places.
    static func element(_ place: Words?, _ value: Double, isPinned: Bool) -> Words {
        guard let place else { return "The number is \(value.asValue)" }
        return isPinned ? "\(place): \(value.asValue), kept by a click" : "\(place): \(value.asValue)"
    }

    static func otherTerms(_ count: Int, _ total: Double) -> Words {
        "and \(count) others, which come to \(total.asValue)"
    }

    static func numbers(rows: Int, columns: Int) -> Words { "\(rows)×\(columns) numbers" }

    static func pace(_ pace: Double) -> Words {
        "\(pace < 1 ? String(pace) : String(Int(pace))) a second"
    }

    static func caption(of role: Answer.Panel.Role) -> Words {
        switch role {
        case .photo: "Photo"
        case .heat: "Heat map"
        case .overlay: "Heat map over the photo"
        }
    }

    /// `block1` is `block 1`.
    static func groupTitle(_ name: String) -> Words { Words(verbatim: caption(ofLayer: name, in: [])) }

    static func openGroup(_ name: String, layers count: Int) -> Words {
        "\(name): \(layers(count)). A click opens it."
    }

    static func kind(_ kind: LayerKind) -> Words { kind.words }
    static func channel(_ channel: Int) -> Words { "Channel \(channel + 1)" }
    static func place(_ x: Int, _ y: Int) -> Words { "column \(x + 1), row \(y + 1)" }
    static func value(_ number: Float, at place: Words) -> Words { "\(Double(number).asValue) at \(place)" }
    static func outputShape(_ shape: Shape) -> Words { "Output \(shape)" }
    static func analysed(in seconds: Double) -> Words { "Network: \(seconds.asTime)" }
    static func answered(_ method: Words, in seconds: Double) -> Words { "\(method): \(seconds.asTime)" }

    static func evidence(_ value: Float, greatest: Float) -> Words {
        greatest > 0 ? "\(Double(value / greatest).asPercentage) of the strongest evidence" : Strings.low
    }

    /// A setting's value, as exact as its range asks for.
    static func value(_ value: Double, in range: ClosedRange<Double>) -> String {
        String(format: range.upperBound - range.lowerBound <= 10 ? "%.2f" : "%.0f", value)
    }

    static func blocks(_ count: Int) -> Words { count == 1 ? "1 block" : "\(count) blocks" }
    static func layers(_ count: Int) -> Words { count == 1 ? "1 layer" : "\(count) layers" }

    static func parameters(_ count: Int) -> Words {
        count == 0 ? "No parameters" : "\(count.grouped(by: narrowSpace)) parameters"
    }

    /// A layer's name without the prefix that its group says already: `block1_conv2` is `conv 2`,
    /// `_blocks.3._bn0` is `bn 0`.
    static func caption(ofLayer name: String, in scope: [String]) -> String {
        let separator: Character = name.contains("/") ? "/" : "."
        var caption = name.split(separator: separator).last.map(String.init) ?? name
        if let group = scope.last, caption.hasPrefix(group + "_") {
            caption.removeFirst(group.count + 1)
        }
        let words = caption.split(separator: "_").map { word -> String in
            let digits = word.reversed().prefix { $0.isNumber }.count
            guard digits > 0, digits < word.count else { return String(word) }
            return "\(word.dropLast(digits)) \(word.suffix(digits))"
        }
        return words.isEmpty ? name : words.joined(separator: " ")
    }
}

extension Strings {
    /// Everything that can be said here, with an example for each varying part.
    static var all: [Words] {
        let file = "photo.png"
        let counted = [1, 2].flatMap { count in
            [
                setIsGone("photos"), missingFiles(count), dropped(count), blocks(count), layers(count),
                frozen("clip-1.500s.png"), videoCut("clip.mp4"), download("VGG16", Words(verbatim: "528 MB")),
                frames(count), trainingStopped(count - 1),
                channels(0..<count, of: count), without(count, "cat", 0.1, 0.5),
            ]
        }
        let sentences = [
            downloadIsRunning("AlexNet"), downloadCancelled("AlexNet"), filterHint(0, of: "conv1"),
            tiles(0..<8, of: 64), page(0, of: 2), step(1, of: 2), goTo("conv1"), computedUpTo("conv1"),
            noSuchFile(file),
            cannotOpen(file),
            skipped([file]), skipped([file, file]), remembered(file),
            noSuchLayer("conv1"),
            stopPoint(WorkProgress(fraction: 0.5, elapsed: 1)), found(1, of: 2),
            copied("glassbox explain"), saved(file), progress(WorkProgress(fraction: 0, elapsed: 0)),
            progress(WorkProgress(fraction: 0.5, elapsed: 1)), photoHint(width: 8, height: 8, isWhole: true),
            photoHint(width: 8, height: 8, isWhole: false), predictionHint("cat", probability: 0.5, score: 1),
            boxHint("cat", score: 0.5), segmentHint("cat", share: 0.5), foundThing("cat", "detection 1"),
            numberHint("age", "31"), likenessHint("cat.png", "0.5"), reconstructionError(0.5),
            contrast("cat", "dog"), explain("sum"), element(nil, 1, isPinned: false),
            element(place(0, 0), 1, isPinned: false),
            element(place(0, 0), 1, isPinned: true), otherTerms(2, 1), numbers(rows: 2, columns: 3), pace(1),
            channel(0), channel(0, of: "conv1"), groupTitle("block1"), openGroup("block1", layers: 2),
            place(0, 0),
            value(1, at: place(0, 0)), outputShape([1, 3, 8, 8]), analysed(in: 1),
            answered(Strings.loading, in: 1),
            newClass(1), epoch(1), frame(epoch(1), 2, of: 3), waitingFor("folder"), savingFilm(1, of: 2),
            trained(0.5),
            evidence(0, greatest: 0), evidence(1, greatest: 2), parameters(0), parameters(1),
        ]
        let paints = Stroke.Paint.allCases.flatMap { [paint($0), paintHint($0)] }
        let named = paints + Answer.Panel.Role.allCases.map(caption) + LayerKind.allCases.map(kind)
        return captions.all + counted + sentences + named + partsOfPhoto.map(\.caption)
    }
}
