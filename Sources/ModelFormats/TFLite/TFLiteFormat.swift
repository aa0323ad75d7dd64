import Files
import Foundation
import Imaging
import NeuralNetwork
import Tensors

/// Networks that TensorFlow Lite's converter wrote: `.tflite`.
struct TFLiteFormat: ModelFormat {
    let name = "TensorFlow Lite"

    func matches(_ file: MappedFile) -> Bool { TFLiteFile.matches(file) }

    func read(
        _ file: MappedFile, settings: ModelSettings, cancellation: Cancellation?
    ) throws -> ImportedNetwork {
        let source = try TFLiteFile(file)
        let picture = try TFLitePicture(
            source, size: settings.inputSize, given: Set(settings.inputs.keys))
        let title = URL(fileURLWithPath: file.path).deletingPathExtension().lastPathComponent
        var importer = TFLiteImporter(source, title: title, picture: picture, cancellation: cancellation)
        try OtherInput.check(
            settings.inputs, among: source.inputs.map { source.tensors[$0].name }, path: file.path)
        let (graph, outputs) = try importer.network(giving: settings.inputs)
        let metadata = try TFLiteMetadata(source)
        let scaling = metadata.scaling ?? TFLiteMetadata.scaling(of: source.tensors[picture.tensor])
        let size = graph.inputShape[1]
        var network = ImportedNetwork(
            graph: graph, outputs: outputs,
            preprocessing: settings.scaling == nil
                ? scaling.map { Preprocessing(.stretch, $0, size: size) } : nil,
            framework: .keras, labels: metadata.labels)
        network.otherInputs = importer.translation.otherInputs
        return network
    }
}
