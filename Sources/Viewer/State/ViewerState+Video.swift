import CSDL2
import Foundation
import Imaging
import Words

/// A video in place of the photo.
extension ViewerState {
    /// The video that is shown, while it plays.
    var playingVideo: Video? { video.flatMap { $0.path == path && $0.isPlaying ? $0 : nil } }

    /// Takes in that the photo that was analysed moves, or does not.
    mutating func note(moving photo: AnalysedPhoto) {
        guard photo.moves else {
            video = nil
            return
        }
        guard video?.path != photo.path else { return }
        let isCamera = VideoSource(photo.path).isCamera
        // Nobody else reads one.
        if isCamera { thumbnails[photo.path] = .some(photo.thumbnail) }
        var new = Video(path: photo.path, isCamera: isCamera)
        if !isCamera, let left = leftVideos[photo.path] { (new.start, new.seconds) = (left, left) }
        video = new
    }

    /// Takes in what comes of the video.
    mutating func receive(_ news: VideoNews) -> Effect {
        guard var video, video.path == news.path, video.isPlaying else { return .nothing }
        defer { self.video = video }
        switch news.event {
        case .frame(let number, let seconds, let length):
            (video.newest, video.seconds, video.length) = (number, seconds, length ?? video.length)
            if !video.isCamera { leftVideos[video.path] = seconds }
            return activity == .idle && path == video.path ? .nextFrame : .nothing
        case .over(let isWhole):
            (video.isPlaying, video.isOver) = (false, true)
            leftVideos[video.path] = nil
            notice =
                isWhole ? Strings.videoOver : Strings.videoCut((video.path as NSString).lastPathComponent)
        case .failed(let error):
            video.isPlaying = false
            refuse(error)
        }
        return .redraw
    }

    /// Whether a frame has come since the one that was asked about.
    var hasNewerFrame: Bool { playingVideo.map { $0.newest > $0.asked } ?? false }

    mutating func change(_ action: VideoAction) -> Consequence {
        guard var video, video.path == path else {
            notice = Strings.noVideo
            return .redraw
        }
        switch action {
        case .play:
            video.isPlaying.toggle()
            video.start = video.isOver ? 0 : video.seconds
            video.isOver = false
        case .seek(let seconds):
            guard !video.isCamera, seconds.isFinite else { return .redraw }
            let last = max((video.length ?? video.seconds) - 0.1, 0)
            video.start = min(max(seconds, 0), last)
            video.seconds = video.start
            (video.isPlaying, video.isOver) = (true, false)
        case .freeze:
            guard let frame = analysis?.frame, analysis?.path == path else {
                notice = Strings.noFrameYet
                return .redraw
            }
            // Goes on there when it is looked at again.
            if !video.isCamera { leftVideos[video.path] = frame.seconds }
            return .freeze(FrozenFrame(path: path, seconds: frame.seconds, picture: frame.picture))
        }
        self.video = video
        return .redraw
    }

    /// A name for the frame that is shown, where it stays: of a video that stands, or one that was made a photo.
    var stillFrameName: String? {
        guard let analysis, analysis.path == path, playingVideo == nil else { return nil }
        if let frame = analysis.frame { return FrozenFrame.name(of: path, at: frame.seconds) }
        return origins[path].map { _ in
            ((path as NSString).lastPathComponent as NSString).deletingPathExtension
        }
    }

    /// Puts a frozen frame behind its video and shows it.
    mutating func receive(frozen photo: String, of video: String) -> Effect {
        let before = choices
        if !choices.photos.contains(photo) {
            let place = choices.photos.firstIndex(of: video).map { $0 + 1 } ?? choices.photos.count
            choices.photos.insert(photo, at: place)
        }
        origins[photo] = video
        _ = showPhoto(at: choices.photos.firstIndex(of: photo) ?? 0)
        history.record(before)
        notice = Strings.frozen((photo as NSString).lastPathComponent)
        return .request
    }

    /// What a key does while a video, or a frame of one, is shown.
    func videoAction(for key: Key) -> Action? {
        guard card == nil, key == Key(SDLK_SPACE), activity != .paused else { return nil }
        if video?.path == path { return .video(.freeze) }
        return origins[path].flatMap { choices.photos.firstIndex(of: $0) }.map { .showPhoto($0) }
    }
}
