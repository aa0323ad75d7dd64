import ModelFormats
import Words

/// One network at several times.
extension ViewerState {
    /// Where in the film the network on the screen stands; nil for another network.
    var frame: Int? { film?.position(of: choices.modelChoice) }

    mutating func show(_ action: FilmAction) -> Consequence {
        guard var film else {
            if let video, video.path == path, let action = video.action(for: action) { return change(action) }
            notice = Strings.noFilm
            return .redraw
        }
        switch action {
        case .show(let position):
            film.isPlaying = false
            self.film = film
            return show(frame: position) ? .request : .redraw
        case .step(let distance): return show(.show((frame ?? 0) + distance))
        case .play:
            guard film.frames.count > 1 else { return .redraw }
            film.isPlaying.toggle()
            let isAtEnd = frame == film.frames.count - 1
            self.film = film
            guard film.isPlaying, frame == nil || isAtEnd else { return .redraw }
            return show(frame: 0) ? .request : .redraw
        case .follow:
            film.isPlaying = false
            self.film = film
            return show(frame: film.frames.count - 1) ? .request : .redraw
        case .close:
            self.film = nil
            // The folder of the own training is still written into.
            return film.saved == nil ? .redraw : .stopFilm
        case .stopSaving: return .stopFilm
        }
    }

    /// The next frame while the film plays; it stops at the last.
    mutating func advanceFilm() -> Bool {
        guard let film, film.isPlaying else { return false }
        let next = frame.map { $0 + 1 } ?? 0
        guard film.frames.indices.contains(next) else {
            self.film?.isPlaying = false
            return false
        }
        return show(frame: next)
    }

    /// Asks the network of a frame what the present one was asked.
    ///
    /// - Returns: whether there is anything to ask.
    private mutating func show(frame position: Int) -> Bool {
        guard let film, film.frames.indices.contains(position) else { return false }
        self.film?.isFollowing = position == film.frames.count - 1
        let choice = ModelChoice(film.frames[position].path)
        guard choice != choices.modelChoice else { return false }
        if frame == nil {
            choose(choice)
        } else {
            if model != nil { questionBefore = (choices.modelChoice, choices.layerName, choices.classChoice) }
            choices.modelChoice = choice
        }
        return true
    }

    /// Shows a folder of networks.
    mutating func open(film folder: String, _ frames: [Film.Frame]) -> Effect {
        card = nil
        var new = Film(folder)
        new.receive(frames)
        film = new
        return show(frame: frames.count - 1) ? .request : .redraw
    }

    /// Takes in what the watched folder holds now; the newest is shown where the one before was.
    mutating func receive(_ frames: [Film.Frame], of folder: String) -> Effect {
        guard let film, film.folder == folder, film.frames != frames else { return .nothing }
        let (position, isFirst) = (frame, film.frames.isEmpty)
        let shown = position.map { film.frames[$0] }
        self.film?.receive(frames)
        refreshModelMenu()
        guard film.isFollowing, !film.isPlaying, position != nil || isFirst, let newest = frames.last else {
            return .redraw
        }
        if show(frame: frames.count - 1) { return .request }
        // The file that is shown was written anew.
        return shown != newest ? .request : .redraw
    }

    /// Whether a network is the same as the one before at another time, so that all that is looked at stays.
    func isNextFrame(_ next: Model) -> Bool {
        guard let film, let model, film.position(of: ModelChoice(model.name)) != nil,
            film.position(of: ModelChoice(next.name)) != nil
        else { return false }
        return model.graph.nodes.map(\.name) == next.graph.nodes.map(\.name)
            && model.graph.inputShape == next.graph.inputShape
    }

    mutating func receive(_ news: FilmNews, of saving: Saving) {
        switch news {
        case .nameTaken:
            film?.saved = nil
            askAgain(saving)
        case .progress(let count): film?.saved = count
        case .made: film?.saved = nil
        case .failed(let error):
            film?.saved = nil
            refuse(error)
        case .stopped:
            film?.saved = nil
            notice = Strings.filmStopped
        }
    }
}
