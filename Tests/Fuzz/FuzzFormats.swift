import Files
import HDF5Report
import Imaging
import ModelFormats
import Tensors
import Viewer

/// Every format that the fuzzer knows; one that comes gets a line here.
enum FuzzFormats {
    static let all: [FuzzFormat] = [
        network(
            "onnx",
            [
                "Tests/GoldenData/onnx-graphs/*.onnx", "Tests/GoldenData/onnx-grid-sample/*.onnx",
                "Tests/Fuzz/seeds/onnx/*.onnx", ".build/fuzz/onnx-cases/*.onnx",
            ], ProtobufStructure(), share: 30),
        network(
            "pickle-zip",
            [
                "Tests/GoldenData/pytorch-tensors/kinds.pth",
                "Tests/GoldenData/pytorch-tensors/module.pth", "Tests/GoldenData/pytorch-tensors/wrapped.pth",
            ],
            ZipStructure(), ending: "pth"),
        network(
            "pickle-legacy", ["Tests/GoldenData/pytorch-tensors/*-legacy.pth"], PickleStructure(),
            ending: "pth"),
        network(
            "torchscript",
            [
                "Tests/GoldenData/torchscript/*.pt", "Tests/GoldenData/torchscript/*.ptl",
                "Tests/GoldenData/pytorch-tensors/script.pt",
            ], ZipStructure(), ending: "pt"),
        network(
            "exported-program", ["Tests/GoldenData/exported-programs/changed.pt2"], ZipStructure(),
            ending: "pt2"),
        network(
            "safetensors", ["Tests/GoldenData/*.safetensors", "Tests/Fuzz/seeds/safetensors/*"],
            TextHeaderStructure.safeTensors),
        network("tflite", ["Tests/GoldenData/tflite/*.tflite"], ByteStructure()),
        // Each starts a process: fewer fit into the time.
        network(
            "hdf5",
            [
                "Tests/GoldenData/hdf5/*.h5", "Tests/GoldenData/keras-cases/rows2.h5",
                "Tests/GoldenData/keras-cases/constants3.h5",
            ], ByteStructure(head: 512), ending: "h5", share: 2, isReadOutside: true),
        FuzzFormat(
            name: "keras-json", fileName: "input.json", seeds: ["Tests/Fuzz/seeds/keras-json/*.json"],
            structure: JSONStructure(), isReadOutside: true, read: KerasDescriptions.read),
        FuzzFormat(
            name: "hdf5-report", fileName: "report", seeds: ["Tests/Fuzz/seeds/hdf5-report/*"],
            structure: ByteStructure(),
            read: { path, _ in
                let file = try MappedFile(path: path)
                _ = withExtendedLifetime(file) { HDF5Report(file.bytes) }
                return .value
            }),
        FuzzFormat(
            name: "npy", fileName: "input.npy", seeds: ["Tests/GoldenData/imaging/*.npy"],
            structure: TextHeaderStructure.npy,
            read: { path, _ in
                _ = try NPYFile.read(path)
                return .value
            }),
        picture("png", "*.png", ChunkStructure.png),
        picture("jpeg", "*.jpg", ChunkStructure.jpeg),
        picture("gif", "*.gif", ByteStructure(head: 40)),
        picture("webp", "*.webp", ChunkStructure.riff),
        picture("bmp", "*.bmp", ByteStructure(head: 54)),
        picture("tiff", "*.tif", ByteStructure(head: 300)),
        picture("avif", "*.avif", ByteStructure(head: 400)),
        // Each starts a process.
        FuzzFormat(
            name: "video", fileName: "input.mp4",
            seeds: ["mp4", "mov", "mkv", "webm", "avi", "gif"].map { "Tests/GoldenData/video/*." + $0 },
            structure: ByteStructure(head: 1024), share: 2, isReadOutside: true,
            read: { path, _ in
                guard VideoFile.isMoving(path) else {
                    _ = try ImageFile.read(path)
                    return .value
                }
                let stream = try VideoStream(path)
                while try stream.next() != nil {}
                return .value
            }),
        FuzzFormat(
            name: "session", fileName: "input.glassbox", seeds: ["Tests/Fuzz/seeds/session/*.glassbox"],
            structure: JSONStructure(),
            read: { path, _ in
                _ = try Session(reading: path).found
                return .value
            }),
        FuzzFormat(
            name: "lesson", fileName: "input.json", seeds: ["Tests/Fuzz/seeds/lesson/*.json"],
            structure: JSONStructure(),
            read: { path, _ in
                _ = try Lesson(reading: path)
                return .value
            }),
        FuzzFormat(
            name: "labels", fileName: "labels.txt",
            seeds: ["Tests/Fuzz/seeds/labels/*", "Resources/labels/imagenet-en.txt"],
            structure: JSONStructure(),
            read: { path, _ in
                _ = try ClassLabels(contentsOf: path).index(of: "Cat")
                return .value
            }),
        FuzzFormat(
            name: "sidecar", fileName: "model.json", seeds: ["Tests/Fuzz/seeds/sidecar/*.json"],
            structure: JSONStructure(), companions: ["model.onnx": network],
            read: { path, _ in .model(try ModelFile.load(path.replacing("model.json", with: "model.onnx"))) }),
        FuzzFormat(
            name: "preprocessing", fileName: "preprocessor_config.json",
            seeds: ["Tests/Fuzz/seeds/preprocessing/*.json"], structure: JSONStructure(),
            companions: ["model.onnx": network],
            read: { path, _ in
                .model(try ModelFile.load(path.replacing("preprocessor_config.json", with: "model.onnx")))
            }),
    ]

    /// A small network with classes, beside which a description lies.
    private static let network = "Tests/Fuzz/seeds/onnx/small.onnx"

    private static func network(
        _ name: String, _ seeds: [String], _ structure: any Structure, ending: String? = nil, share: Int = 10,
        isReadOutside: Bool = false
    ) -> FuzzFormat {
        FuzzFormat(
            name: name, fileName: "input." + (ending ?? name), seeds: seeds, structure: structure,
            share: share, isReadOutside: isReadOutside,
            read: { path, _ in .model(try ModelFile.load(path)) })
    }

    private static func picture(_ name: String, _ seeds: String, _ structure: any Structure) -> FuzzFormat {
        FuzzFormat(
            name: name, fileName: "input." + name, seeds: ["Tests/GoldenData/imaging/pictures/" + seeds],
            seedLimit: 12 << 10, structure: structure, isReadOutside: true,
            read: { path, _ in
                _ = try ImageFile.read(path)
                return .value
            })
    }
}
