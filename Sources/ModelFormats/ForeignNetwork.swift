import Files
import Foundation
import Words

/// A network in a format that is not read, with the way to one that is.
public enum ForeignNetwork: ModelFileError, Equatable {
    case savedModel(String)
    case tensorFlowGraph(String)
    case tensorFlowCheckpoint(String)
    case coreML(String)
    case openVINO(String)
    case caffe(String)
    case darknet(String)
    case gguf(String)
    case ncnn(String)
    case tensorRT(String)
    case paddle(String)
    case rknn(String)

    public static let examples: [ForeignNetwork] = {
        let cases: [(String) -> ForeignNetwork] = [
            ForeignNetwork.savedModel, ForeignNetwork.tensorFlowGraph, ForeignNetwork.tensorFlowCheckpoint,
            ForeignNetwork.coreML, ForeignNetwork.openVINO, ForeignNetwork.caffe, ForeignNetwork.darknet,
            ForeignNetwork.gguf, ForeignNetwork.ncnn, ForeignNetwork.tensorRT, ForeignNetwork.paddle,
            ForeignNetwork.rknn,
        ]
        return cases.map { $0("net") }
    }()

    public var path: String {
        switch self {
        case .savedModel(let path), .tensorFlowGraph(let path), .tensorFlowCheckpoint(let path),
            .coreML(let path), .openVINO(let path), .caffe(let path), .darknet(let path), .gguf(let path),
            .ncnn(let path), .tensorRT(let path), .paddle(let path), .rknn(let path):
            path
        }
    }

    public var words: Words {
        switch self {
        case .savedModel(let path):
            """
            \(path) is a TensorFlow SavedModel, which is not read; `python -m tf2onnx.convert --saved-model \(path) \
            --output net.onnx` makes an ONNX file of it.
            """
        case .tensorFlowGraph(let path):
            """
            \(path) is a TensorFlow graph, which is not read; `python -m tf2onnx.convert --graphdef \(path) --output \
            net.onnx --inputs … --outputs …` makes an ONNX file of it.
            """
        case .tensorFlowCheckpoint(let path):
            "\(path) is a TensorFlow checkpoint, which has no layers; load it in Python and save the model as .keras."
        case .coreML(let path):
            """
            \(path) is a Core ML network, which is not read; export the network that it was made of to ONNX with \
            torch.onnx.export.
            """
        case .openVINO(let path):
            """
            \(path) is an OpenVINO network, which is not read; use the ONNX file that it was converted from.
            """
        case .caffe(let path):
            """
            \(path) is a Caffe network, which is not read; `python -m caffe2onnx.convert --prototxt net.prototxt \
            --caffemodel net.caffemodel --onnx net.onnx` makes an ONNX file of it.
            """
        case .darknet(let path):
            """
            \(path) holds a Darknet network, which is not read; export it to ONNX with the tools of its YOLO version.
            """
        case .gguf(let path):
            "\(path) is a GGUF file of llama.cpp, a format for language models, and no network of pictures."
        case .ncnn(let path):
            "\(path) is an ncnn network, which is not read; use the ONNX or PyTorch file that it was converted from."
        case .tensorRT(let path):
            """
            \(path) is a TensorRT engine, which is code for one kind of graphics card; use the ONNX file that it was \
            built from.
            """
        case .paddle(let path):
            """
            \(path) is a PaddlePaddle network, which is not read; `paddle2onnx --model_dir . --save_file net.onnx` makes \
            an ONNX file of it.
            """
        case .rknn(let path):
            "\(path) is an RKNN network for one kind of processor; use the ONNX file that it was built from."
        }
    }
}

extension ForeignNetwork {
    /// The format of a file that no reader takes, by its first bytes or its ending; nil for one that is none of these.
    init?(_ file: MappedFile) {
        let path = file.path
        let ending = (path as NSString).pathExtension.lowercased()
        let bytes = file.bytes
        let head = String(decoding: bytes.prefix(4096), as: UTF8.self)
        func starts(_ text: String) -> Bool { bytes.starts(with: text.utf8) }
        if starts("GGUF") {
            self = .gguf(path)
        } else if starts("ftrt") || starts("ptrt") || ["engine", "plan", "trt"].contains(ending) {
            self = .tensorRT(path)
        } else if starts("RKNN") || ending == "rknn" {
            self = .rknn(path)
        } else if starts("7767517") {
            self = .ncnn(path)
        } else if head.contains("<net ") && head.contains("version=") {
            self = .openVINO(path)
        } else if ending == "caffemodel" || ending == "prototxt" {
            self = .caffe(path)
        } else if ending == "weights" || starts("[net]") {
            self = .darknet(path)
        } else if ending == "mlmodel" {
            self = .coreML(path)
        } else if ["pdmodel", "pdiparams", "pdparams"].contains(ending) {
            self = .paddle(path)
        } else if ending == "pb" {
            self =
                (path as NSString).lastPathComponent == "saved_model.pb"
                ? .savedModel((path as NSString).deletingLastPathComponent) : .tensorFlowGraph(path)
        } else if ["ckpt", "index", "meta"].contains(ending) {
            self = .tensorFlowCheckpoint(path)
        } else {
            return nil
        }
    }

    /// The format of a folder; nil for one that is none of these.
    init?(folder path: String) {
        let names = Set((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [])
        if names.contains("saved_model.pb") || names.contains("saved_model.pbtxt") {
            self = .savedModel(path)
        } else if (path as NSString).pathExtension.lowercased() == "mlpackage"
            || names.contains("Manifest.json") && names.contains("Data")
        {
            self = .coreML(path)
        } else {
            return nil
        }
    }
}
