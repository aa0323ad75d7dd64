import Imaging
import NeuralNetwork
import Tensors
import Words

/// The scores of a class summed over a part of the photo, for networks that segment: where the network itself predicts the class,
/// or in a rectangle (as pytorch-grad-cam's `SemanticSegmentationTarget` with such a mask).
public struct RegionTarget: Target {
    public static let form = "region [X,Y,WIDTH,HEIGHT] class C [of NAME]"
    public static let summary: Words = """
        The scores of a class summed where a network that segments predicts it, or in a rectangle of the photo's pixels.
        """
    public static let example = "region class #1"
    public static let need: TargetError.Need? = .classMaps

    /// Nil for where the class is predicted.
    let rectangle: PixelRectangle?
    /// A class's number, rank (`#1`) or name.
    public let className: String
    let name: String?
    /// Whether it is about all places where the class is predicted, in the output that is taken where none is named.
    public var isWhole: Bool { rectangle == nil && name == nil }

    public init?(_ text: String) {
        guard let rest = text.after("region") else { return nil }
        let reference: String
        if let plain = rest.after("class") {
            rectangle = nil
            reference = plain
        } else {
            guard case (let corner, let named?) = rest.cut(at: "class"),
                let rectangle = PixelRectangle(corner)
            else { return nil }
            self.rectangle = rectangle
            reference = named
        }
        (className, name) = reference.cut(at: "of")
    }

    public var text: String {
        "region " + (rectangle.map { "\($0.x),\($0.y),\($0.width),\($0.height) " } ?? "")
            + "class \(className)" + (name.map { " of \($0)" } ?? "")
    }

    public func asked(in analysis: Analysis, cancellation: Cancellation?) throws -> AskedAnalysis {
        try analysis.asked(text, cancellation: cancellation) { network in
            let maps = try ClassMaps(named: name, in: network, target: text)
            let index = try maps.classIndex(of: className)
            let places: [Int]
            if let rectangle {
                places = PhotoPlaces(of: maps.layout, in: analysis.subject).places(in: rectangle)
                guard !places.isEmpty else { throw TargetError.notSeen(text) }
            } else {
                places = maps.prediction.indices(where: index)
                guard !places.isEmpty else {
                    throw TargetError.notPredicted(
                        maps.label(of: index), others: maps.predictedClasses.prefix(5).map(maps.label(of:)))
                }
            }
            var mask = [Float](repeating: 0, count: maps.layout.rows * maps.layout.columns)
            for place in places { mask[place] = 1 }
            let picked = try network.picked(maps.node.positions(ofChannel: index)!, of: maps.node.id)
            let flat = try network.add(Reshape.flatten, picked)
            return try network.reduced(.sum, network.scaled(flat, by: Tensor([mask.count], mask)))
        }
    }
}

extension PixelRectangle {
    /// `X,Y,WIDTH,HEIGHT`; nil for another text and for an empty one.
    fileprivate init?(_ text: String) {
        let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map {
            Int($0.split(separator: " ").joined())
        }
        let limit = 1 << 24
        guard numbers.count == 4, let x = numbers[0], let y = numbers[1], let width = numbers[2],
            let height = numbers[3], width > 0, height > 0,
            [x, y, width, height].allSatisfy({ (-limit...limit).contains($0) })
        else { return nil }
        self.init(x: x, y: y, width: width, height: height)
    }
}

extension [Int] {
    /// Where a number stands.
    fileprivate func indices(where number: Int) -> [Int] { indices.filter { self[$0] == number } }
}
