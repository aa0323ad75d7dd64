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
        return BareWeights(tensors: tensors.unwrapped())
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

    @Test func everyArchitectureIsRecognised() throws {
        for architecture in Architectures.all(of: .torch) {
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
        #expect(try message(whole.filter { $0.name != "fc.bias" }) == unknown("it has no fc.bias"))
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
            try message(whole, ModelSettings(architecture: "resnet19"))
                == "There is no architecture called resnet19 for a.pth; the nearest are resnet18, resnet101, resnet152."
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

    @Test func aCancelledReadEnds() throws {
        let cancellation = Cancellation()
        cancellation.cancel()
        let weights = Self.weights(try Self.entries("squeezenet1_1"))
        #expect(throws: CancellationError.self) {
            try weights.network(settings: ModelSettings(), cancellation: cancellation)
        }
    }
}
