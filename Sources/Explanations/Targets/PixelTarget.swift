import NeuralNetwork
import Words

/// The score of a class at one pixel, for networks that segment.
public struct PixelTarget: Target {
    public static let form = "pixel X,Y class C [of NAME]"
    public static let summary: Words = """
        The score of a class at the photo's pixel in column X and row Y, counted from 0, in the maps of a network that \
        segments; of #1, #2 … the first covers most of the photo.
        """
    public static let example = "pixel 10,20 class #1"
    public static let need: TargetError.Need? = .classMaps

    let place: MapPlace
    let className: String
    let name: String?

    public init?(_ text: String) {
        guard let rest = text.after("pixel"), case (let pixel, let reference?) = rest.cut(at: "class"),
            let place = MapPlace(pixel)
        else { return nil }
        self.place = place
        (className, name) = reference.cut(at: "of")
    }

    public var text: String {
        "pixel \(place.text) class \(className)" + (name.map { " of \($0)" } ?? "")
    }

    public func asked(in analysis: Analysis, cancellation: Cancellation?) throws -> AskedAnalysis {
        try analysis.asked(text, cancellation: cancellation) { network in
            let maps = try ClassMaps(named: name, in: network, target: text)
            let index = try maps.classIndex(of: className)
            let places = PhotoPlaces(of: maps.layout, in: analysis.subject)
            guard let found = places.place(ofColumn: place.column, row: place.row) else {
                throw TargetError.notSeen(place.text)
            }
            return try network.reduced(
                .sum, network.picked(maps.node.positions(ofChannel: index, at: found)!, of: maps.node.id))
        }
    }
}
