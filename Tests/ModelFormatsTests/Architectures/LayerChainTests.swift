import NeuralNetwork
import Tensors
import Testing

@testable import ModelFormats

/// Networks of one's own whose layers a person says.
@Suite struct LayerChainTests {
    /// LeNet for 32×32 with constant weights.
    private let entries: [NamedTensors.Entry] = [
        .init(name: "net.conv1.weight", shape: [6, 3, 5, 5]), .init(name: "net.conv1.bias", shape: [6]),
        .init(name: "net.conv2.weight", shape: [16, 6, 5, 5]), .init(name: "net.conv2.bias", shape: [16]),
        .init(name: "net.fc1.weight", shape: [20, 400]), .init(name: "net.fc1.bias", shape: [20]),
        .init(name: "net.fc2.weight", shape: [4, 20]), .init(name: "net.fc2.bias", shape: [4]),
    ]

    private func network(_ chain: String?, size: Int? = nil) throws -> ImportedNetwork {
        let tensors = NamedTensors(path: "a.pth", entries: entries) { [entries] position in
            RandomWeights.uniform(entries[position].shape, bound: 0.1, seed: UInt64(position) << 32)
        }
        return try BareWeights(path: "a.pth", sets: [StateDictionary(tensors: tensors)]).network(
            settings: ModelSettings(size: size, chain: chain), cancellation: nil)
    }

    private func message(_ chain: String?, size: Int? = nil) -> String? {
        do {
            _ = try network(chain, size: size)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func readsWords() throws {
        let chain = try LayerChain("conv conv:s2p1, maxpool3s2 avgpool2 pool maxpool:k3s2p1 Leaky")
        #expect(
            chain.items.map(\.layer) == [
                .convolution(stride: 1, padding: nil), .convolution(stride: 2, padding: 1),
                .maximum(kernel: 3, stride: 2, padding: 0), .average(kernel: 2, stride: 2, padding: 0),
                .maximum(kernel: 2, stride: 2, padding: 0), .maximum(kernel: 3, stride: 2, padding: 1),
                .activation(.leakyRelu(slope: 0.01)),
            ])
        for word in [
            "cnov", "conv:s", "conv:s0", "conv:x2", "maxpool3p2", "pool3s99999999999999999999", "conv:s1s1",
        ] {
            #expect(throws: LayerChain.UnknownWord(word: word)) { try LayerChain("relu \(word)") }
        }
    }

    @Test func isOffered() {
        #expect(
            message(nil)
                == """
                a.pth holds the weights of a network of one's own, layer by layer: conv1 (conv, 3 to 6, 5×5), conv2 (conv, 6 to \
                16, 5×5), fc1 (linear, 400 to 20), fc2 (linear, 20 to 4). What stands between them is not in the file; say all \
                layers in their order, such as --chain "conv relu pool conv relu pool flatten linear relu linear", or export the \
                whole network to ONNX.
                """)
    }

    @Test func isBuilt() throws {
        let found = try network("conv:p0 relu pool conv:p0 relu pool flatten linear relu linear")
        #expect(found.graph.inputShape == [3, 32, 32])
        #expect(found.graph.classCount == 4)
        #expect(found.graph.nodes.filter { $0.kind == .dense }.map(\.name) == ["fc1", "fc2"])
        #expect(
            found.assumptions.map(\.english) == [
                "The first linear layer takes what comes of pictures of 32×32, so that is their size."
            ])
        #expect(
            try Executor(found.graph).forward(Tensor([1, 3, 32, 32], repeating: 1)).logits()?.shape == [1, 4])
        // Padded convolutions need another size.
        #expect(
            try network("conv relu pool conv relu pool flatten linear relu linear softmax").graph.inputShape
                == [3, 20, 20])
    }

    @Test func saysWhatDoesNotFit() {
        #expect(
            message("conv relu conv linear linear", size: 32)
                == "With the layers of --chain and pictures of 32×32, a linear layer of a.pth gets another number of features than it takes; leave out --size, or look at strides, paddings and poolings."
        )
        #expect(message("conv conv linear") == "--chain leaves out fc2 of a.pth, which is linear.")
        #expect(
            message("conv conv linear linear linear")
                == "a.pth has no weights left for a layer linear of --chain.")
        #expect(
            message("conv bn")
                == "--chain says bn where the next weights of a.pth are those of conv2, which is conv.")
        #expect(message("konv")?.hasPrefix("--chain knows no layer called konv; it knows conv,") == true)
    }
}
