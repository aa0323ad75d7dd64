import Foundation
import GoldenData
import Imaging
import Tensors
import Testing

@testable import ModelFormats

/// Archives with one network in them.
@Suite struct ZippedNetworkTests {
    private static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: TFLiteFormatTests.golden.path(name))))
    }

    private static let labels = Array("0 cat\n1 dog\n2 tram\n3 harbour\n4 lamp\n".utf8)

    /// As Teachable Machine gives it out.
    @Test(arguments: [false, true])
    func theNetworkAndItsLabelsAreRead(isDeflated: Bool) throws {
        let sample = ZipSample(entries: [
            .init(
                name: "model_unquant.tflite", data: try Self.bytes("float32.tflite"), isDeflated: isDeflated),
            .init(name: "labels.txt", data: Self.labels, isDeflated: isDeflated),
            .init(name: "__MACOSX/._model.tflite", data: [1, 2, 3]),
        ])
        let file = try TemporaryFile(sample.bytes, named: "converted_tflite.zip")
        let model = try ModelFile.load(file.path)
        #expect(ModelFile.recognises(file.path))
        #expect(model.graph.classCount == 5)
        #expect(model.labels?.names == ["cat", "dog", "tram", "harbour", "lamp"])
        #expect(model.preprocessing.scaling == .tf)
        #expect(model.assumptions.isEmpty)
    }

    @Test func namesThatAreNumberedOtherwiseStay() {
        #expect(ClassLabels(["0 cat", "1 dog"]).withoutNumbers.names == ["cat", "dog"])
        #expect(ClassLabels(["0:cat", "1:dog"]).withoutNumbers.names == ["cat", "dog"])
        #expect(ClassLabels(["7 up", "1 dog"]).withoutNumbers.names == ["7 up", "1 dog"])
        #expect(ClassLabels(["cat", "1 dog"]).withoutNumbers.names == ["cat", "1 dog"])
    }

    @Test func severalNetworksAreNone() throws {
        let network = try Self.bytes("uint8.tflite")
        let sample = ZipSample(entries: [
            .init(name: "a.tflite", data: network), .init(name: "b.tflite", data: network),
        ])
        let file = try TemporaryFile(sample.bytes, named: "a.zip")
        #expect(!ModelFile.recognises(file.path))
    }

    @Test func anotherFileInTheNetworksPlaceIsNamed() throws {
        let sample = ZipSample(entries: [.init(name: "model.tflite", data: Array("<html>no</html>".utf8))])
        let file = try TemporaryFile(sample.bytes, named: "a.zip")
        #expect(throws: UnknownModelFile(path: file.path, content: "a web page")) {
            try ModelFile.load(file.path)
        }
    }
}
