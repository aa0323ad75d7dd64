import Words

/// A sentence in the strip below the result, over the status: nothing that one looks at lies under it.
enum NoticeView {
    static func draw(_ entry: Announcements.Entry, in strip: Rect, _ scene: Scene) {
        let canvas = scene.canvas
        let isError = entry.kind == .error
        // Beside a film it takes the room of the buttons, too.
        let end = scene.state.film == nil ? strip.maxX : Layout.strip.maxX
        var frame = Rect(
            x: strip.x - 4, y: Layout.strip.y, width: end - strip.x + 4, height: Layout.strip.height)
        let (size, weight) = (Theme.Size.body, FontWeight.bold)
        let isLong = canvas.width(of: entry.sentence, size: size, weight: weight) > frame.width - 52
        if isLong {
            // Two lines of large letters need more than the strip.
            frame.height = max(frame.height, 2 * 1.2 * Theme.Size.small)
            frame.y = Layout.strip.maxY - frame.height
        }
        canvas.fill(
            frame, isError ? Theme.warningSurface : Theme.accentSurface, radius: 7,
            border: isError ? Theme.warningBorder : Theme.accent)
        let colour = isError ? Theme.warning : Theme.text
        let room = Rect(x: frame.x + 12, y: frame.y, width: frame.width - 52, height: frame.height)
        if isLong {
            drawTwoLines(entry.sentence, in: room, colour, canvas)
        } else {
            canvas.text(entry.sentence, in: room, size: size, weight: weight, colour)
        }
        let close = Rect(x: frame.maxX - 36, y: frame.y, width: 28, height: frame.height)
        canvas.text("×", in: close, size: 20, colour, .centre)
        scene.add(Control("notice", frame, action: .closeNotice))
    }

    /// What is longer than two lines ends in …; the list of messages has all of it.
    private static func drawTwoLines(_ sentence: Words, in room: Rect, _ colour: Colour, _ canvas: Canvas) {
        let size = Theme.Size.small
        let lines = canvas.lines(of: sentence, width: room.width, size: size)
        let height = room.height / 2
        let second = lines.dropFirst().joined(separator: " ")
        for (index, line) in [lines.first ?? "", second].enumerated() {
            canvas.text(
                Words(verbatim: line),
                in: Rect(x: room.x, y: room.y + Double(index) * height, width: room.width, height: height),
                size: size, colour)
        }
    }
}
