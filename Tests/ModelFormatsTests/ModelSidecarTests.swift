import Files
import Foundation
import NeuralNetwork
import Tensors
import Testing

@testable import ModelFormats

/// What is said of a network beside its file.
@Suite struct ModelSidecarTests {
    private let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "sidecar-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    private func write(_ text: String, to name: String) throws {
        try text.write(toFile: folder + "/" + name, atomically: false, encoding: .utf8)
    }

    @Test func isReadWhereItsMarkIs() throws {
        try write(
            #"{"glassbox": 1, "labels": "names.txt", "preprocessing": "tf", "size": 96, "layer": "top"}"#,
            to: "net.json")
        let settings = try ModelSidecar.beside(folder + "/net.onnx")
        #expect(
            settings
                == ModelSettings(labels: folder + "/names.txt", scaling: .tf, size: 96, layer: "top"))
        try write(#"{"class_name": "Sequential"}"#, to: "net.json")
        #expect(try ModelSidecar.beside(folder + "/net.onnx") == nil)
        #expect(try ModelSidecar.beside(folder + "/other.onnx") == nil)
    }

    @Test(arguments: [
        (#"{"glassbox": 2}"#, "it is of version 2, this program knows 1"),
        (#"{"glassbox": 1, "size": "big"}"#, "its values are not of the kinds that are expected"),
        (#"{"glassbox": 1, "size": 1000000000}"#, "its size is 1000000000, and the sizes go from 8 to 2048"),
        (
            #"{"glassbox": 1, "preprocessing": "magic"}"#,
            "its preprocessing is magic, not one of caffe, torch, tf, lite, unit, none"
        ),
    ]) func saysWhatItCannotMean(text: String, problem: String) throws {
        try write(text, to: "net.json")
        let error = #expect(throws: SidecarError.self) { try ModelSidecar.beside(folder + "/net.onnx") }
        #expect(
            error?.description == "\(folder)/net.json cannot describe the network beside it: \(problem).")
    }

    @Test func whatIsRememberedIsReadAgain() throws {
        try write("network", to: "net.h5")
        let settings = ModelSettings(labels: folder + "/names.txt", scaling: .caffe, size: 64, layer: "a")
        let path = try ModelSidecar.remember(settings, for: folder + "/net.h5")
        #expect(path == folder + "/net.json")
        #expect(try ModelSidecar.beside(folder + "/net.h5") == settings)
        let other = ModelSettings(scaling: .tf)
        _ = try ModelSidecar.remember(other, for: folder + "/net.h5")
        #expect(try ModelSidecar.beside(folder + "/net.h5") == other)
    }

    @Test func nothingIsRememberedOfANetworkThatIsNotThere() throws {
        #expect(throws: FileError.missing(folder + "/absent.h5")) {
            try ModelSidecar.remember(ModelSettings(), for: folder + "/absent.h5")
        }
        #expect(!FileManager.default.fileExists(atPath: folder + "/absent.json"))
    }

    @Test func labelsMoveWithTheNetwork() throws {
        try write("network", to: "net.h5")
        let inside = ModelSettings(labels: folder + "/./names.txt")
        let path = try ModelSidecar.remember(inside, for: folder + "/net.h5")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text == "{\n  \"glassbox\" : 1,\n  \"labels\" : \"names.txt\"\n}\n")
        let outside = ModelSettings(labels: "/usr/share/names.txt")
        _ = try ModelSidecar.remember(outside, for: folder + "/net.h5")
        #expect(try ModelSidecar.beside(folder + "/net.h5") == outside)
    }

    @Test func aFileOfSomebodyElseStays() throws {
        try write("network", to: "net.h5")
        try write("[1, 2]", to: "net.json")
        #expect(
            throws: FileError.cannotWrite(folder + "/net.json", reason: "there is another file of this name")
        ) {
            try ModelSidecar.remember(ModelSettings(), for: folder + "/net.h5")
        }
        #expect(try String(contentsOfFile: folder + "/net.json", encoding: .utf8) == "[1, 2]")
    }

    @Test func whatAPersonSaysGoesFirst() {
        let said = ModelSettings(scaling: .tf)
        let kept = ModelSettings(architecture: "resnet18", scaling: .caffe, size: 64)
        #expect(
            said.completed(by: kept) == ModelSettings(architecture: "resnet18", scaling: .tf, size: 64))
        #expect(said.completed(by: nil) == said)
    }

    @Test func aNameOrAFile() {
        #expect(!ModelChoice("efficientnet-lite0").isFile)
        #expect(!ModelChoice("no-such-network").isFile)
        #expect(ModelChoice("net.onnx").isFile)
        #expect(ModelChoice("./net").isFile)
    }

    @Test(arguments: [
        ("<!DOCTYPE html><html>", "a web page"),
        ("version https://git-lfs.github.com/spec/v1\n", "a Git LFS pointer"),
        ("hello", "text"),
    ]) func aFileOfAnotherKindIsNamed(text: String, kind: String) throws {
        try write(text, to: "net.h5")
        let path = folder + "/net.h5"
        let error = #expect(throws: UnknownModelFile.self) { try ModelFile.load(path) }
        #expect(
            error?.description
                == "\(path) is no network but \(kind); Glassbox reads ONNX, Keras (.h5, .keras), PyTorch (.pth, .pt, .pt2), "
                + "TorchScript, TensorFlow Lite and safetensors files.")
    }

    @Test func filesThatCannotBeReadAreNamed() throws {
        try write("", to: "empty.onnx")
        #expect(throws: FileError.empty(folder + "/empty.onnx")) {
            try ModelFile.load(folder + "/empty.onnx")
        }
        #expect(throws: FileError.missing(folder + "/none.onnx")) {
            try ModelFile.load(folder + "/none.onnx")
        }
        #expect(throws: FileError.isDirectory(folder)) { try ModelFile.load(folder) }
        let pipe = folder + "/pipe.onnx"
        #expect(mkfifo(pipe, 0o600) == 0)
        #expect(throws: FileError.notRegular(pipe)) { try ModelFile.load(pipe) }
    }
}
