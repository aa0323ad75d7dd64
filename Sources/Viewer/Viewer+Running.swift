import Explanations
import Files
import Foundation
import Imaging
import ModelFormats
import Tensors

/// The window to look inside a network.
public enum Viewer {
    /// Opens the window and returns when it is closed, or draws it into a file. To be called on the main thread.
    ///
    /// - Throws: ``ViewerError``; `ImageError` or `FileError` for a photo that cannot be used, `QuestionError` or
    ///   `ModelError` for a mode, network or layer that is not there, all of them before anything opens.
    public static func run(_ options: ViewerOptions) throws {
        guard let path = options.screenshot else {
            let loop = try EventLoop(state: try startingState(options))
            loop.run()
            keep(loop.state)
            return
        }
        let state = try initialState(options)
        let offScreen = try OffScreen(state: state)
        offScreen.complete()
        if let failure = offScreen.screen.state.failure { throw failure }
        try PNGFile.write(offScreen.picture(), to: path)
    }

    /// Closes the window as its own button does; from any thread, and without effect where there is no window.
    public static func close() { EventLoop.end() }

    /// What the window starts with: what is named, else what was shown when it was closed last.
    private static func startingState(_ options: ViewerOptions) throws -> ViewerState {
        var state = try initialState(options)
        guard let last = try? Session(reading: Session.lastPath()) else { return state }
        state.adopt(last.preferences)
        if options.namesNothing { state.adopt(last) }
        return state
    }

    /// Keeps what is shown for the next start; without a place for it there is nothing to say.
    private static func keep(_ state: ViewerState) {
        let path = Session.lastPath()
        try? FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try? Session(choices: state.choices, preferences: state.preferences).write(to: path)
    }

    /// What the window starts with, after everything that was named is checked.
    static func initialState(_ options: ViewerOptions) throws -> ViewerState {
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
        if let layer = options.layer {
            _ = try options.model.load().layer(named: layer)
        }
        let own = images.map { URL(fileURLWithPath: $0).path }
        let photos = own + (try samplePhotos().filter { !own.contains($0) })
        var state = ViewerState(options: options, photos: photos, modeIndex: modeIndex)
        if let session { state.adopt(session) }
        return state
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
