import Files
import Foundation
import Testing

@testable import ModelFormats

/// Folders with a description of a network; what they compute is in `BareWeightsGoldenTests`.
@Suite struct HuggingFaceFolderTests {
    private func message(_ files: [String: String]) throws -> String {
        let folder = NSTemporaryDirectory() + "glassbox-\(UUID())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (name, text) in files {
            try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
        }
        do {
            _ = try ModelFile.load(folder)
            return "loaded"
        } catch {
            return "\(error)".replacingOccurrences(of: folder, with: "vit")
        }
    }

    @Test func saysWhatIsMissing() throws {
        #expect(
            try message(["config.json": "{}"])
                == "vit has a config.json and no weights beside it; model.safetensors or pytorch_model.bin belongs there."
        )
        let index = "vit has an index of weights that names no files in it."
        for map in ["{}", #"{"weight_map": {"w": "../other.safetensors"}}"#, #"{"weight_map": {}}"#, "[1]"] {
            #expect(try message(["config.json": "{}", "model.safetensors.index.json": map]) == index)
        }
        #expect(try message([:]) == FileError.isDirectory("vit").description)
        #expect(try message(["config.json": "no"]) == FileError.isDirectory("vit").description)
    }
}
