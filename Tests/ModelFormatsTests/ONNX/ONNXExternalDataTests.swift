import Foundation
import Tensors
import Testing

@testable import ModelFormats

/// Weights beside the model: taken from the model's own folder and from nowhere else.
@Suite struct ONNXExternalDataTests {
    /// A folder with `model/a.onnx`, which names the given location for its weights, `model/w.bin` with them, and
    /// `secret.bin`.
    private struct Folder: ~Copyable {
        let root = NSTemporaryDirectory() + "glassbox-\(UUID())"
        var model: String { root + "/model" }

        init(_ entries: [String: String]) throws {
            try FileManager.default.createDirectory(
                atPath: root + "/model", withIntermediateDirectories: true)
            let values = Data(ONNXSample.values(54))
            for name in ["model/w.bin", "secret.bin"] {
                try values.write(to: URL(fileURLWithPath: "\(root)/\(name)"))
            }
            try write(entries)
        }

        func write(_ entries: [String: String]) throws {
            let bytes = try ONNXSample.bytes {
                $0.graph.initializer = [ONNXSample.externalWeights(entries)]
            }
            try Data(bytes).write(to: URL(fileURLWithPath: model + "/a.onnx"))
        }

        /// What loading says after `a.onnx keeps the tensor w in`; nil where it is loaded.
        func problem() throws -> String? {
            do {
                _ = try ModelFile.load(model + "/a.onnx")
                return nil
            } catch let error as ONNXError {
                let start = "The ONNX file \(model)/a.onnx keeps the tensor w in "
                #expect(error.description.hasPrefix(start))
                return String(error.description.dropFirst(start.count))
            }
        }

        deinit { try? FileManager.default.removeItem(atPath: root) }
    }

    private func problem(_ entries: [String: String]) throws -> String? {
        try Folder(entries).problem()
    }

    @Test func readsTheFileBesideTheModel() throws {
        #expect(try problem(["location": "w.bin"]) == nil)
        #expect(try problem(["location": "w.bin", "offset": "0", "length": "216"]) == nil)
        #expect(try problem(["location": "./w.bin"]) == nil)
    }

    @Test func refusesOtherPlaces() throws {
        for location in ["../secret.bin", "/etc/passwd", "x/../../secret.bin", "a\u{0}b"] {
            #expect(
                try problem(["location": location])
                    == "\(location), which lies outside the network's folder.")
        }
        #expect(try problem(["location": ""]) == ", which is no file name.")
        #expect(
            try problem(["location": "gone.bin"]) == "gone.bin, which is missing; put it beside the network.")
    }

    @Test func refusesWhatIsNoOrdinaryFile() throws {
        let folder = try Folder(["location": "link.bin"])
        let link = folder.model + "/link.bin"
        #expect(symlink("../secret.bin", link) == 0)
        #expect(try folder.problem() == "link.bin, which lies outside the network's folder.")
        #expect(unlink(link) == 0 && symlink("w.bin", link) == 0)
        #expect(try folder.problem() == nil)
        #expect(unlink(link) == 0 && Glibc.link(folder.root + "/secret.bin", link) == 0)
        #expect(try folder.problem() == "link.bin, which has other names too (a hard link).")
        #expect(unlink(link) == 0 && mkfifo(link, 0o600) == 0)
        #expect(try folder.problem() == "link.bin, which is no regular file.")
        #expect(unlink(link) == 0 && mkdir(link, 0o700) == 0)
        #expect(try folder.problem() == "link.bin, which is no regular file.")
        #expect(rmdir(link) == 0 && symlink("link.bin", link) == 0)
        #expect(try folder.problem() == "link.bin, which lies outside the network's folder.")
    }

    /// A folder on the way that leads elsewhere.
    @Test func refusesFoldersThatAreLinks() throws {
        let folder = try Folder(["location": "data/secret.bin"])
        #expect(symlink("..", folder.model + "/data") == 0)
        #expect(try folder.problem() == "data/secret.bin, which lies outside the network's folder.")
    }

    @Test func refusesLengthsThatAreWrong() throws {
        func problem(_ key: String, _ value: String) throws -> String? {
            try self.problem(["location": "w.bin", key: value])
        }
        #expect(
            try problem("length", "1125899906842624")
                == "w.bin, with 1125899906842624 bytes where its shape needs 216.")
        for (key, value) in [
            ("length", "-216"), ("offset", "-1"), ("offset", "9223372036854775808"), ("offset", "x"),
        ] {
            #expect(
                try problem(key, value)
                    == "w.bin, with the \(key) \(value), which is no number of bytes.")
        }
        for offset in ["4", "216", "9223372036854775807"] {
            #expect(
                try problem("offset", offset)
                    == "w.bin, which ends before its values do; copy it again.")
        }
    }
}
