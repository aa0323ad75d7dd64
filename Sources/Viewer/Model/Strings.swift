import Explanations
import Foundation
import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// The window's words.
enum Strings {
    static let windowTitle: Words = "Glassbox"
    static let loading: Words = "Loading …"
    static let analysing: Words = "Analysing …"
    static let computing: Words = "Computing …"
    static let photo: Words = "Photo"
    static let predictions: Words = "Predictions"
    static let noPredictions: Words = "This network has no classifier."
    static let input: Words = "Input"
    static let output: Words = "Output"
    static let more: Words = "More"
    static let moreHint: Words = "All methods (O)"
    static let options: Words = "Options"
    static let optionsHint: Words = "What the method is computed with (P)"
    static let methodsHeading: Words = "Methods"
    static let keys: Words = "Keys"
    static let layerLabel: Words = "Layer:"
    static let modeLabel: Words = "Mode:"
    static let classLabel: Words = "Class:"
    static let keysHint: Words = "H  keys     S  save     N  next photo     M  network     F  full screen"
    static let open: Words = "Open"
    static let openFile: Words = "Open a file"
    static let openHint: Words =
        "All photos; open pictures, folders and networks (Ctrl O, or drop them anywhere)"
    static let openHeading: Words = "Open"
    static let openPhotos: Words = "Open photos"
    static let parentHint: Words = "The folder around this one"
    static let pathHint: Words = "Type a path or a part of a name"
    static let browserFoot: Words =
        "↑ ↓ ← → and Enter choose. Pictures, folders of pictures, ONNX, Keras, PyTorch and safetensors networks, and sessions."
    static let nothingToOpen: Words = "There is no picture, network, session or folder here."
    static let nothingFound: Words = "Nothing has that name."
    static let allClasses: Words = "All …"
    static let allClassesHint: Words = "Every class of the network, to search (C)"
    static let findClass: Words = "Type a part of a class's name"
    static let findLayer: Words = "Type a part of a layer's name or kind"
    static let find: Words = "Find"
    static let findHint: Words = "Find a layer by its name (/)"
    static let export: Words = "Save"
    static let exportHint: Words = "Save pictures and values, copy the command line (E)"
    static let compare: Words = "Compare"
    static let compareHint: Words = "Several answers beside each other (V)"
    static let evaluate: Words = "Measure"
    static let evaluateHint: Words = "How far the answer can be trusted, as curves (T)"
    static let noEvaluation: (title: Words, description: Words) = (
        title: "Nothing", description: "The answer alone."
    )
    static let measuring: Words = "Measuring …"
    static let guide: Words = "About"
    static let guideHint: Words = "What the method computes, how to read it, what it cannot tell (I)"
    static let guideComputes: Words = "WHAT IS COMPUTED"
    static let guideFormula: Words = "THE FORMULA"
    static let guideReading: Words = "HOW TO READ IT"
    static let guideLimits: Words = "WHAT IT CANNOT TELL"
    static let noComparison: (title: Words, description: Words) = (
        title: "One answer", description: "The chosen method alone."
    )
    static let seed: Words = "seed"
    static let seedHint: Words = "Where all randomness comes from: the same seed gives the same picture."
    static let nothingToUndo: Words = "There is nothing to undo or redo."
    static let lastPhoto: Words = "This is the only photo; open another before you take it off the list."
    static let noPhotosInFolder: Words = "There are no pictures in that folder."
    static let nothingToPaste: Words = "The clipboard does not hold the path of a file."
    static let cannotCopy: Words = "The clipboard cannot be reached."
    static let closeHint: Words = "Esc closes"
    static let low: Words = "no evidence"
    static let high: Words = "strongest"
    static let recommended: Words = "Grad-CAM says most at this layer."
    static let nothingYet: Words = "Nothing to save yet: there is no result."
    static let saving: Words = "Saving …"
    static let stopped: Words = "Stopped."
    static let droppedText: Words = "Text cannot be opened; drop a photo as a file."
    static let previousPhoto: Words = "Previous photo (Shift N)"
    static let nextPhoto: Words = "Next photo (N)"
    static let networkHint: Words = "Other networks (M)"
    static let modelMenuFoot: Words =
        "↑ ↓ and Enter choose. Drop a model file on the window to open it: ONNX, Keras, PyTorch or safetensors."
    static let connecting: Words = "Connecting …"
    static let cancel: Words = "Cancel"
    static let zoomInHint: Words = "Enlarge the diagram (+, or Ctrl and the wheel)"
    static let zoomOutHint: Words = "Shrink the diagram (−, or Ctrl and the wheel)"
    static let fit: Words = "Fit"
    static let fitHint: Words = "Show the whole diagram (0)"
    static let closeGroup: Words = "Close this group"
    static let previousPage: Words = "Previous maps (Page Up, or the wheel)"
    static let nextPage: Words = "Next maps (Page Down, or the wheel)"
    static let seen: Words = "What the network sees"
    static let languageHint: Words = "Korean or English (L)"
    static let keysListHint: Words = "All keys (H)"
    static let keysFoot: Words =
        "Wheel over the maps: pages. Wheel over the diagram: scroll; with Ctrl: zoom. Drop photos on the window to open them."
    static let mapOverPhoto: Words = "The map over the photo"
    static let back: Words = "Back"
    static let pin: Words = "Keep beside the next"
    static let unpin: Words = "Kept beside others"
    static let pinHint: Words = "Keeps this channel while you go on to others with Page Up and Page Down."
    static let clickSuperpixels: Words = "Click superpixels to take them out"
    static let superpixelHint: Words = "A click takes this superpixel out of the photo or puts it back."
    static let stagesHint: Words = "Drag along the curve to see the picture at each of its points."
    static let enlargeHint: Words = "A click enlarges it."
    static let notSeen: Words = "The network does not see this part."

    static func sentence(for error: any Error) -> Words {
        (error as? any Refusal)?.words ?? Words(bridging: String(describing: error))
    }

    /// What the networks of a kind have in common.
    static func heading(of kind: ModelMenu.Kind) -> Words {
        switch kind {
        case .file: "Your files"
        case .embedded: "Ship with the program"
        case .downloaded: "Downloaded"
        case .available: "To download"
        }
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
        return "\(without): \(className: label) \(percentage(after)), before \(percentage(before))"
    }

    static func filterHint(_ tile: Int, _ answer: Answer) -> Words {
        "Tile \(tile + 1) of \(answer.explanation.layer.name). A click searches for it at a higher resolution."
    }

    static func tiles(_ range: Range<Int>, of count: Int) -> Words {
        "\(range.lowerBound + 1)–\(range.upperBound) of \(count), by mean"
    }

    static func page(_ page: Int, of count: Int) -> Words { "page \(page + 1) of \(count)" }

    static func goTo(_ layer: String) -> Words { "Go to \(layer)" }

    static func noSuchFile(_ path: String) -> Words { "There is no file \(path) that can be opened." }

    static func missingFiles(_ count: Int) -> Words {
        count == 1
            ? "One file of the session is gone and was left out."
            : "\(count) files of the session are gone and were left out."
    }

    static func found(_ count: Int, of all: Int) -> Words { "\(grouped(count)) of \(grouped(all))" }

    static func copied(_ command: String) -> Words { "Copied: \(command)" }

    static func words(of export: Export) -> (title: Words, description: Words) {
        switch export {
        case .result: ("Picture", "The result as PNG, as the command line writes it (S)")
        case .window: ("Whole window", "As it is on the screen, as PNG")
        case .array: ("Values", "What was computed, before any colouring, as NumPy's .npy")
        case .parameters: ("Parameters", "The question, every option and the answer's facts as JSON")
        case .commandLine: ("Command line", "Copy the command that makes this picture (Ctrl C)")
        case .session: ("Session", "Photos, network, layer, method and options, to open again later")
        }
    }

    static func words(of subject: Comparison.Subject) -> (title: Words, description: Words) {
        switch subject {
        case .methods: ("Methods", "Several methods for two classes, at this layer.")
        case .classes: ("Classes", "This method for the five most probable classes.")
        case .photos: ("Photos", "This method for this photo and the next ones.")
        case .networks: ("Networks", "This method in the networks that were open last.")
        }
    }

    static func progress(_ progress: WorkProgress) -> Words {
        let percent = Int(progress.fraction * 100)
        guard let rest = progress.remainingSeconds else { return "Computing … \(percent) %   Esc stops" }
        let countdown = Words(bridging: rest.asCountdown)
        return "Computing … \(percent) %, \(countdown) left   Esc stops"
    }

    static func saved(_ path: String) -> Words { "The result is saved as \(path)." }
    static func dropped(_ others: Int) -> Words {
        others == 1
            ? "Another photo joined the list; N shows it."
            : "\(others) other photos joined the list; N shows the next one."
    }

    static func photoHint(_ photo: AnalysedPhoto?) -> Words {
        guard let photo else { return loading }
        let (width, height) = photo.extent
        let isWhole = photo.region.width == width && photo.region.height == height
        return Words([
            "\(width)×\(height) pixels.",
            isWhole ? "The network sees all of it." : "The network sees what is inside the outline.",
            "A click shows the next photo.",
        ])
    }

    static func predictionHint(_ prediction: Prediction) -> Words {
        "\(className: prediction.label): \(percentage(prediction.probability)), score \(value(prediction.logit)). A click shows where the network finds evidence for it."
    }

    static func channels(_ range: Range<Int>, of count: Int) -> Words {
        count == 1 ? "1 channel" : "channels \(range.lowerBound + 1)–\(range.upperBound) of \(count)"
    }

    static func channel(_ channel: Int, of layer: String) -> Words { "Channel \(channel + 1) of \(layer)" }

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
    static func value(_ number: Float, at place: Words) -> Words { "\(value(number)) at \(place)" }
    static func output(_ shape: Shape) -> Words { "Output \(shape)" }
    static func analysed(in seconds: Double) -> Words { "Network: \(time(seconds))" }
    static func answered(_ method: Words, in seconds: Double) -> Words { "\(method): \(time(seconds))" }

    static func evidence(_ value: Float, greatest: Float) -> Words {
        greatest > 0 ? "\(percentage(Double(value / greatest))) of the strongest evidence" : low
    }

    /// A setting's value, as exact as its range asks for.
    static func value(_ value: Double, in range: ClosedRange<Double>) -> String {
        String(format: range.upperBound - range.lowerBound <= 10 ? "%.2f" : "%.0f", value)
    }

    static func blocks(_ count: Int) -> Words { count == 1 ? "1 block" : "\(count) blocks" }
    static func layers(_ count: Int) -> Words { count == 1 ? "1 layer" : "\(count) layers" }

    static func parameters(_ count: Int) -> Words {
        count == 0 ? "No parameters" : "\(grouped(count)) parameters"
    }

    /// `1.3 ms` or `1.27 s`.
    static func time(_ seconds: Double) -> String {
        seconds < 1
            ? String(format: seconds < 0.01 ? "%.1f ms" : "%.0f ms", seconds * 1000)
            : String(format: "%.2f s", seconds)
    }

    static func percentage(_ share: Double) -> String { String(format: "%.1f %%", share * 100) }

    static func value(_ value: Float) -> String {
        abs(value) >= 0.01 && abs(value) < 10_000 || value == 0
            ? String(format: "%.3f", value) : String(format: "%.2e", value)
    }

    /// Digits in groups of three.
    static func grouped(_ number: Int) -> String {
        let digits = Array(String(number))
        return digits.indices.map { index in
            index > 0 && (digits.count - index) % 3 == 0 ? "\u{202F}\(digits[index])" : "\(digits[index])"
        }.joined()
    }

    /// A layer's name without the prefix that its group says already: `block1_conv2` is `conv 2`,
    /// `_blocks.3._bn0` is `bn 0`.
    static func caption(ofLayer name: String, in scope: [String]) -> String {
        var caption = name.split(separator: ".").last.map(String.init) ?? name
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
