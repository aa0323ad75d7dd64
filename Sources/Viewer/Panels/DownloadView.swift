import Words

/// The running download beside the network's name, in short: a click opens the list of networks.
enum DownloadView {
    static let width = 260.0

    static func draw(endingAt end: Double, in scene: Scene) {
        guard let download = scene.state.download else { return }
        let frame = Rect(
            x: end - width - 6, y: Layout.networkTitle.y, width: width, height: Layout.networkTitle.height)
        let canvas = scene.canvas
        drawBar(download, in: Rect(x: frame.maxX - 90, y: frame.midY - 4, width: 90, height: 8), canvas)
        let share = download.progress?.fraction.map { $0.asPercentage } ?? ""
        canvas.text(
            "\(download.title)  \(share)",
            in: Rect(x: frame.x, y: frame.y, width: frame.width - 102, height: frame.height),
            size: Theme.Size.small, scene.isHovered(frame) ? Theme.accent : Theme.secondaryText, .right)
        scene.add(
            Control(
                "download", frame, action: ModelMenu.toggle,
                hint: .text(download.progress.map(\.text) ?? Strings.connecting)))
    }

    /// How much of it has arrived.
    static func drawBar(_ download: RunningDownload, in track: Rect, _ canvas: Canvas) {
        canvas.fill(track, Theme.track, radius: 4)
        guard let share = download.progress?.fraction, share > 0 else { return }
        var bar = track
        bar.width = max(8, track.width * share)
        canvas.fill(bar, Theme.accent, radius: 4)
    }
}
