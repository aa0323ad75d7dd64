import Testing

@testable import ModelFormats

/// ONNX networks inside zip archives.
@Suite struct ONNXArchiveTests {
    private func archive(_ entries: [String: [UInt8]], isDeflated: Bool = true) throws -> TemporaryFile {
        let sample = ZipSample(
            entries: entries.sorted { $0.key < $1.key }.map {
                ZipSample.Entry(name: $0.key, data: $0.value, isDeflated: isDeflated)
            })
        return try TemporaryFile(sample.bytes, named: "a.zip")
    }

    @Test(arguments: [true, false]) func readsTheOneNetwork(isDeflated: Bool) throws {
        let file = try archive(
            ["net/a.onnx": ONNXSample.bytes(), "README.txt": Array("weights".utf8), "__MACOSX/a.onnx": [0]],
            isDeflated: isDeflated)
        let graph = try ModelFile.load(file.path).graph
        #expect(graph.nodes.map(\.name) == ["x", "conv", "flat"])
        #expect(graph.node(named: "conv")?.operation?.parameters[0].values.prefix(3) == [0, 0.125, 0.25])
    }

    @Test func takesNoneOfSeveral() throws {
        let file = try archive(["a.onnx": ONNXSample.bytes(), "b.onnx": ONNXSample.bytes()])
        #expect(throws: UnknownModelFile.self) { try ModelFile.load(file.path) }
    }

    @Test func saysWhatIsWrongWithIt() throws {
        let file = try archive(["a.onnx": Array(ONNXSample.bytes().prefix(40))])
        #expect(throws: ONNXError.self) { try ModelFile.load(file.path) }
    }
}
