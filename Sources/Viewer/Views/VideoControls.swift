import Foundation
import Words

/// What is done with a video, under its picture in place of its name, and where it is.
enum VideoControls {
    /// - Parameters:
    ///   - photo: the frame's picture.
    ///   - row: below it.
    static func draw(_ video: Video, over photo: Rect, in row: Rect, _ scene: Scene) {
        let canvas = scene.canvas
        let play = Rect(x: row.x, y: row.y + 1, width: 30, height: row.height - 2)
        scene.button(
            "video.play", "", in: play, action: .video(.play),
            hint: video.isPlaying ? Strings.stopVideo : Strings.playVideo)
        FilmBar.drawSymbol(video.isPlaying, in: play, canvas)
        let width = canvas.width(of: Strings.freeze, size: Theme.Size.small, weight: .bold) + 20
        scene.button(
            "video.freeze", Strings.freeze,
            in: Rect(x: row.maxX - width, y: row.y + 1, width: width, height: row.height - 2),
            action: .video(.freeze), size: Theme.Size.small, hint: Strings.freezeHint)
        let time = video.isCamera ? Strings.live : Words(verbatim: Video.text(shownSeconds(video, scene)))
        canvas.text(
            time,
            in: Rect(x: play.maxX + 4, y: row.y, width: row.maxX - width - play.maxX - 8, height: row.height),
            size: Theme.Size.small, weight: .bold, Theme.text, .centre)
        drawTrack(video, over: photo, scene)
    }

    /// Of the frame that is seen.
    private static func shownSeconds(_ video: Video, _ scene: Scene) -> Double {
        let shown = scene.state.analysis
        return shown?.path == video.path ? shown?.frame?.seconds ?? video.seconds : video.seconds
    }

    /// Along the lower edge of the picture: where in the video it is, and the way to elsewhere.
    private static func drawTrack(_ video: Video, over photo: Rect, _ scene: Scene) {
        guard let length = video.length, length > 0, !video.isCamera else { return }
        let frame = Rect(x: photo.x, y: photo.maxY - 12, width: photo.width, height: 12)
        let track = Rect(x: frame.x, y: frame.maxY - 5, width: frame.width, height: 5)
        scene.canvas.fill(track, Theme.track)
        var filled = track
        filled.width = track.width * min(max(shownSeconds(video, scene) / length, 0), 1)
        scene.canvas.fill(filled, Theme.accent)
        scene.add(
            Control(
                "video.slider", frame,
                drag: { point in
                    let share = min(max((point.x - track.x) / track.width, 0), 1)
                    // By tenths: a drag is not to begin anew at every pixel.
                    return .video(.seek((share * length * 10).rounded() / 10))
                }, hint: .text(Strings.videoSlider),
                keys: Control.Keys(
                    move: { .video(.seek(video.seconds + Double($0.step))) }, press: .video(.play))))
    }
}
