import Files
import GoldenData
import Tensors
import Testing

@testable import ModelFormats

/// Files that `torch.save` wrote, against what `torch.load` finds in them.
@Suite struct PyTorchFileTests {
    static let golden = GoldenFolder("pytorch-tensors")

    private func check(_ file: String, _ group: String) throws {
        let tensors = try PyTorchFile(MappedFile(path: Self.golden.path(file))).tensors
        let expected = try Self.golden.tensors("expected.safetensors")
        func plain(_ name: String) -> String {
            "\(group)/" + (name.hasPrefix("module.") ? String(name.dropFirst(7)) : name)
        }
        let names = Set(tensors.entries.map { plain($0.name) })
        #expect(names == Set(expected.entries.keys.filter { $0.hasPrefix("\(group)/") }))
        for entry in tensors.entries {
            let found = try tensors.tensor(entry.name, entry.shape)
            let reference = try expected.tensor(plain(entry.name))
            #expect(found.shape == reference.shape, "\(entry.name)")
            #expect(found.values == reference.values, "\(entry.name)")
        }
    }

    @Test(arguments: ["kinds.pth", "kinds-legacy.pth"])
    func readsEveryKindOfTensor(file: String) throws { try check(file, "kinds") }

    @Test func readsACheckpoint() throws { try check("wrapped.pth", "wrapped") }

    @Test func readsViewsOfStorages() throws { try check("views-legacy.pth", "views") }

    @Test func keepsTheOrder() throws {
        let tensors = try PyTorchFile(MappedFile(path: Self.golden.path("wrapped.pth"))).tensors
        #expect(
            tensors.entries.map(\.name)
                == [
                    "conv.weight", "conv.bias", "norm.weight", "norm.bias", "norm.running_mean",
                    "norm.running_var", "norm.num_batches_tracked",
                ].map { "module." + $0 })
    }

    @Test func namesWhatIsMissing() throws {
        let path = Self.golden.path("wrapped.pth")
        let tensors = try PyTorchFile(MappedFile(path: path)).tensors
        #expect(throws: NamedTensorsError(path: path, problem: .missing(tensor: "fc.weight"))) {
            try tensors.tensor("fc.weight", [1])
        }
        let shape = NamedTensorsError.Problem.shape(
            tensor: "module.conv.bias", expected: [3], found: [2])
        #expect(throws: NamedTensorsError(path: path, problem: shape)) {
            try tensors.tensor("module.conv.bias", [3])
        }
        #expect(
            NamedTensorsError(path: "a.pth", problem: shape).description
                == "a.pth: module.conv.bias is 2, the network needs 3.")
        #expect(
            NamedTensorsError(path: "a.pth", problem: .missing(tensor: "b")).description
                == "a.pth has no tensor b, which the network needs.")
    }
}
