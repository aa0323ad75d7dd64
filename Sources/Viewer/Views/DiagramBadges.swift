import NeuralNetwork
import Studies
import Words

/// Marks at layers of which channels do nothing, or the same as others, over the set of pictures that is looked at.
struct DiagramBadges {
    let scene: Scene
    private let health: [Int: LayerHealth]

    /// The height of a mark, and the radius of one without a number.
    private static let height = 15.0
    private static let radius = 4.5

    init(scene: Scene) {
        self.scene = scene
        let set = scene.state.set
        // What is wrong with another network says nothing here.
        health = set?.network == scene.state.modelChoice ? set?.findings.health ?? [:] : [:]
    }

    /// Marks a box if something is wrong with its layers.
    ///
    /// - Parameters:
    ///   - layers: their places in the graph.
    ///   - frame: of the box in the window.
    func draw(_ layers: [Int], named name: String, at frame: Rect) {
        let faulty = layers.compactMap { health[$0] }
        guard let first = faulty.first else { return }
        let faults = faulty.flatMap(\.faults)
        let colour =
            faults.contains { SetCard.colour(of: $0.fault) == Theme.above }
            ? Theme.above : Theme.warningBorder
        let canvas = scene.canvas
        let text = Words(verbatim: "\(faults.count)")
        let width = max(Self.height, canvas.width(of: text, size: Self.height * 0.75, weight: .bold) + 8)
        let isNumbered = width <= frame.width + 8
        let mark =
            isNumbered
            ? Rect(
                x: frame.midX - width / 2, y: frame.maxY - Self.height * 0.7, width: width,
                height: Self.height)
            : Rect(
                x: frame.midX - Self.radius, y: frame.maxY - Self.radius, width: 2 * Self.radius,
                height: 2 * Self.radius)
        canvas.fill(
            mark, colour, radius: mark.height / 2,
            border: scene.isHovered(mark) ? Theme.text : Theme.surface)
        if isNumbered {
            canvas.text(
                text, in: mark, size: Self.height * 0.75, weight: .bold,
                colour.luminance > 0.3 ? Colour(0x1F2933) : Colour(0xFFFFFF), .centre)
        }
        let room = mark.intersection(Layout.diagram)
        guard room.width > 0, room.height > 0 else { return }
        scene.add(
            Control(
                "badge.\(name)", room, action: .set(.badge(layer: first.layer)),
                hint: .text(SetCard.badgeHint(faulty))))
    }
}
