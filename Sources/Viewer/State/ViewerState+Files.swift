import Imaging
import ModelFormats

/// What comes of the disk.
extension ViewerState {
    mutating func receive(_ finding: FileFinding) -> Effect {
        switch finding {
        case .thumbnail(let path, let picture): keep(thumbnail: picture, of: path)
        case .listing(let listing): show(listing)
        case .noListing(let folder, let error):
            editBrowser { $0.fail(folder) }
            refuse(error)
        case .inventory(let inventory):
            self.inventory = inventory
            editBrowser { ($0.folders, $0.cameras) = (inventory.places, inventory.cameras) }
            refreshModelMenu()
        case .languages(let found, let failure):
            if let failure { refuse(failure) }
            guard var menu = card as? LanguageMenu else { return .redraw }
            menu.receive(found)
            card = menu
        case .lessons(let found, let failure):
            if let failure { refuse(failure) }
            lessons = found
        case .examples(let found, let box): receive(found, to: box)
        case .noExamples(let error): refuse(error)
        case .opened(let files): return open(files)
        case .facts(let facts): self.facts = facts
        // The canvas takes them in.
        case .fonts: break
        }
        return .redraw
    }

    /// Shows what was opened: photos join the list and the first is shown, a network replaces the present one as soon as it
    /// is read, a session replaces everything.
    private mutating func open(_ files: OpenedFiles) -> Effect {
        let before = choices
        switch files {
        case .unknown(let path):
            announcements.say(Strings.cannotOpen(path), as: .error)
            return .redraw
        case .missing(let path):
            announcements.say(Strings.noSuchFile(path), as: .error)
            return .redraw
        case .failed(let error):
            refuse(error)
            return .redraw
        case .folder(let listing):
            editBrowser { $0.go(to: listing.folder) }
            show(listing)
            return .redraw
        case .lesson(let lesson):
            card = nil
            begin(lesson)
            return .request
        case .film(let folder, let frames):
            return open(film: folder, frames)
        case .session(let session, let all):
            card = nil
            remember(sessions: all)
            adopt(session)
        case .keptSet(let path, let dataset):
            guard path == keptSet?.path else { return .redraw }
            keptSet = nil
            set = dataset.map { PictureSet($0) }
            if dataset == nil { notice = Strings.setIsGone(path) }
            return .redraw
        case .set(let dataset, let photos):
            card = nil
            open(dataset, photos: photos)
        case .media(let media):
            card = card is NetworkSettings ? card : nil
            if let network = media.network { choose(ModelChoice(network)) }
            if let labels = media.labels { open(labels: labels) }
            open(photos: media.photos)
            if media.photos.isEmpty, media.hadFolders { notice = Strings.noPhotosInFolder }
            if !media.skipped.isEmpty { notice = Strings.skipped(media.skipped) }
            if media.photos.isEmpty, media.network == nil, media.labels == nil { return .redraw }
        }
        if choices != before { history.record(before) }
        return .request
    }

    mutating func open(photos paths: [String]) {
        guard let first = paths.first else { return }
        let known = Set(choices.photos)
        var added = Set<String>()
        arrivals = paths
        choices.photos += paths.filter { !known.contains($0) && added.insert($0).inserted }
        if paths.count > 1 { notice = Strings.dropped(paths.count - 1) }
        _ = showPhoto(at: choices.photos.firstIndex(of: first) ?? 0)
    }

    /// Thumbnails that are kept.
    private static let thumbnailLimit = 400

    private mutating func keep(thumbnail: Picture?, of path: String) {
        if thumbnails.count >= Self.thumbnailLimit { thumbnails = [:] }
        thumbnails[path] = .some(thumbnail)
    }

    private mutating func show(_ listing: FileListing) {
        editBrowser { $0.receive(listing) }
        if card is Browser { preferences.folder = listing.folder }
    }

    private mutating func editBrowser(_ edit: (inout Browser) -> Void) {
        guard var browser = card as? Browser else { return }
        edit(&browser)
        card = browser
    }
}
