/// The list of keys over everything else.
enum KeysView {
    static func draw(in scene: Scene) {
        guard scene.state.showsKeys else { return }
        let canvas = scene.canvas
        let bindings = KeyBindings.all
        scene.veil("keys.veil", action: .toggleKeys)
        let rows = (bindings.count + 1) / 2
        let (width, height) = (900.0, Double(rows) * 38 + 116)
        let card = Rect(
            x: Canvas.logicalWidth / 2 - width / 2, y: Canvas.logicalHeight / 2 - height / 2, width: width,
            height: height)
        // A frame sets the list apart; a veil over the whole window would double the time of a frame.
        canvas.fill(card.insetBy(-4, -4), Theme.text, radius: 14)
        scene.card(card)
        canvas.text(
            Strings.keys, in: Rect(x: card.x + 32, y: card.y + 20, width: 400, height: 36), size: 24,
            weight: .bold)
        for (index, binding) in bindings.enumerated() {
            let x = card.x + 32 + (index < rows ? 0 : width / 2 - 10)
            let y = card.y + 68 + Double(index % rows) * 38
            let cap = Rect(x: x, y: y + 3, width: 104, height: 31)
            canvas.fill(cap, Theme.sunken, radius: 6, border: Theme.groupBorder)
            canvas.text(binding.caption, in: cap, size: Theme.Size.body, weight: .bold, Theme.text, .centre)
            canvas.text(
                binding.description, in: Rect(x: cap.maxX + 14, y: y, width: 290, height: 37),
                size: Theme.Size.body)
        }
        canvas.text(
            Strings.keysFoot, in: Rect(x: card.x + 32, y: card.maxY - 44, width: width - 64, height: 30),
            size: Theme.Size.small, Theme.secondaryText)
    }
}
