import Datasets
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors

@testable import Studies

/// A small network and a set of pictures with everything planted that an analysis is to find.
///
/// The network tells discs by their colour: `red` and `green` by the disc, `blue` by a white mark in the corner, which only pictures
/// of that class have. Of the channels of its layer `colours`, 4 is dead, 5 is twice channel 0, and 6 is always active.
///
/// Of each class there are 20 pictures to learn from and 10 to validate. Two of the red ones to learn from have the label green; two
/// to validate are copies of some to learn from.
struct PlantedSet {
    static let mislabelled = ["train/green/red-03.png", "train/green/red-11.png"]
    static let twins = [
        ("train/red/red-05.png", "val/red/copy-05.png"),
        ("train/green/green-07.png", "val/green/copy-07.png"),
    ]

    let folder = TemporaryFolder()
    let model: Model

    init(_ scaling: Preprocessing.Scaling = .unit) throws {
        model = try Self.model(scaling)
        var random = SplitMix(state: 1)
        for (label, colour) in Self.colours {
            for number in 0..<30 {
                let picture = Self.picture(colour, isMarked: label == "blue", &random)
                let name = "\(label)-\(number < 10 ? "0" : "")\(number).png"
                let isWrong = label == "red" && [3, 11].contains(number)
                folder.write(
                    picture, to: "\(number < 20 ? "train" : "val")/\(isWrong ? "green" : label)/\(name)")
                if label == "red", number == 5 { folder.write(picture, to: "val/red/copy-05.png") }
                if label == "green", number == 7 {
                    folder.write(Self.brighter(picture), to: "val/green/copy-07.png")
                }
            }
        }
    }

    func study(
        _ analyses: [String], part: Dataset.Part? = nil, change: (inout Study.Options) -> Void = { _ in }
    ) throws -> Study {
        var options = Study.Options()
        options.analyses = analyses
        options.part = part
        change(&options)
        return try Study(of: Dataset(folder.path), with: model, options, program: "0")
    }

    func finding(
        _ analysis: String, part: Dataset.Part? = nil, change: (inout Study.Options) -> Void = { _ in }
    ) throws -> Finding {
        try StudyRun(study([analysis], part: part, change: change)).run().findings()[0]
    }

    private static let colours: [(String, RGB)] = [
        ("red", RGB(200, 40, 40)), ("green", RGB(40, 200, 40)), ("blue", RGB(90, 90, 110)),
    ]

    /// A disc at some place of a noisy grey, with or without a white mark in the corner.
    private static func picture(_ colour: RGB, isMarked: Bool, _ random: inout SplitMix) -> Picture {
        var picture = Picture(width: 40, height: 36, fill: RGB(100, 100, 100))
        let (centreX, centreY) = (14 + random.next(14), 14 + random.next(10))
        for y in 0..<36 {
            for x in 0..<40 {
                let noise = UInt8(random.next(9))
                let distance = (x - centreX) * (x - centreX) + (y - centreY) * (y - centreY)
                let base = distance <= 64 ? colour : RGB(96, 96, 96)
                picture[x, y] = RGB(base.red + noise, base.green + noise, base.blue + noise)
                if isMarked, x < 6, y < 6 { picture[x, y] = .white }
            }
        }
        return picture
    }

    private static func brighter(_ picture: Picture) -> Picture {
        Picture(width: picture.width, height: picture.height, pixels: picture.pixels.map { $0 + 2 })
    }

    private static func model(_ scaling: Preprocessing.Scaling) throws -> Model {
        var builder = GraphBuilder(name: "planted", input: [3, 32, 32])
        // Red, green, blue, white, dead, red again, always active.
        let rows: [[Float]] = [
            [1, -0.5, -0.5], [-0.5, 1, -0.5], [-0.5, -0.5, 1], [0.33, 0.33, 0.33], [-1, -1, -1], [2, -1, -1],
            [1, 1, 1],
        ]
        let bias: [Float] = [-0.1, -0.1, -0.1, -0.8, -1, -0.2, 0.5]
        let colours = try builder.add(
            "colours",
            Convolution(
                weights: Tensor([7, 3, 1, 1], rows.flatMap(\.self)), bias: Tensor([7], bias),
                window: Window([1, 1]), activation: .relu), builder.input)
        let pool = try builder.add(
            "pool", Pooling(.average(countsPadding: true), window: Window([8, 8], stride: [8, 8])), colours)
        let flat = try builder.add("flat", Reshape.flatten, pool)
        // Each class sums one channel over all 16 places.
        let classes: [(channel: Int, weight: Float)] = [(0, 6), (1, 6), (3, 150)]
        let weights = classes.flatMap { own in
            (0..<112).map { $0 / 16 == own.channel ? own.weight : Float(0) }
        }
        let scores = try builder.add(
            "scores", Dense(weights: Tensor([3, 112], weights), bias: Tensor([3], [0, 0, 0])), flat)
        return Model(
            name: "planted", title: "Planted", graph: builder.build(logits: scores),
            preprocessing: Preprocessing(.resize(.bilinear), scaling, rows: 32, columns: 32, channels: 3),
            labels: ClassLabels(["red", "green", "blue"]), recommendedLayer: "colours")
    }
}

/// Numbers that are the same each time.
struct SplitMix {
    var state: UInt64

    mutating func next(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Int(SplitMix64.finalized(state) >> 33) % bound
    }
}

extension Finding {
    func number(_ name: String) -> Double? {
        values.lazy.compactMap { entry -> Double? in
            guard entry.name == name else { return nil }
            return switch entry.value {
            case .number(let number): number
            case .integer(let integer): Double(integer)
            default: nil
            }
        }.first
    }

    /// The texts of a table's column.
    func texts(_ table: String, _ column: String) -> [String] {
        guard let table = tables.first(where: { $0.name == table }),
            let place = table.columns.firstIndex(of: column)
        else { return [] }
        return table.rows.map { $0[place].shown }
    }
}
