import Files
import NeuralNetwork
import Tensors

/// Bare weights in safetensors files.
struct SafeTensorsFormat: ModelFormat {
    let name = "safetensors"

    /// A header length and, after white space, the start of a JSON object.
    func matches(_ file: MappedFile) -> Bool {
        guard file.byteCount > 8 else { return false }
        let start = file.bytes[8...].prefix(1024).first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        return start == UInt8(ascii: "{")
    }

    func read(
        _ file: MappedFile, settings: ModelSettings, cancellation: Cancellation?
    ) throws -> ImportedNetwork {
        let set = StateDictionary(tensors: try SafeTensorsFile(file).tensors)
        return try BareWeights(path: file.path, sets: [set]).network(
            settings: settings, cancellation: cancellation)
    }
}
