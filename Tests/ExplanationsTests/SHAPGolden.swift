import GoldenData
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

    static let folder = GoldenFolder("shap")

    static func read() throws -> SHAPGolden { try folder.decode(SHAPGolden.self, from: "cases.json") }

    static func array(_ name: String) throws -> Tensor {
        try folder.tensors("arrays.safetensors").tensor(name)
    }

    var inputs: Background {
        Background((1...background).map { uniform([1, 3, 16, 16], index: UInt64(1000 + $0)) })
    }
}
