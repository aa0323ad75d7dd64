import Files
import Foundation
import Tensors
import Testing

@testable import ModelFormats

/// Files of bare weights on the way through ``ModelFile``: recognised by their content, refused with one sentence.
@Suite struct PyTorchFormatTests {
    private func message(_ bytes: [UInt8], named name: String = "a.pth") throws -> String {
        let file = try TemporaryFile(bytes, named: name)
        do {
            _ = try ModelFile.load(file.path)
            return "loaded"
        } catch {
            return "\(error)".replacingOccurrences(of: file.path, with: name)
        }
    }

    private func matches(_ bytes: [UInt8]) throws -> Bool {
        let file = try TemporaryFile(bytes)
        return PyTorchFormat().matches(try MappedFile(path: file.path))
    }

    @Test func nothingIsRunAndNothingIsWritten() throws {
        let folder = NSTemporaryDirectory() + "glassbox-\(UUID())"
        let target = folder + "/owned"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let code = PyTorchRefusalTests.bytes(
            0x80, 2, "cposix\nsystem\n", PyTorchRefusalTests.text("touch \(target)"), 0x85, "R.")
        for bytes in [code, PyTorchRefusalTests.archive(code)] {
            #expect(
                try message(bytes)
                    == "a.pth is refused: its pickle asks for posix.system, which is code and not weights; if you trust the file's author, load it in PyTorch and save its state_dict() with torch.save, or export it to ONNX."
            )
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }

    @Test func theTarFormIsNamed() throws {
        var tar = [UInt8](repeating: 0, count: 1024)
        tar.replaceSubrange(0..<8, with: Array("sys_info".utf8))
        tar.replaceSubrange(257..<262, with: Array("ustar".utf8))
        #expect(
            try message(tar)
                == "a.pth is in the tar form of PyTorch before 0.1.10; load it in PyTorch and save it again.")
    }

    @Test func slippingAndOverlappingArchivesAreRefused() throws {
        let slip = ZipSample(entries: [
            .init(name: "a/data.pkl", data: [1]), .init(name: "../../b", data: [1]),
        ])
        #expect(
            try message(slip.bytes)
                == "a.pth is refused: its zip archive has an entry with the unsafe name ../../b.")
        let overlap = ZipSample(entries: [
            .init(name: "a/data.pkl", data: [1]), .init(name: "a/data.pkl", data: [1], offset: 0),
        ])
        #expect(
            try message(overlap.bytes)
                == "a.pth is refused: the entry a/data.pkl of its zip archive overlaps another one.")
        let whole = PyTorchRefusalTests.archive(
            PyTorchRefusalTests.pickle(shape: [2, 3], strides: [3, 1]))
        #expect(
            try message(Array(whole.dropLast(30)))
                == "a.pth is a zip archive without a table of contents at its end; was its download cut off?")
        #expect(
            try message(whole)
                == "a.pth holds weights of a network that is not known here; export the whole network to ONNX."
        )
    }

    @Test func otherFilesAreLeftToOtherFormats() throws {
        #expect(try !matches(ZipSample(entries: [.init(name: "config.json", data: [1])]).bytes))
        let keras = ZipSample(entries: [.init(name: "metadata.json", data: [1])]).bytes
        #expect(try !matches(Array(keras.dropLast(30))))
        #expect(try !matches(Array("version https://git-lfs.github.com/spec/v1".utf8)))
        #expect(try !matches([0x80]))
        #expect(try !matches([0x80, 9, 9]))
    }

    @Test func safetensorsAreRecognised() throws {
        let header = Array(#" {"w":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}"#.utf8)
        let file = ZipSample.little(header.count, 8) + header + [7]
        #expect(
            try message(file, named: "a.safetensors")
                == "a.safetensors holds weights of a network that is not known here; export the whole network to ONNX."
        )
        #expect(
            try message(Array(file.dropLast()), named: "a.safetensors")
                == "a.safetensors is damaged: its table describes \(file.count) bytes, the file has \(file.count - 1)."
        )
        #expect(
            try message(ZipSample.little(1 << 62, 8) + header, named: "a.safetensors")
                == "a.safetensors is no safetensors file: its header would not fit into it.")
    }
}
