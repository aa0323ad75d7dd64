import Foundation

/// What files of networks are called.
enum ModelFileNames {
    private static let endings: Set = [
        "onnx", "h5", "hdf5", "keras", "pth", "pt", "pt2", "ptl", "torchscript", "ts", "safetensors",
        "tflite",
    ]

    /// Whether a name has the ending of a network's file.
    static func contains(_ name: String) -> Bool {
        endings.contains((name as NSString).pathExtension.lowercased())
    }
}
