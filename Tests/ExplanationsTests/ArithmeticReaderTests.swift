import Files
import GoldenData
import Imaging
import ModelFormats
import NeuralNetwork
import Tensors
import Testing

@testable import Explanations

/// The numbers that are shown add up to the element that the network computed.
@Suite struct ArithmeticReaderTests {
    /// Files with weights that keep the numbers' size, of networks whose layers have little in common: residual sums, concatenations, attention, windows of attention, layer normalisation.
    private static let networks = [
        ("pytorch-networks", "resnet18.pth"), ("pytorch-networks", "mobilenet_v2.pth"),
        ("pytorch-networks", "squeezenet1_1.pth"), ("onnx-networks", "vit_tiny_patch16_224.onnx"),
        ("onnx-networks", "swin_tiny_patch4_window7_224.onnx"), ("onnx-networks", "mobilevit_xxs.onnx"),
    ]

    private static func analysis(_ folder: String, _ name: String) throws -> Analysis {
        let files = try RestoredFiles()
        let settings = name.hasSuffix(".pth") ? ModelSettings(size: 64) : ModelSettings()
        let model = try ModelFile.load(
            files.restore(name, of: GoldenFolder(folder)), settings: settings)
        withExtendedLifetime(files) {}
        let subject = try Subject(path: ResourceFolder.path("Resources/photos/cat.png"), for: model)
        return try Analysis(of: subject, with: model, on: Executor(model.graph))
    }

    /// Everything that was shown, each with a positive sign: how much rounding there can be.
    private static func magnitude(_ step: ArithmeticStep) -> Double {
        guard case .sum(let sum) = step.content else { return abs(step.result ?? 0) }
        return abs(sum.constant) + abs(sum.others.total)
            + sum.terms.reduce(0) { total, term in
                total + zip(term.numbers, term.weights).reduce(0) { $0 + abs(Double(($1.0 ?? 0) * $1.1)) }
            }
    }

    /// - Returns: the layers of which no list of products says how an element comes about.
    private static func check(_ analysis: Analysis, isWhole: Bool = false) throws -> Set<String> {
        var silent: Set<String> = []
        for layer in analysis.model.graph.nodes where ArithmeticReader.obstacle(at: layer) == nil {
            let reader = ArithmeticReader(of: layer, in: analysis)
            let shape = layer.map?.shape ?? [layer.shape.count, 1, 1]
            // A corner, where windows lie over the edge, or a place inside.
            let places = [
                (0, 0, 0), (shape[0] / 2, shape[1] / 2, shape[2] / 3),
                (shape[0] - 1, shape[1] - 1, shape[2] - 1),
            ]
            for (channel, row, column) in isWhole ? places : [places[layer.id % 3]] {
                let place = layer.map == nil ? nil : ElementArithmetic.Place(row: row, column: column)
                let element = try reader.element(channel: channel, place: place)
                guard let result = element.result else {
                    silent.insert(layer.summary.english)
                    continue
                }
                // A sum of numbers of which many cancel out is as exact as the numbers are.
                let allowed = 1e-5 * max(abs(Double(element.value)), magnitude(element.steps[0]) * 0.1, 1e-6)
                #expect(
                    abs(result - Double(element.value)) <= allowed,
                    "\(analysis.model.name) \(layer.name) \(layer.summary.english) \(channel),\(row),\(column)"
                )
            }
        }
        return silent
    }

    @Test(arguments: networks) func theNumbersAddUp(folder: String, name: String) throws {
        #expect(try Self.check(Self.analysis(folder, name)) == [])
    }

    @Test func theNumbersOfTheSmallNetworkAddUp() throws {
        #expect(try Self.check(Sample.branchingAnalysis(), isWhole: true) == [])
    }

    /// Worked out by hand from the layer's own weights.
    @Test func aConvolutionShowsItsWindowAndItsKernel() throws {
        let analysis = try Sample.branchingAnalysis()
        let layer = try analysis.model.layer(named: "first")
        let element = try ArithmeticReader(of: layer, in: analysis).element(
            channel: 2, place: .init(row: 0, column: 5))
        guard case .sum(let sum) = element.steps[0].content, element.steps.count == 2,
            let convolution = layer.operation as? Convolution
        else {
            Issue.record("a convolution is a sum and an activation")
            return
        }
        #expect(sum.terms.count == 3 && sum.others.count == 0)
        #expect(abs(sum.constant - Double(convolution.bias![2])) < 1e-7)
        let input = try analysis.forward.output(of: 0)
        for term in sum.terms {
            #expect(term.rows == 3 && term.columns == 3 && term.place == .init(row: -1, column: 4))
            for row in 0..<3 {
                for column in 0..<3 {
                    let (number, weight) = (term.numbers[row * 3 + column], term.weights[row * 3 + column])
                    guard row > 0 else {
                        #expect(number == nil)
                        continue
                    }
                    #expect(number == input[(term.channel! * 32 + row - 1) * 32 + 4 + column])
                    #expect(weight == convolution.weights[((2 * 3 + term.channel!) * 3 + row) * 3 + column])
                }
            }
        }
        guard case .function(let function) = element.steps[1].content else {
            Issue.record("the activation follows")
            return
        }
        #expect(abs(function.number - sum.total) < 1e-5 && function.result == max(0, function.number))
    }

    @Test func aMaximumNamesItsWinner() throws {
        let analysis = try Sample.branchingAnalysis()
        let layer = try analysis.model.layer(named: "pool")
        let element = try ArithmeticReader(of: layer, in: analysis).element(
            channel: 1, place: .init(row: 3, column: 4))
        guard case .maximum(let term, let winner) = element.steps[0].content else {
            Issue.record("max pooling looks for the greatest")
            return
        }
        #expect(term.rows == 2 && term.columns == 2 && term.place == .init(row: 6, column: 8))
        #expect(term.numbers[winner] == term.numbers.compactMap(\.self).max())
    }

    @Test func elementsThatThereAreNotAreRefused() throws {
        let analysis = try Sample.branchingAnalysis(inWindows: true)
        let pool = try ArithmeticReader(of: analysis.model.layer(named: "pool"), in: analysis)
        for place in [(row: -1, column: 0), (row: 16, column: 0), (row: 0, column: 16)] {
            #expect(throws: QuestionError.self) {
                try pool.element(channel: 0, place: .init(row: place.row, column: place.column))
            }
        }
        #expect(throws: QuestionError.self) { try pool.element(channel: 8) }
        let windows = try analysis.model.layer(named: "windows")
        #expect(throws: Obstacle.notByPicture(layer: "windows")) {
            try ArithmeticReader(of: windows, in: analysis).element(channel: 0)
        }
    }
}
