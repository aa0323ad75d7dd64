import Words

/// What can be done with the arithmetic of a map: back to the map, play, slower and faster.
enum ArithmeticControls {
    static func draw(_ inspection: Inspection, in room: Rect, _ scene: Scene) {
        let back = scene.canvas.width(of: Strings.back, size: Theme.Size.body, weight: .bold) + 28
        var x = room.x
        func button(
            _ name: String, _ caption: Words, _ width: Double, _ action: Action, _ hint: Words,
            isChosen: Bool = false
        ) {
            scene.button(
                "arithmetic.\(name)", caption, in: Rect(x: x, y: room.y, width: width, height: room.height),
                action: action, isChosen: isChosen, hint: hint)
            x += width + 8
        }
        button("close", Strings.back, back, .toggleArithmetic, Strings.arithmeticCloseHint)
        let caption = inspection.isPlaying ? Strings.stopElements : Strings.playElements
        let play = scene.canvas.width(of: caption, size: Theme.Size.body, weight: .bold) + 28
        button(
            "play", caption, play, .playElements, Strings.playElementsHint, isChosen: inspection.isPlaying)
        button("slower", Words(verbatim: "−"), 34, .changePace(0.5), Strings.slowerHint)
        button("faster", Words(verbatim: "+"), 34, .changePace(2), Strings.fasterHint)
        scene.canvas.text(
            Strings.pace(inspection.pace),
            in: Rect(x: x, y: room.y, width: room.maxX - x, height: room.height), size: Theme.Size.small,
            Theme.secondaryText)
    }
}
