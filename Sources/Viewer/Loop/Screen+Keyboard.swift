import CSDL2

/// Where the keyboard is, and where keys lead it.
extension Screen {
    /// The control that the keyboard is at.
    var focused: Control? {
        guard let name = state.focus else { return nil }
        return scene?.reachable.last { $0.name == name }
    }

    /// Goes to the next control that keys can reach, or the one before.
    func moveFocus(by direction: Int) {
        guard let controls = scene?.reachable, !controls.isEmpty else { return }
        let present = controls.firstIndex { $0.name == state.focus }
        let next = present.map { ($0 + direction + controls.count) % controls.count }
        state.focus = controls[next ?? (direction > 0 ? 0 : controls.count - 1)].name
    }

    /// In a card that is no list of its own: arrows go to the control that lies there, Home and End to the first and last, a
    /// letter to the next one whose words begin with it.
    ///
    /// - Returns: whether the key is taken.
    func navigateCard(by key: Key) -> Bool {
        guard let card = state.card, !(card is any ListCard), !key.isControlled,
            let controls = scene?.reachable, !controls.isEmpty,
            !Swift.type(of: card).keys.contains(where: { $0.keys.contains(key) })
        else { return false }
        let present = controls.firstIndex { $0.name == state.focus }
        if let arrow = key.arrow {
            guard let present else {
                state.focus = (controls.first(where: \.isChosen) ?? controls[0]).name
                return true
            }
            if let next = Self.neighbour(of: controls[present], towards: arrow, among: controls) {
                state.focus = next.name
            }
            return true
        }
        switch SDL_KeyCode(key.code) {
        case SDLK_HOME: state.focus = controls[0].name
        case SDLK_END: state.focus = controls[controls.count - 1].name
        default:
            guard let letter = Unicode.Scalar(key.code).map(Character.init), letter.isLetter,
                (card as? any Panel).map({ !Swift.type(of: $0).command.shortcut.keys.contains(key) }) ?? true
            else { return false }
            let start = present.map { $0 + 1 } ?? 0
            let order = controls[start...] + controls[..<start]
            guard let found = order.first(where: { begins($0, with: letter) }) else { return false }
            state.focus = found.name
        }
        return true
    }

    private func begins(_ control: Control, with letter: Character) -> Bool {
        control.label.map { state.language($0).lowercased().first == letter } ?? false
    }

    /// The nearest control in a direction, what lies aside counting more.
    static func neighbour(of control: Control, towards arrow: Arrow, among controls: [Control]) -> Control? {
        let from = control.frame
        func distance(_ to: Rect) -> Double? {
            let (across, down) = (to.midX - from.midX, to.midY - from.midY)
            let (along, aside): (Double, Double) =
                switch arrow {
                case .left: (from.x - to.maxX, down)
                case .right: (to.x - from.maxX, down)
                case .up: (from.y - to.maxY, max(0, abs(across) - (from.width + to.width) / 2))
                case .down: (to.y - from.maxY, max(0, abs(across) - (from.width + to.width) / 2))
                }
            return along > -1 ? along + 3 * abs(aside) : nil
        }
        return controls.filter { $0.name != control.name }
            .compactMap { other in distance(other.frame).map { (other, $0) } }
            .min { $0.1 < $1.1 }?.0
    }
}
