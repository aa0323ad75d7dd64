import Explanations
import Files
import Foundation
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors

/// The window to look inside a network.
public enum Viewer {
    /// What a window begins with: nothing of it is read a second time.
    struct Start {
        var state: ViewerState
        /// Those that were loaded to check what was named.
        var networks: LoadedNetworks
    }

    /// What was drawn into a file.
    public struct Drawing: Sendable {
        public let photo: String
        public let model: Model
        /// The most probable first; none for a network without a classifier.
        public let predictions: [Prediction]
    }

    /// Opens the window and returns when it is closed. To be called on the main thread.
    ///
    /// - Throws: ``ViewerError``; `ImageError` or `FileError` for a photo that cannot be used, `QuestionError` or
    ///   `ModelError` for a mode, network, layer or class that is not there, all of them before anything opens;
    ///   `CancellationError`.
    public static func run(_ options: ViewerOptions, cancellation: Cancellation) throws {
        var start = try start(options, cancellation: cancellation)
        adoptLastSession(into: &start.state, options)
        let loop = try EventLoop(start)
        loop.run()
        keep(loop.state)
    }

    /// Draws what the window would show into a PNG file. To be called on the main thread.
    ///
    /// - Throws: as ``run(_:cancellation:)``, and why there is no answer to show.
    @discardableResult
    public static func draw(
        _ options: ViewerOptions, to path: String, cancellation: Cancellation
    ) throws -> Drawing {
        let offScreen = try OffScreen(try start(options, cancellation: cancellation))
        offScreen.complete()
        let state = offScreen.screen.state
        if let failure = state.failure { throw failure }
        try PNGFile.write(offScreen.picture(), to: path)
        guard let model = state.model else { throw CancellationError() }
        return Drawing(photo: state.path, model: model, predictions: state.analysis?.predictions ?? [])
    }

    /// Closes the window as its own button does; from any thread, and without effect where there is no window.
    public static func close() { EventLoop.end() }

    /// Without a word of what to show, the window goes on where it was closed last.
    private static func adoptLastSession(into state: inout ViewerState, _ options: ViewerOptions) {
        guard let last = try? Session(reading: Session.lastPath()).found else { return }
        state.adoptPreferences(of: last)
        if options.namesNothing { state.adopt(last) }
    }

    /// Keeps what is shown for the next start; without a place for it there is nothing to say.
    private static func keep(_ state: ViewerState) {
        let path = Session.lastPath()
        try? FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try? Session(choices: state.choices, preferences: state.preferences).write(to: path)
    }

    /// What the window starts with, after everything that was named is checked.
    static func start(
        _ options: ViewerOptions, networks: LoadedNetworks = LoadedNetworks(),
        cancellation: Cancellation = Cancellation()
    ) throws -> Start {
        let mode = try options.mode.map { try ExplanationMethods.named($0) }
        let modeIndex = mode.flatMap { mode in ExplanationMethods.all.firstIndex { $0.name == mode.name } }
        guard
            options.model.isFile || ModelCatalogue.entries.contains(where: { $0.name == options.model.name })
        else {
            throw ModelError.unknownModel(options.model.name, known: ModelCatalogue.entries.map(\.name))
        }
        if options.model.isFile { _ = try MappedFile(path: options.model.name) }
        let session = try options.images.first(where: Session.isSessionName).map { try Session(reading: $0) }
        let images = options.images.filter { !Session.isSessionName($0) }
        for image in images { try check(image) }
        let own = images.map { URL(fileURLWithPath: $0).path }
        let photos = own + (try samplePhotos().filter { !own.contains($0) })
        var networks = networks
        if options.layer != nil || options.classText != nil {
            let network = try networks.network(options.model, cancellation: cancellation)
            try check(options, photo: photos[0], network, cancellation)
        }
        var state = ViewerState(options: options, photos: photos, modeIndex: modeIndex)
        if let session { state.adopt(session.found) }
        return Start(state: state, networks: networks)
    }

    /// What a class's name means can depend on the photo.
    private static func check(
        _ options: ViewerOptions, photo: String, _ network: LoadedNetwork, _ cancellation: Cancellation
    ) throws {
        if let layer = options.layer { _ = try network.model.layer(named: layer) }
        guard let text = options.classText else { return }
        let analysis = try Analysis(
            of: Subject(path: photo, for: network.model), with: network.model, on: network.executor,
            cancellation: cancellation)
        _ = try analysis.classIndex(of: text)
    }

    /// The photos that ship with the program; the first is what an empty command line opens.
    public static func samplePhotos() throws -> [String] {
        let folder = try ResourceFolder.path("Resources/photos")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let pictures = names.filter {
            ["jpg", "jpeg", "png", "webp"].contains(($0 as NSString).pathExtension)
        }
        let sorted = pictures.sorted { ($0 != first, $0) < ($1 != first, $1) }
        guard !sorted.isEmpty else { throw FileError.missing(folder + "/" + first) }
        return sorted.map { folder + "/" + $0 }
    }

    private static let first = "cat.png"

    private static func check(_ path: String) throws {
        if let file = try? MappedFile(path: path), NPYFile.matches(file.bytes) { return }
        _ = try ImageFile.inspect(path)
    }
}

private func < (left: (Bool, String), right: (Bool, String)) -> Bool {
    left.0 == right.0 ? left.1 < right.1 : !left.0
}
