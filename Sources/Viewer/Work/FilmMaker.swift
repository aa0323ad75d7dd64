import Dispatch
import Explanations
import Imaging
import ModelFormats
import NeuralNetwork
import Synchronization
import Words

/// Makes the pictures of a film that is to be saved, beside the engine that answers the window.
final class FilmMaker: Sendable {
    private let queue = DispatchQueue(label: "glassbox.films", qos: .utility)
    private let running = Mutex<Cancellation?>(nil)
    private let report: @Sendable (FilmNews, Saving) -> Void

    /// - Parameter report: called on the films' queue.
    init(report: @escaping @Sendable (FilmNews, Saving) -> Void) {
        self.report = report
    }

    /// Asks each frame's network what the window asks.
    ///
    /// - Parameter request: as the window's present one.
    func make(_ saving: Saving, of frames: [Film.Frame], asking request: Request) {
        let cancellation = Cancellation()
        running.withLock { $0 = cancellation }
        var asked = request
        (asked.comparison, asked.metric, asked.stage, asked.element) = (nil, nil, 0, nil)
        queue.async { [asked] in
            // Asked before the work rather than after it.
            guard !saving.wouldReplace else { return self.report(.nameTaken, saving) }
            do {
                let pictures = try self.pictures(of: frames, asking: asked, saving, cancellation)
                self.report(.made(pictures), saving)
            } catch is CancellationError {
                self.report(.stopped, saving)
            } catch {
                self.report(.failed(error), saving)
            }
        }
    }

    func cancel() { running.withLock { $0?.cancel() } }

    func stop() {
        cancel()
        queue.sync {}
    }

    private func pictures(
        of frames: [Film.Frame], asking request: Request, _ saving: Saving, _ cancellation: Cancellation
    ) throws -> [FilmPicture] {
        var pictures: [FilmPicture] = []
        for frame in frames {
            try cancellation.check()
            report(.progress(pictures.count), saving)
            var asked = request
            asked.model = ModelChoice(frame.path)
            var (answer, photo, failure): (Answer?, AnalysedPhoto?, (any Error)?)
            var obstacle: Words?
            let job = Job(asked, cancellation: cancellation) { content in
                switch content {
                case .answer(let made): answer = made
                case .analysis(let made): photo = made
                case .failure(let made): failure = made.cause
                case .obstacle(let sentence, _): obstacle = sentence
                default: break
                }
            }
            // A network is let go of before the next is there.
            try Engine().fulfil(job)
            if let failure { throw failure }
            if let obstacle { throw FilmError(obstacle: obstacle) }
            guard let answer else { throw CancellationError() }
            let best = (photo?.predictions ?? []).prefix(3).map {
                "\(className: $0.label) \($0.probability.asPercentage)" as Words
            }
            pictures.append(
                FilmPicture(
                    picture: try answer.content.picture(),
                    caption: best.reduce(frame.caption) { "\($0)     \($1)" }))
        }
        return pictures
    }
}

/// A mode that has no answer at the layer in one of the networks.
struct FilmError: Refusal, Equatable {
    let obstacle: Words

    var kind: RefusalKind { .unavailable }
    var words: Words { obstacle }

    static let examples = [FilmError(obstacle: Strings.nothingYet)]
}

extension Answer.Content {
    /// What the window shows of it, without words.
    fileprivate func picture() throws -> Picture {
        switch self {
        case .grid(_, _, let picture, let enlarged):
            guard let enlarged else { return picture }
            return try PictureSheet(
                [PictureSheet.Panel("", enlarged.overlay)]
                    + enlarged.maps.map { PictureSheet.Panel("", $0.picture) }, gap: 16
            ).picture()
        case .heatMap(let panels, _):
            return try PictureSheet(
                panels.filter { $0.role != .photo }.map { PictureSheet.Panel("", $0.picture) }, gap: 16
            ).picture()
        case .sheet(let sheet): return try sheet.picture()
        }
    }
}
