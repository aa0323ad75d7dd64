import Files
import Foundation
import GoldenData
import Tensors
import Testing

@testable import ModelFormats

/// Files that are no networks, and networks under wrong names.
@Suite struct ModelFileTests {
    private static let reads =
        "Glassbox reads ONNX, Keras (.h5, .keras), PyTorch (.pth, .pt, .pt2), TorchScript, TensorFlow Lite and safetensors files."

    private func message(_ path: String) -> String? {
        do {
            _ = try ModelFile.load(path)
            return nil
        } catch {
            return "\(error)"
        }
    }

    private func message(_ content: [UInt8], named name: String) throws -> String? {
        let file = try TemporaryFile(content, named: name)
        #expect(!ModelFile.recognises(file.path))
        return message(file.path)?.replacingOccurrences(of: file.path, with: name)
    }

    @Test(
        arguments: [
            ("<!DOCTYPE html>\n<html><title>404</title></html>", " but a web page"),
            (
                "version https://git-lfs.github.com/spec/v1\noid sha256:0a58e3b7378bc2990ea3b43d5981f1f6\nsize 553433881\n",
                " but a Git LFS pointer"
            ), ("{\"error\": \"not found\"}", " but text"), ("%PDF-1.7\n%", " but a PDF document"),
            ("<svg xmlns=\"http://www.w3.org/2000/svg\"/>", " but an SVG drawing"),
            ("\u{0}\u{1}\u{2}\u{3}\u{0}\u{0}\u{0}\u{0}\u{0}", " of a kind that is known"),
        ], ["a.pth", "a.h5", "a.onnx", "a.safetensors", "a.keras"])
    func namesWhatAFileHolds(_ sample: (content: String, noun: String), _ name: String) throws {
        #expect(
            try message(Array(sample.content.utf8), named: name)
                == "\(name) is no network\(sample.noun); \(Self.reads)")
    }

    @Test func namesAnArchiveOfSomethingElse() throws {
        let archive = ZipSample(entries: [.init(name: "readme.txt", data: [65])]).bytes
        let name = "a.keras"
        let file = try TemporaryFile(archive, named: name)
        let found = message(file.path)?.replacingOccurrences(of: file.path, with: name)
        #expect(found == "a.keras is no network but an archive; \(Self.reads)")
    }

    @Test func namesWhatIsNoOrdinaryFile() throws {
        let empty = try TemporaryFile([], named: "a.pth")
        #expect(message(empty.path) == "The file \(empty.path) is empty; was its download cut off?")
        let folder = (empty.path as NSString).deletingLastPathComponent
        #expect(message(folder) == "\(folder) is a folder; name a file in it.")
        let gone = folder + "/gone.h5"
        #expect(message(gone) == "There is no file \(gone); check the path.")
        let pipe = folder + "/pipe.onnx"
        #expect(mkfifo(pipe, 0o600) == 0)
        #expect(message(pipe) == "\(pipe) is not a regular file; name an ordinary file.")
        let circle = folder + "/circle.onnx"
        #expect(symlink("circle.onnx", circle) == 0)
        #expect(
            message(circle)
                == "The file \(circle) cannot be read: Too many levels of symbolic links.")
        #expect(
            FileError.notPermitted("a.pth").description
                == "The file a.pth may not be read; check its permissions.")
    }

    /// The content decides, not the name.
    @Test func readsRenamedFiles() throws {
        let golden = GoldenFolder("keras")
        for (source, name) in [("sequential.h5", "a.onnx"), ("sequential.keras", "a.pth")] {
            let content = try Data(contentsOf: URL(fileURLWithPath: golden.path(source)))
            let file = try TemporaryFile(Array(content), named: name)
            #expect(ModelFile.recognises(file.path))
            let expected = try ModelFile.load(golden.path(source)).graph
            #expect(try ModelFile.load(file.path).graph.nodes.map(\.name) == expected.nodes.map(\.name))
        }
        let network = try TemporaryFile(ONNXSample.bytes(), named: "a.h5")
        #expect(try ModelFile.load(network.path).graph.classCount == 32)
    }
}
