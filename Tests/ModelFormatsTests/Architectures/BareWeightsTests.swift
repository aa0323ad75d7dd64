import NeuralNetwork
import Tensors
import Testing

@testable import ModelFormats

/// Architectures found by the names and shapes of tensors; their values are never looked at.
@Suite struct BareWeightsTests {
    /// Takes down what an architecture asks for.
    private final class Record: Weights {
        var entries: [NamedTensors.Entry] = []
        let known: [String: Shape]

        init(known: [String: Shape] = [:]) {
            self.known = known
        }

        func tensor(_ name: String, _ shape: Shape) -> Tensor {
            entries.append(NamedTensors.Entry(name: name, shape: shape))
            return Tensor(shape) { _ in }
        }

        func shape(of name: String) -> Shape? { known[name] }
    }

    /// The tensors of an architecture, of which some may have other shapes.
    static func entries(_ name: String, known: [String: Shape] = [:]) throws -> [NamedTensors.Entry] {
        let architecture = try #require(Architectures.named(name, of: .torch))
        let record = Record(known: known)
        var weights: any Weights = record
        _ = try architecture.build(&weights, architecture.preprocessing.rows)
        return record.entries
    }

    static func weights(_ entries: [NamedTensors.Entry]) -> BareWeights {
        let tensors = NamedTensors(path: "a.pth", entries: entries) { position in
            Tensor(entries[position].shape) { _ in }
        }
        return BareWeights(path: "a.pth", sets: [StateDictionary(tensors: tensors)])
    }

    private func network(
        _ entries: [NamedTensors.Entry], _ settings: ModelSettings = ModelSettings()
    ) throws -> ImportedNetwork {
        try Self.weights(entries).network(settings: settings, cancellation: nil)
    }

    private func message(
        _ entries: [NamedTensors.Entry], _ settings: ModelSettings = ModelSettings()
    ) throws -> String? {
        do {
            _ = try network(entries, settings)
            return nil
        } catch let error as BareWeightsError {
            #expect(error.path == "a.pth")
            return error.description
        }
    }

    /// Those whose extents follow from the weights alone have golden data (`BareWeightsGoldenTests`).
    @Test func everyArchitectureOfOneFormIsRecognised() throws {
        let fixed = Architectures.all(of: .torch).filter {
            !$0.isOnlyNamed && (try? Self.entries($0.name)) != nil
        }
        #expect(fixed.count == 30)
        #expect(
            Architectures.all(of: .torch).allSatisfy { architecture in
                architecture.published == nil || fixed.contains { $0.name == architecture.name }
            })
        for architecture in fixed {
            var entries = try Self.entries(architecture.name)
            entries.append(.init(name: "features.1.num_batches_tracked", shape: []))
            let found = try network(entries.reversed())
            #expect(found.title == architecture.title)
            #expect(found.graph.node(named: architecture.recommendedLayer) != nil, "\(architecture.name)")
            #expect(found.preprocessing == architecture.preprocessing)
        }
        #expect(Set(Architectures.all.map(\.name)).count == Architectures.all.count)
    }

    @Test func classesAndChannelsFollowFromTheWeights() throws {
        let known: [String: Shape] = ["fc.weight": [7, 512], "conv1.weight": [64, 1, 7, 7]]
        let entries = try Self.entries("resnet18", known: known)
        let wrapped = entries.map { NamedTensors.Entry(name: "module.model.\($0.name)", shape: $0.shape) }
        let found = try network(wrapped, ModelSettings(size: 96))
        #expect(found.graph.classCount == 7)
        #expect(found.graph.inputShape == [1, 96, 96])
        #expect(found.labels == nil)
        #expect(try network(Self.entries("resnet18")).labels?.names.count == 1000)
        let wide = try Self.entries("resnet50", known: ["layer1.0.conv1.weight": [128, 64, 1, 1]])
        #expect(try network(wide).title == "ResNet-50")
    }

    @Test func oldNamesOfDenseNetAreTaken() throws {
        let renamed = try Self.entries("densenet121").map { entry in
            var name = entry.name
            guard name.contains("denselayer") else { return entry }
            for module in ["norm1", "norm2", "conv1", "conv2"] {
                let old = "\(module.dropLast()).\(module.last!)"
                name = name.split(separator: ".").map { $0 == module ? old : String($0) }
                    .joined(separator: ".")
            }
            return NamedTensors.Entry(name: name, shape: entry.shape)
        }
        #expect(renamed.contains { $0.name == "features.denseblock1.denselayer1.norm.1.weight" })
        #expect(try network(renamed).title == "DenseNet-121")
    }

    @Test func saysWhatDoesNotFit() throws {
        let whole = try Self.entries("resnet18")
        func unknown(_ clause: String) -> String {
            "a.pth holds weights of a network that is not known here: resnet18 is nearest, but \(clause); name another with --architecture, or export the whole network to ONNX."
        }
        #expect(try message(whole.filter { $0.name != "bn1.bias" }) == unknown("it has no bn1.bias"))
        #expect(
            try message(whole + [.init(name: "extra.weight", shape: [1])])
                == unknown("extra.weight has no place there"))
        let other = whole.map { entry in
            entry.name == "layer1.0.conv1.weight"
                ? NamedTensors.Entry(name: entry.name, shape: [64, 64, 5, 5]) : entry
        }
        #expect(
            try message(other) == unknown("layer1.0.conv1.weight is 64×64×5×5 and not 64×64×3×3"))
        #expect(
            try message([.init(name: "w", shape: [2])])
                == "a.pth holds weights of a network that is not known here; export the whole network to ONNX."
        )
        #expect(
            try message([])
                == "a.pth holds weights of a network that is not known here; export the whole network to ONNX."
        )
    }

    @Test func takesTheArchitectureThatIsNamed() throws {
        let whole = try Self.entries("resnet18")
        #expect(try network(whole, ModelSettings(architecture: "ResNet18")).title == "ResNet-18")
        #expect(
            try message(whole, ModelSettings(architecture: "alexnet"))
                == "a.pth does not hold the weights of alexnet: it has no features.0.weight; leave out --architecture, or export the whole network to ONNX."
        )
        #expect(
            try message(whole, ModelSettings(architecture: "resnet19"))?.hasPrefix(
                "There is no architecture called resnet19 for a.pth; the nearest are resnet18") == true
        )
        for size in [0, -1, 7, 2049, .max] {
            #expect(
                try message(whole, ModelSettings(size: size))
                    == "a.pth cannot be asked for pictures of \(size)×\(size); the sizes go from 8 to 2048.")
        }
        #expect(throws: GraphError.self) {
            try network(Self.entries("alexnet"), ModelSettings(size: 10))
        }
    }

    /// Shapes of zero or huge extents ask for no memory and do not end the program.
    @Test func absurdShapesAreRefused() throws {
        let whole = try Self.entries("resnet18")
        for shape in [[1 << 40, 0], [0, 512], [1 << 27, 1], [0], []] as [Shape] {
            let entries = whole.map { entry in
                entry.name == "fc.weight" ? NamedTensors.Entry(name: entry.name, shape: shape) : entry
            }
            #expect(try message(entries) != nil)
        }
        for shape in [[64, 0, 7, 7], [64, 1 << 20, 7, 7], [0, 3, 7, 7], [64]] as [Shape] {
            let entries = whole.map { entry in
                entry.name == "conv1.weight" ? NamedTensors.Entry(name: entry.name, shape: shape) : entry
            }
            do {
                _ = try network(entries)
            } catch is GraphError {
            } catch is BareWeightsError {}
        }
    }

    // MARK: What stands around a network

    private func wrapped(_ prefix: String, _ entries: [NamedTensors.Entry]) -> [NamedTensors.Entry] {
        entries.map { .init(name: prefix + $0.name, shape: $0.shape) }
    }

    private func remarks(_ entries: [NamedTensors.Entry]) throws -> [String] {
        try network(entries).assumptions.map(\.english)
    }

    @Test(arguments: [
        "_orig_mod.", "module.", "model.resnet.", "net.model.module.", "encoder.", "a.b.c.layer4.",
    ])
    func anyPrefixIsFound(prefix: String) throws {
        let whole = try Self.entries("resnet18")
        #expect(try network(wrapped(prefix, whole)).title == "ResNet-18")
        #expect(try network(wrapped(prefix, whole)).assumptions.isEmpty)
        let beside = wrapped(prefix, whole) + [.init(name: "criterion.weight", shape: [4])]
        #expect(
            try remarks(beside)
                == ["The file holds criterion.weight beside the network, which is left aside."])
    }

    @Test func otherHeadsAreRead() throws {
        let body = try Self.entries("resnet18").filter { !$0.name.hasPrefix("fc.") }
        func head(_ entries: [(String, Shape)]) -> [NamedTensors.Entry] {
            body + entries.map { .init(name: $0.0, shape: $0.1) }
        }
        #expect(try network(body).graph.logits == nil)
        let one = try network(head([("fc.1.weight", [4, 512]), ("fc.1.bias", [4])]))
        #expect(one.graph.classCount == 4)
        #expect(try network(head([("fc.weight", [4, 512])])).graph.classCount == 4)
        let several = try network(
            head([
                ("fc.0.weight", [64, 512]), ("fc.0.bias", [64]), ("fc.1.weight", [64]), ("fc.1.bias", [64]),
                ("fc.1.running_mean", [64]), ("fc.1.running_var", [64]), ("fc.4.weight", [3, 64]),
                ("fc.4.bias", [3]),
            ]))
        #expect(several.graph.classCount == 3)
        #expect(several.graph.nodes.suffix(4).map(\.name) == ["fc.0", "fc.1", "fc.2", "fc.4"])
        #expect(
            several.assumptions.map(\.english) == [
                "The layers from fc.0 on are taken for the head of the network, right after what its last layers put out.",
                "A layer without weights stands before fc.4 in the head; a ReLU is assumed there (fc.2).",
            ])
        // A linear layer of the wrapping module after the 1000 scores of the wrapped one.
        let after = try network(
            wrapped("resnet.", Self.entries("resnet18")) + [
                .init(name: "out.weight", shape: [5, 1000]), .init(name: "out.bias", shape: [5]),
            ])
        #expect(after.graph.classCount == 5)
        #expect(after.graph.nodes.suffix(2).map(\.name) == ["fc", "out"])
    }

    @Test func averagedWeightsComeFirstAndAreSaid() throws {
        let whole = try Self.entries("squeezenet1_1")
        func set(_ place: [String], _ entries: [NamedTensors.Entry], type: String? = nil) -> StateDictionary {
            StateDictionary(
                place: place, type: type,
                tensors: NamedTensors(path: "a.pth", entries: entries) { Tensor(entries[$0].shape) { _ in } })
        }
        func remarks(_ sets: [StateDictionary]) throws -> [String] {
            try BareWeights(path: "a.pth", sets: sets).network(settings: ModelSettings(), cancellation: nil)
                .assumptions.map(\.english)
        }
        #expect(
            try remarks([set(["state_dict_ema"], wrapped("module.", whole)), set(["state_dict"], whole)]) == [
                "The file holds averaged weights (state_dict_ema) beside the raw ones (state_dict); the averaged ones are used."
            ])
        #expect(try remarks([set(["state_dict_ema"], whole)]).isEmpty)
        // What fits no architecture lets the next set look.
        #expect(try remarks([set([], [.init(name: "loss", shape: [])]), set(["model"], whole)]).isEmpty)
        #expect(
            try remarks([set([], whole, type: "__main__.Net")]) == [
                "The file holds a whole network as Python code (__main__.Net); no code is run: its weights are read, and they have the names and shapes of SqueezeNet 1.1."
            ])
    }

    /// What stands inside of the network and is not known is no remark but a refusal.
    @Test func unknownPartsInsideAreRefused() throws {
        let whole = try Self.entries("resnet18")
        for extra in ["cbam.conv.weight", "layer1.0.attention.weight", "scale.weight"] {
            #expect(
                try message(whole + [.init(name: extra, shape: [2, 2, 3, 3])])?.contains(
                    "\(extra) has no place there") == true)
        }
    }

    @Test func aFirstConvolutionOf3x3IsForSmallPictures() throws {
        let small = try Self.entries("resnet18").map { entry in
            entry.name == "conv1.weight" ? NamedTensors.Entry(name: entry.name, shape: [64, 3, 3, 3]) : entry
        }
        let found = try network(small)
        #expect(found.graph.inputShape == [3, 32, 32])
        #expect(found.graph.node(named: "layer1.0.conv1")?.shape == [64, 32, 32])
        #expect(found.graph.node(named: "layer4.1.act2")?.shape == [512, 4, 4])
    }

    @Test func aCancelledReadEnds() throws {
        let cancellation = Cancellation()
        cancellation.cancel()
        let weights = Self.weights(try Self.entries("squeezenet1_1"))
        #expect(throws: CancellationError.self) {
            try weights.network(settings: ModelSettings(), cancellation: cancellation)
        }
    }
}
