import GoldenData
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors
import Testing

@testable import Explanations

/// D-RISE's likeness of what a detector finds, against the paper's formulas in PyTorch: the golden data `d-rise`.
@Suite struct DetectionLikenessTests {
    private let golden = GoldenFolder("d-rise")
    private static let networks = [
        ("detectors", "columns"), ("detectors", "rows"), ("detector-outputs", "ssd"),
        ("detector-outputs", "detr"),
        ("detector-outputs", "chosen"), ("detector-outputs", "places"),
    ]

    private func array(_ name: String) throws -> Tensor {
        try golden.tensors("arrays.safetensors").tensor(name)
    }

    private func analysis(_ folder: String, _ name: String) throws -> Analysis {
        let networks = GoldenFolder(folder)
        let model = try ModelFile.load(
            networks.path("\(name).onnx"), settings: ModelSettings(scaling: .tf))
        return try HeadsNetwork.analysis(of: networks.tensors("arrays.safetensors").tensor("picture"), model)
    }

    private func asked(_ analysis: Analysis, _ name: String) throws -> AskedAnalysis {
        try Targets.named("likeness to detection \(Int(array("\(name)/rank")[0]))")
            .asked(in: analysis, cancellation: nil)
    }

    @Test(arguments: networks) func likenessIsThatOfThePaper(folder: String, name: String) throws {
        let analysis = try analysis(folder, name)
        let asked = try asked(analysis, name)
        let (masks, expected) = try (array("\(name)/masks"), array("\(name)/likeness"))
        let input = analysis.subject.input.part(0)
        let plane = input.shape[1] * input.shape[2]
        var pictures: [Float] = []
        for mask in 0..<masks.shape[0] {
            for (index, value) in input.values.enumerated() {
                pictures.append(value * masks[mask * plane + index % plane])
            }
        }
        let batch = Tensor(Shape([masks.shape[0]] + input.shape.dimensions), pictures)
        let found = try asked.analysis.executor.output(for: batch)
        #expect(found.count == expected.count)
        for index in 0..<expected.count { #expect(abs(found[index] - expected[index]) < 1e-5) }
        // A gradient, too: no step of it is without one.
        let first = Tensor(Shape([1] + input.shape.dimensions), Array(pictures.prefix(input.count)))
        let masked = try HeadsNetwork.analysis(of: first, asked.analysis.model)
        let gradient = try masked.gradients(ofClass: 0).gradient(at: 0)
        #expect(try relativeError(gradient, array("\(name)/gradient")) < 1e-4)
        // In the whole photo the box is there.
        #expect(asked.analysis.predictions[0].probability > 0.2)
    }

    /// D-RISE's map is the sum of the masks, each times the likeness under it.
    @Test func riseOfItIsDRISE() throws {
        let asked = try asked(analysis("detectors", "columns"), "columns")
        let analysis = asked.analysis
        var options = RISEOptions()
        options.masks = 40
        options.share = 0.5
        let question = Question(layer: analysis.model.graph.nodes[0], classIndex: 0, seed: 3)
        let found = try RISE().explain(question, options, of: analysis).raw
        let input = analysis.subject.input.part(0)
        let (height, width) = (input.shape[1], input.shape[2])
        var masks = GridMasks(
            height: height, width: width, side: options.cells, probability: options.share,
            count: options.masks,
            seed: 3)
        var sums = [Double](repeating: 0, count: height * width)
        for _ in 0..<options.masks {
            let mask = masks.next()
            let picture = input.values.enumerated().map { $1 * mask[$0 % mask.count] }
            let number = try analysis.executor.output(
                for: Tensor(Shape([1] + input.shape.dimensions), picture))[0]
            for (place, value) in mask.enumerated() { sums[place] += Double(value) * Double(number) }
        }
        let expected = Tensor(
            [height, width], sums.map { Float($0 / (Double(options.masks) * options.share)) })
        #expect(relativeError(found, expected) < 1e-5)
    }

    @Test func aBoxThatIsNotThereIsSaid() throws {
        let analysis = try analysis("detectors", "columns")
        #expect {
            try Targets.named("likeness to detection 99").asked(in: analysis, cancellation: nil)
        } throws: {
            "\($0)" == "There is no detection 99; the network finds 30, the surest of which is 1."
        }
    }
}
