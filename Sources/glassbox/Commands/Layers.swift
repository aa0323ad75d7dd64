import ArgumentParser
import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// `glassbox layers`: what a network is made of.
struct Layers: ParsableCommand, ServedCommand {
    static let configuration = CommandConfiguration(
        abstract: "List a network's layers in order: name, kind, output shape, parameters.")

    @OptionGroup var modelOptions: ModelOptions

    @Flag(help: "Print JSON: an array of {name, kind, outputShape, parameters, inputs, outputs}.")
    var json = false

    @Flag(
        help: ArgumentHelp(
            "List the network's outputs: name, layer, shape, and which is explained.",
            discussion: "With --json: an array of {name, layer, shape, kind, isExplained}."))
    var outputs = false

    @Flag(
        help: ArgumentHelp(
            "List what the engine computes together or otherwise than written, and how often.",
            discussion:
                "Every layer can be looked at all the same. With --json: an array of {rewrite, layers}."))
    var rewrites = false

    /// One rewrite's entry in the JSON array.
    struct RewriteReport: Codable, Equatable {
        var rewrite: String
        /// All layers that are computed together then, in order.
        var layers: [String]
    }

    /// One layer's entry in the JSON array.
    struct Report: Codable, Equatable {
        var name: String
        var kind: LayerKind
        /// C×H×W, or F for a layer without rows and columns.
        var outputShape: [Int]
        var parameters: Int
        /// The names of the layers that it reads.
        var inputs: [String]
        /// The network's outputs that it puts out, under their names in the file; nil for none.
        var outputs: [String]?
        /// Why the layer has no output; nil for one that has.
        var obstacle: String?
    }

    /// One output's entry in the JSON array of `--outputs`.
    struct OutputReport: Codable, Equatable {
        var name: String
        /// The layer that puts it out.
        var layer: String
        /// Without the batch.
        var shape: [Int]
        /// What it looks like: scores, number, embedding, class-maps, picture, boxes, of-boxes (what belongs to
        /// them) or values.
        var kind: String
        /// Whether it has the class scores that are explained.
        var isExplained: Bool
    }

    func answer(at workplace: some Workplace) throws -> any Encodable {
        let model = try modelOptions.load(at: workplace)
        if outputs { return Self.outputReports(of: model) }
        return rewrites ? Self.rewriteReports(of: model.graph) : Self.reports(of: model.graph)
    }

    func run() throws {
        if json { return try JSONOutput.print(answer(at: CommandLineWorkplace())) }
        let model = try modelOptions.load()
        if outputs { return show(Self.outputReports(of: model)) }
        if rewrites { return show(Self.rewriteReports(of: model.graph)) }
        show(model.graph)
    }

    private static func reports(of graph: Graph) -> [Report] {
        graph.nodes.map { node in
            Report(
                name: node.name, kind: node.kind, outputShape: node.shape.dimensions,
                parameters: node.parameterCount, inputs: node.inputs.map { graph.nodes[$0].name },
                outputs: names(graph.outputs.filter { $0.layer == node.id }),
                obstacle: node.obstacle?.english)
        }
    }

    private func show(_ graph: Graph) {
        var table = Table(.left, .left, .right, .right)
        table.add("Layer", "Kind", "Output", "Parameters")
        for node in graph.nodes {
            table.add(
                node.name, node.summary.english, node.isComputed ? node.shape.description : "–",
                node.parameterCount == 0 ? "" : node.parameterCount.grouped())
        }
        print(table.text())
        print("\(graph.name): \(graph.nodes.count) layers, \(graph.parameterCount.grouped()) parameters")
    }

    private static func names(_ outputs: [Graph.Output]) -> [String]? {
        outputs.isEmpty ? nil : outputs.map(\.name)
    }

    private static func outputReports(of model: Model) -> [OutputReport] {
        model.graph.outputs.map { output in
            let node = model.graph.nodes[output.layer]
            return OutputReport(
                name: output.name, layer: node.name, shape: node.shape.dimensions,
                kind: model.kind(of: output).name,
                isExplained: output.name == model.explainedOutput)
        }
    }

    private func show(_ reports: [OutputReport]) {
        var table = Table(.left, .left, .right, .left, .left)
        table.add("Output", "Layer", "Shape", "Kind", "")
        for report in reports {
            table.add(
                report.name, report.layer, Shape(report.shape).description, report.kind,
                report.isExplained ? "explained" : "")
        }
        print(table.text())
    }

    private static func rewriteReports(of graph: Graph) -> [RewriteReport] {
        graph.rewrites.map { RewriteReport(rewrite: $0.rewrite, layers: $0.layers) }
    }

    private func show(_ reports: [RewriteReport]) {
        var table = Table(.left, .left)
        table.add("Rewrite", "Layers")
        for report in reports { table.add(report.rewrite, report.layers.joined(separator: ", ")) }
        print(table.text())
        var counts = Table(.left, .right)
        counts.add("Rewrite", "How often")
        var named: Set<String> = []
        for report in reports where named.insert(report.rewrite).inserted {
            counts.add(report.rewrite, reports.count { $0.rewrite == report.rewrite }.grouped())
        }
        print(counts.text())
    }
}
