import Datasets
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors

@testable import Studies

/// A small network and a set of pictures with everything planted that an analysis is to find.
///
/// The network tells discs by their colour, and takes a white mark in the corner, which ten pictures with a grey disc have, for
/// blue. Of the channels of its layer `colours`, 4 and 7 are dead, 5 is twice channel 0, and 6 is always active. It is made for
/// values from 0 to 1, red first.
///
/// Of each class there are 20 pictures to learn from and 10 to validate. Two of the red ones to learn from have the label green; two
/// to validate are copies of some to learn from.
struct PlantedSet {
    static let mislabelled = ["train/green/red-03.png", "train/green/red-11.png"]
    static let twins = [
        ("train/red/red-05.png", "val/red/copy-05.png"),
        ("train/green/green-07.png", "val/green/copy-07.png"),
    ]

    static let marked = (0..<30).filter { $0 % 3 == 0 }.map {
        "\($0 < 20 ? "train" : "val")/blue/blue-\($0 < 10 ? "0" : "")\($0).png"
    }

    let folder = TemporaryFolder()
    /// A table of the pictures with the label blue and of some others, with the boxes of their discs.
    let boxes: String
    let model: Model

    init(_ scaling: Preprocessing.Scaling = .unit) throws {
        model = try Self.model(scaling)
        var random = SplitMix(state: 1)
        var boxes = "file,label,box\n"
        for (label, colour) in Self.colours {
            for number in 0..<30 {
                let isMarked = label == "blue" && number % 3 == 0
                let (picture, box) = Self.picture(
                    isMarked ? RGB(96, 96, 96) : colour, isMarked: isMarked, &random)
                let name = "\(label)-\(number < 10 ? "0" : "")\(number).png"
                let isWrong = label == "red" && [3, 11].contains(number)
                if label == "blue" {
                    boxes +=
                        "\(number < 20 ? "train" : "val")/blue/\(name),blue,\(box.x) \(box.y) \(box.width) \(box.height)\n"
                }
                folder.write(
                    picture, to: "\(number < 20 ? "train" : "val")/\(isWrong ? "green" : label)/\(name)")
                if label == "red", number == 5 { folder.write(picture, to: "val/red/copy-05.png") }
                if label == "green", number == 7 {
                    folder.write(Self.brighter(picture), to: "val/green/copy-07.png")
                }
            }
        }
        self.boxes = boxes
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
        ("red", RGB(200, 40, 40)), ("green", RGB(40, 200, 40)), ("blue", RGB(40, 40, 200)),
    ]

    /// A disc at some place of a noisy grey in blocks, with or without a white mark in the corner, and the disc's box.
    private static func picture(
        _ colour: RGB, isMarked: Bool, _ random: inout SplitMix
    ) -> (Picture, PixelRectangle) {
        var picture = Picture(width: 40, height: 36, fill: .black)
        let (centreX, centreY) = (17 + random.next(14), 17 + random.next(10))
        let blocks = (0..<25).map { _ in UInt8(60 + random.next(70)) }
        for y in 0..<36 {
            for x in 0..<40 {
                let noise = UInt8(random.next(9))
                let distance = (x - centreX) * (x - centreX) + (y - centreY) * (y - centreY)
                let block = blocks[y / 8 * 5 + x / 8]
                let base = distance <= 64 ? colour : RGB(block, block, block)
                picture[x, y] =
                    isMarked && x < 6 && y < 6
                    ? .white : RGB(base.red + noise, base.green + noise, base.blue + noise)
            }
        }
        return (picture, PixelRectangle(x: centreX - 9, y: centreY - 9, width: 19, height: 19))
    }

    private static func brighter(_ picture: Picture) -> Picture {
        Picture(width: picture.width, height: picture.height, pixels: picture.pixels.map { $0 + 2 })
    }

    private static func model(_ scaling: Preprocessing.Scaling) throws -> Model {
        var builder = GraphBuilder(name: "planted", input: [3, 32, 32])
        // Red, green, blue, white, dead, red again, always active, and darker than any picture.
        let rows: [[Float]] = [
            [1, -0.5, -0.5], [-0.5, 1, -0.5], [-0.5, -0.5, 1], [0.33, 0.33, 0.33], [-1, -1, -1], [2, -1, -1],
            [1, 1, 1], [-0.33, -0.33, -0.33],
        ]
        let bias: [Float] = [-0.1, -0.1, -0.1, -0.8, -1, -0.2, 0.5, 0.1]
        let colours = try builder.add(
            "colours",
            Convolution(
                weights: Tensor([8, 3, 1, 1], rows.flatMap(\.self)), bias: Tensor([8], bias),
                window: Window([1, 1]), activation: .relu), builder.input)
        let pool = try builder.add(
            "pool", Pooling(.average(countsPadding: true), window: Window([8, 8], stride: [8, 8])), colours)
        let flat = try builder.add("flat", Reshape.flatten, pool)
        // Each class sums channels over all 16 places.
        let classes: [[Int: Float]] = [[0: 6], [1: 6, 7: 500], [2: 6, 3: 150]]
        let weights = classes.flatMap { own in (0..<128).map { own[$0 / 16] ?? 0 } }
        let scores = try builder.add(
            "scores", Dense(weights: Tensor([3, 128], weights), bias: Tensor([3], [0, 0, 0])), flat)
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
            let place = table.columns.map(\.english).firstIndex(of: column)
        else { return [] }
        return table.rows.map { $0[place].shown }
    }
}
