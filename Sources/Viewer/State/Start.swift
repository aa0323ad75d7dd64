import Explanations
import Files
import Foundation
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// What a window begins with: nothing of it is read a second time.
struct Start {
    var state: ViewerState
    /// Those that were loaded to check what was named.
    private(set) var networks: LoadedNetworks

    /// Checks everything that is named.
    ///
    /// - Throws: `ImageError` or `FileError` for a photo, `QuestionError` or `ModelError` for a mode, network, layer or class
    ///   that is not there; `CancellationError`.
    init(
        _ options: ViewerOptions, networks: LoadedNetworks = LoadedNetworks(),
        cancellation: Cancellation = Cancellation()
    ) throws {
        let mode = try options.mode.map { try ExplanationMethods.named($0) }
        let modeIndex = mode.flatMap { mode in ExplanationMethods.all.firstIndex { $0.name == mode.name } }
        guard
            options.model.isFile || ModelCatalogue.entries.contains(where: { $0.name == options.model.name })
        else {
            throw ModelError.unknownModel(options.model.name, known: ModelCatalogue.entries.map(\.name))
        }
        if options.model.isFile { _ = try MappedFile(path: options.model.name) }
        let options = options.withWholePaths
        let session = try options.images.first(where: Session.isSessionName).map { try Session(reading: $0) }
        let lessonPath = options.images.first(where: Lesson.isLessonFile)
        let lesson = try lessonPath.map { try Lesson(reading: $0) }
        let set = try OpenedFiles.labelledSet(options.images)
        let (images, skipped) =
            try set.map { (OpenedFiles.photos(of: $0), []) }
            ?? Self.photos(of: options.images.filter { !Session.isSessionName($0) && $0 != lessonPath })
        let own = images.map { VideoSource($0).isCamera ? $0 : URL(fileURLWithPath: $0).path }
        let photos = own + (try SamplePhotos.paths().filter { !own.contains($0) })
        self.networks = networks
        let frames = try options.watch.map { try Film.frames(in: $0) }
        // Of a film it is the newest network; one that is still to come can have any layer.
        let shown = frames == nil ? options.model : frames?.last.map { ModelChoice($0.path) }
        if let shown, options.layer != nil || options.classText != nil {
            let network = try self.networks.network(shown, cancellation: cancellation)
            try Self.check(options, photo: photos[0], network, cancellation)
        }
        state = ViewerState(options: options, photos: photos, modeIndex: modeIndex)
        if let folder = options.watch, let frames {
            _ = state.open(film: folder, frames)
            state.choices.layerName = options.layer
        }
        if let session { state.adopt(session.found) }
        state.remember(sessions: options.images.filter(Session.isSessionName))
        if let lesson { state.begin(lesson) }
        state.set = set.map { PictureSet($0) }
        if !skipped.isEmpty { state.notice = Strings.skipped(skipped) }
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

    /// The photos that are named, those in folders included, and the files that are none.
    ///
    /// - Throws: `ImageError`, `FileError` where nothing is left.
    private static func photos(of paths: [String]) throws -> (photos: [String], skipped: [String]) {
        var (photos, skipped): ([String], [String]) = ([], [])
        var failure: (any Error)?
        for path in paths {
            if FileListing.kind(of: path) == .folder {
                let found = FileListing.photos(in: path)
                if found.isEmpty { failure = failure ?? EmptyFolder(folder: path) }
                for photo in found {
                    if OpenedFiles.isPicture(photo) { photos.append(photo) } else { skipped.append(photo) }
                }
                continue
            }
            do {
                try OpenedFiles.checkPicture(path)
                // A video's first frame says whether it can be read at all.
                if VideoFile.isMoving(path) { _ = try ImageFile.read(path) }
                photos.append(path)
            } catch {
                failure = failure ?? error
                skipped.append(path)
            }
        }
        if photos.isEmpty, let failure { throw failure }
        return (photos, skipped)
    }
}

extension ViewerState {
    /// Opens the lesson for whoever opens the window for the first time.
    mutating func beginTour() {
        guard case .lessons(let found, _) = LessonFolder.found() else { return }
        lessons = found
        if let tour = found.first(where: \.isForFirstStart) { begin(tour) }
    }

    /// Speaks the language that a person chose, or else the desktop's; stays English, and says why, where its file is
    /// broken.
    ///
    /// - Parameter desktop: the language's code.
    mutating func speak(desktop: String?) {
        guard let code = preferences.language ?? desktop else { return }
        do {
            language = try Languages().language(code) ?? .english
        } catch {
            refuse(error)
        }
    }
}
