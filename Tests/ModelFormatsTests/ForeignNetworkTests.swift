import Files
import Foundation
import Testing

@testable import ModelFormats

/// Formats that are not read are named.
@Suite struct ForeignNetworkTests {
    @Test(arguments: [
        ("GGUF\u{3}", "a.gguf", "GGUF"), ("7767517\n75 83\n", "a.param", "ncnn"),
        ("<?xml version=\"1.0\"?>\n<net name=\"a\" version=\"11\">", "a.xml", "OpenVINO"),
        ("name: \"CaffeNet\"", "deploy.prototxt", "Caffe"), ("\u{1}\u{2}", "net.caffemodel", "Caffe"),
        ("[net]\nwidth=416", "yolov3.cfg", "Darknet"), ("\u{0}\u{1}", "yolov3.weights", "Darknet"),
        ("\u{8}\u{4}", "a.mlmodel", "Core ML"), ("\u{A}\u{4}", "frozen.pb", "TensorFlow graph"),
        ("\u{8}\u{1}", "saved_model.pb", "SavedModel"), ("ftrt\u{0}", "a.bin", "TensorRT"),
        ("\u{1}", "a.engine", "TensorRT"), ("RKNN", "a.rknn", "RKNN"), ("\u{1}", "a.pdmodel", "PaddlePaddle"),
        ("\u{1}", "a.ckpt", "checkpoint"),
    ])
    func filesAreNamed(content: String, name: String, word: String) throws {
        let file = try TemporaryFile(Array(content.utf8), named: name)
        let error = try #require(throws: ForeignNetwork.self) { try ModelFile.load(file.path) }
        #expect(error.description.contains(word), "\(error.description)")
    }

    @Test(arguments: [("saved_model.pb", "net", "SavedModel"), ("Manifest.json", "net.mlpackage", "Core ML")])
    func foldersAreNamed(content: String, name: String, word: String) throws {
        let folder = NSTemporaryDirectory() + "glassbox-\(UUID())/\(name)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: (folder as NSString).deletingLastPathComponent) }
        try Data("x".utf8).write(to: URL(fileURLWithPath: "\(folder)/\(content)"))
        let error = try #require(throws: ForeignNetwork.self) { try ModelFile.load(folder) }
        #expect(error.description.contains(word))
        #expect(error.path == folder)
    }

    @Test func otherFilesAreNot() throws {
        let file = try TemporaryFile(Array("hello".utf8), named: "a.txt")
        #expect(throws: UnknownModelFile(path: file.path, content: "text")) { try ModelFile.load(file.path) }
        #expect(throws: FileError.isDirectory(NSTemporaryDirectory())) {
            try ModelFile.load(NSTemporaryDirectory())
        }
    }
}
