import ArgumentParser
import Explanations
import ModelFormats
import NeuralNetwork
import Words

/// `glassbox arithmetic`: how one number that a layer puts out comes about.
struct Arithmetic: ParsableCommand, ServedCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the arithmetic behind one number of a layer: what it reads, the weights, the sum.",
        discussion: """
            Channels, rows and columns are counted from 1, as in the window; in JSON from 0, as in arrays. A layer without rows and columns needs --channel only. Where \
            a normalisation or an activation follows another layer, that layer's arithmetic comes first.
            """)

    @Argument(help: ArgumentHelp("A photo, or a .npy file of 1×3×H×W preprocessed values."))
    var image: String

    @OptionGroup var modelOptions: ModelOptions

    @Option(
        help: ArgumentHelp(
            "The layer that puts the number out; by default the one whose Grad-CAM says most.",
            valueName: "name"))
    var layer: String?

    @Option(help: ArgumentHelp("Which channel of the layer.", valueName: "index"))
    var channel = 1

    @Option(help: ArgumentHelp("Where in the layer's map; by default its middle.", valueName: "row,column"))
    var at: String?

    @Flag(
        help: """
            Print JSON: {image, model, layer, channel, row, column, value, steps: [{layer, text, result, terms, \
            others, constant}]}.
            """)
    var json = false

    func answer(at workplace: some Workplace) throws -> any Encodable {
        let (element, model) = try element(at: workplace)
        return ArithmeticReport(element, image: image, model: model.name)
    }

    func run() throws {
        if json { return try JSONOutput.print(answer(at: CommandLineWorkplace())) }
        let (element, model) = try element(at: CommandLineWorkplace())
        print(ArithmeticReport(element, image: image, model: model.name).text(of: element))
    }

    private func element(at workplace: some Workplace) throws -> (ElementArithmetic, Model) {
        let usual = try modelOptions.network(at: workplace)
        let (subject, network) = try modelOptions.subject(image, for: usual, at: workplace)
        let model = network.model
        let node = try model.layer(named: layer ?? model.recommendedLayer)
        let place = try at.map(Self.place) ?? Self.middle(of: node)
        if let obstacle = ArithmeticReader.obstacle(at: node) { throw obstacle }
        let analysis = try Analysis(
            of: subject, with: model, on: network.executor, cancellation: Interruption.cancellation)
        return (
            try ArithmeticReader(of: node, in: analysis).element(channel: channel &- 1, place: place), model
        )
    }

    private static func place(_ text: String) throws -> ElementArithmetic.Place {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let row = parts[0], let column = parts[1] else {
            throw ValidationError("--at takes a row and a column, 10,12 for example.")
        }
        return ElementArithmetic.Place(row: row &- 1, column: column &- 1)
    }

    private static func middle(of node: Node) -> ElementArithmetic.Place? {
        node.map.map { ElementArithmetic.Place(row: $0.rows / 2, column: $0.columns / 2) }
    }
}
