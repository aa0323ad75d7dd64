import GoldenData
import ModelFormats
import NeuralNetwork
import Tensors

@testable import Explanations

/// Golden data of shap on the branching network.
struct SHAPGolden: Decodable {
    let samples: Int
    let seed: UInt64
    let background: Int
    let blur: Int
    let ranks: [Int]
    let partitionClasses: [Int]
    /// Blocks of the embedded network at the input of which it is explained; 16 is the head.
    let blocks: [Int]
    let photoEvaluations: Int
    let photoBlur: Int

    static let folder = GoldenFolder("shap")

    static func read() throws -> SHAPGolden { try folder.decode(SHAPGolden.self, from: "cases.json") }

    static func array(_ name: String) throws -> Tensor {
        try folder.tensors("arrays.safetensors").tensor(name)
    }

    /// Photos for the embedded network.
    func photos(for model: Model) throws -> Background {
        let all = try Background(.builtIn, for: model)
        return Background(Array(all.inputs.prefix(background)))
    }

    /// The layer of the embedded network that reads what is explained.
    static func layer(ofBlock block: Int, in model: Model) throws -> Node {
        try model.layer(named: block < 16 ? "_blocks.\(block)._expand_conv" : "_conv_head")
    }

    var inputs: Background {
        Background((1...background).map { uniform([1, 3, 16, 16], index: UInt64(1000 + $0)) })
    }
}
