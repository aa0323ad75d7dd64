import GoldenData
import OperatorSamples
import Tensors
import Testing

@testable import NeuralNetwork

/// What every operator says of itself, against what it does.
@Suite struct OperatorFactsTests {
    /// The part of an input on which an output's elements at one place depend, found by changing every element of it.
    private func dependence(
        of place: (row: Int, column: Int), onInput index: Int, in sample: OperatorSample
    ) throws -> Set<[Int]> {
        func values(_ inputs: [Tensor]) throws -> [Float] {
            let output = try OperatorHarness(sample.operation, inputs).output()
            let (height, width) = (output.shape[2], output.shape[3])
            return (0..<output.shape[0] * output.shape[1]).map {
                output[($0 * height + place.row) * width + place.column]
            }
        }
        let inputs = sample.inputs
        let before = try values(inputs)
        let (height, width) = (inputs[index].shape[2], inputs[index].shape[3])
        var found: Set<[Int]> = []
        for element in 0..<inputs[index].count {
            let (row, column) = (element / width % height, element % width)
            // Something above and something below all others, and nothing.
            for value: Float in [1e3, -1e3, 0] where !found.contains([row, column]) {
                var changed = inputs
                var elements = inputs[index].values
                elements[element] = value
                changed[index] = Tensor(inputs[index].shape, elements)
                if try values(changed) != before { found.insert([row, column]) }
            }
        }
        return found
    }

    @Test(arguments: OperatorSamples.all.filter(\.isSpatial))
    func theReceptiveFieldIsWhereAChangeShows(sample: OperatorSample) throws {
        let output = try sample.operation.outputShape(of: sample.shapes)
        for (index, input) in sample.shapes.enumerated() {
            let field = sample.operation.receptiveField(inInput: index, of: sample.shapes)
            if field == .unknown { continue }
            for place in [(0, 0), (output[2] / 2, output[3] / 2), (output[2] - 1, output[3] - 1)] {
                let found = try dependence(of: place, onInput: index, in: sample)
                switch field {
                case .part(let rows, let columns):
                    guard !found.isEmpty else { continue }
                    for (axis, part) in [rows, columns].enumerated() {
                        let touched = found.map { $0[axis] }
                        let start = part.first + (axis == 0 ? place.0 : place.1) * part.stride
                        let end = start + part.extent
                        // Windows may have holes, but begin and end with an element.
                        let (first, last) = try (#require(touched.min()), #require(touched.max()))
                        #expect(start < 0 ? first >= 0 : first == start, "\(place)")
                        #expect(end > input[2 + axis] || last == end - 1, "\(place)")
                    }
                case .all: #expect(found.count == input[2] * input[3])
                case .nothing: #expect(found.isEmpty)
                case .unknown: break
                }
            }
            let centre = try dependence(of: (output[2] / 2, output[3] / 2), onInput: index, in: sample)
            #expect(centre.isEmpty == (field == .nothing))
        }
    }

    /// Rectifiers are the identity above zero, up to some bound, and zero below.
    @Test(arguments: [
        Activation.relu, .relu6, .leakyRelu(slope: 0.1), .thresholdedRelu(threshold: 1),
        .clip(minimum: 0, maximum: 3), .clip(minimum: -1, maximum: 1), .sigmoid, .tanh, .silu, .hardSigmoid(),
        .hardSwish, .elu(alpha: 1), .selu(), .celu(alpha: 1), .gelu, .geluTanh, .softplus, .softsign, .mish,
        .exponential, .logSigmoid, .softShrink(threshold: 0.5), .hardShrink(threshold: 0.5), .tanhShrink,
        .squareplus(4), .sparsePlus, .function(.absolute),
    ])
    func rectifiersRectify(activation: Activation) throws {
        let input = Tensor([1, 5], [-2, -0.25, 0, 0.25, 0.75])
        let output = try OperatorHarness(ActivationLayer(activation), [input]).output()
        #expect(activation.isRectifier == (output.values == [0, 0, 0, 0.25, 0.75]))
        #expect(ActivationLayer(activation).rectifies == activation.isRectifier)
    }

    @Test(arguments: OperatorSamples.all.filter { $0.shapes.count == 1 && $0.shapes[0][0] == 1 })
    func onlyRectifiersStopNegativeGradients(sample: OperatorSample) throws {
        let (graph, node) = try graph(of: sample)
        let pass = try Executor(graph).forward(sample.inputs[0])
        let seed = Tensor(try pass.output(of: node).shape, repeating: -1)
        func gradient(_ rule: BackwardRule) throws -> Tensor {
            try pass.backward(from: node, gradient: seed, rule: rule).gradient(at: 0)
        }
        let guided = try gradient(.guided)
        if sample.operation.rectifies {
            #expect(guided.values.allSatisfy { $0 == 0 })
            #expect(try pass.output(of: node).values.allSatisfy { $0 >= 0 })
        } else {
            #expect(try guided.values == gradient(.gradient).values)
        }
    }

    private func graph(of sample: OperatorSample) throws -> (Graph, Int) {
        var builder = GraphBuilder(name: sample.name, input: sample.shapes[0].withoutBatch)
        let node = try builder.add("layer", sample.operation, builder.input)
        return (builder.build(logits: nil), node)
    }

    /// - Parameter channels: at most 6.
    private static func epilogues(channels: Int) -> [Epilogue] {
        [
            .scaleAndShift(
                factors: Array([1, -2, 0.5, 3, -1, 0.1].prefix(channels)),
                shifts: Array([0, 1, -1, 0.5, 2, -0.25].prefix(channels))),
            .activation(.relu), .activation(.relu6), .activation(.sigmoid),
            .activation(.leakyRelu(slope: 0.2)), .activation(.silu),
        ]
    }

    @Test(arguments: OperatorSamples.all)
    func aFusedEpilogueIsTheSeparateOne(sample: OperatorSample) throws {
        let channels = try sample.operation.outputShape(of: sample.shapes).dimensions.dropFirst().first ?? 1
        for epilogue in Self.epilogues(channels: min(channels, 6)) {
            guard let fused = sample.operation.fused(with: epilogue) else { continue }
            let alone = try OperatorHarness(sample.operation, sample.inputs)
            let output = try alone.output()
            let next: any Operator =
                switch epilogue {
                case .activation(let activation): ActivationLayer(activation)
                case .scaleAndShift(let factors, let shifts):
                    BatchNormalization(
                        scale: Tensor([factors.count], factors), offset: Tensor([factors.count], shifts),
                        mean: Tensor([factors.count], repeating: 0),
                        variance: Tensor([factors.count], repeating: 1), epsilon: 0)
                }
            let (together, after) = try (
                OperatorHarness(fused, sample.inputs), OperatorHarness(next, [output])
            )
            #expect(try relativeError(together.output(), after.output()) < 1e-5)
            let gradient = OperatorSamples.values(output.shape)
            let passed = try alone.gradient(after.gradient(gradient, toInput: 0), toInput: 0)
            #expect(try relativeError(together.gradient(gradient, toInput: 0), passed) < 1e-5)
        }
    }

    @Test func convolutionsTakeBothEpilogues() throws {
        let sample = try #require(OperatorSamples.all.first { $0.name == "convolution" })
        for epilogue in Self.epilogues(channels: 6) { #expect(sample.operation.fused(with: epilogue) != nil) }
        // The library has no such function.
        #expect(sample.operation.fused(with: .activation(.softsign)) == nil)
    }

    @Test(arguments: OperatorSamples.all)
    func aBuiltInActivationIsTheSeparateOne(sample: OperatorSample) throws {
        guard let builtIn = sample.operation.builtInActivation else { return }
        let linear = try OperatorHarness(builtIn.linear, sample.inputs).output()
        let expected = try OperatorHarness(ActivationLayer(builtIn.activation), [linear]).output()
        #expect(relativeError(try OperatorHarness(sample.operation, sample.inputs).output(), expected) < 1e-5)
        #expect(builtIn.linear.builtInActivation == nil)
    }

    /// The output without its first rows, of the input without its first rows.
    @Test(arguments: OperatorSamples.all.filter(\.isSpatial))
    func aPartOfTheOutputComesFromAPartOfTheInput(sample: OperatorSample) throws {
        let whole = try OperatorHarness(sample.operation, sample.inputs).output()
        let rows = sample.shapes[0][2]
        func below(_ tensor: Tensor, from row: Int) throws -> Tensor {
            try OperatorHarness(
                Gather([nil, nil, Array(row..<tensor.shape[2]), nil], summary: .operation("")), [tensor]
            ).output()
        }
        switch sample.operation.narrowing {
        case .impossible: return
        case .samePlace:
            let part = try OperatorHarness(sample.operation, [below(sample.inputs[0], from: 2)]).output()
            #expect(relativeError(part, try below(whole, from: 2)) < 1e-6)
        case .window(var window, let moved):
            #expect(
                try OperatorHarness(moved(window), sample.inputs).output().values == whole.values,
                "a window that stays changes nothing")
            let placement = try window.place(over: [rows, sample.shapes[0][3]])
            let skipped = window.stride[0] * 2
            window.padding = .explicit(
                before: [placement.before[0], placement.before[1]], after: placement.after)
            let input = try below(sample.inputs[0], from: skipped - placement.before[0])
            window.padding = .explicit(before: [0, placement.before[1]], after: placement.after)
            let part = try OperatorHarness(moved(window), [input]).output()
            #expect(relativeError(part, try below(whole, from: 2)) < 1e-6)
        }
    }

    @Test(arguments: OperatorSamples.all)
    func selectedFiltersPutOutTheirChannels(sample: OperatorSample) throws {
        guard let selected = sample.operation.selecting(filters: [4, 0]) else { return }
        let whole = try OperatorHarness(sample.operation, sample.inputs).output()
        let expected = try OperatorHarness(
            Gather([nil, [4, 0], nil, nil], summary: .operation("")), [whole]
        ).output()
        #expect(relativeError(try OperatorHarness(selected, sample.inputs).output(), expected) < 1e-6)
    }

    @Test(arguments: OperatorSamples.all)
    func randomWeightsAreOtherWeightsOfTheSameShapes(sample: OperatorSample) throws {
        guard let randomization = sample.operation.randomization else { return }
        let random = randomization(RandomWeights(seed: 1))
        #expect(random.parameters.map(\.shape) == sample.operation.parameters.map(\.shape))
        for (own, other) in zip(random.parameters, sample.operation.parameters) {
            #expect(own.values != other.values)
        }
        #expect(random.summary == sample.operation.summary)
        #expect(
            randomization(RandomWeights(seed: 1)).parameters.map(\.values) == random.parameters.map(\.values))
        #expect(
            try random.outputShape(of: sample.shapes) == sample.operation.outputShape(of: sample.shapes))
    }

    /// The multipliers times the changes are the change of the score, wherever DeepLIFT has a rule of its own.
    @Test(
        arguments: OperatorSamples.all.filter {
            $0.shapes == [OperatorSamples.picture] && $0.operation.deepLIFTRule != .derivative
        })
    func deepLIFTIsComplete(sample: OperatorSample) throws {
        var builder = GraphBuilder(name: sample.name, input: sample.shapes[0].withoutBatch)
        var node = try builder.add("layer", sample.operation, builder.input)
        try expectCompleteness(&builder, &node)
    }

    @Test func deepLIFTIsCompleteForProducts() throws {
        #expect(ElementwiseArithmetic.multiply.deepLIFTRule == .product)
        var builder = GraphBuilder(name: "product", input: OperatorSamples.picture.withoutBatch)
        let half = try builder.add(
            "half", ElementwiseArithmetic(.multiply, constant: Tensor([1], [0.5])), builder.input)
        var node = try builder.add("product", ElementwiseArithmetic.multiply, builder.input, half)
        try expectCompleteness(&builder, &node)
    }

    private func expectCompleteness(_ builder: inout GraphBuilder, _ node: inout Int) throws {
        node = try builder.add("flatten", Reshape.flatten, node)
        let weights = OperatorSamples.values([2, builder.shape(of: node).count])
        node = try builder.add("scores", Dense(weights: weights), node)
        let graph = builder.build(logits: node)
        let executor = try Executor(try Executor(graph).graph, besides: Executor(graph), fusesLayers: false)
        var draw = Draw(seed: 11)
        let (input, reference) = (draw.tensor([1, 3, 7, 8]), draw.tensor([1, 3, 7, 8]))
        let (pass, other) = try (executor.forward(input), executor.forward(reference))
        let multipliers = try DeepLIFTPass(of: pass, reference: other, fromClass: 1).multipliers(at: 0)
        let sum = (0..<input.count).reduce(0.0) {
            $0 + Double(multipliers[$1]) * Double(input[$1] - reference[$1])
        }
        let change = Double(try pass.output(of: node)[1] - other.output(of: node)[1])
        #expect(abs(sum - change) < 1e-4 * max(1, abs(change)))
    }

    @Test func everyOperatorHasAName() throws {
        for sample in OperatorSamples.all where sample.operation.summary.english.isEmpty {
            #expect(
                ["Gather", "Pick", "Resampling", "Standardization", "Composite"].contains(
                    "\(type(of: sample.operation))"))
        }
    }
}
