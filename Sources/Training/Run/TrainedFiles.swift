import Files
import Foundation
import ModelFormats
import Tensors

/// The files of a trained network: `.safetensors` under PyTorch's names, the class names, and what else Glassbox has to know of it.
public struct TrainedFiles: Sendable {
    /// The `.safetensors` file.
    public let path: String

    /// - Parameter path: ends in `.safetensors`.
    public init(_ path: String) {
        self.path = path
    }

    private var stem: String { (path as NSString).deletingPathExtension }
    /// One class name on each line.
    public var labels: String { stem + ".labels.txt" }
    /// The split: `file,label,split`.
    public var split: String { stem + ".split.csv" }
    public var sidecar: String { ModelSidecar.path(for: path) }
    /// The folder with the network after each epoch, where those are kept.
    public var epochs: String { stem + ".epochs" }

    /// The files of the network after an epoch; 0 is where it started.
    public func epoch(_ number: Int) -> TrainedFiles {
        TrainedFiles(epochs + String(format: "/epoch-%04d.safetensors", number))
    }

    /// All that is written, so that nothing is computed for what cannot be.
    ///
    /// - Throws: ``FileError/cannotWrite(_:reason:)``.
    public func check(keepsEpochs: Bool = false) throws {
        if keepsEpochs, !Folders.make(epochs) {
            throw FileError.cannotWrite(epochs, reason: "the folder cannot be made")
        }
        for file in [path, labels, split, sidecar, TrainingCheckpoint.path(for: path)] {
            try StagedFiles.check(file)
        }
    }

    /// Copies what makes up the network to another place: all of it or nothing.
    ///
    /// - Throws: `FileError`, `SidecarError`.
    public func copy(to other: TrainedFiles) throws {
        var settings = try ModelSidecar.beside(path) ?? ModelSettings()
        settings.labels = other.labels
        let said = settings
        var files = StagedFiles()
        files.add(other.path) { try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe) }
        files.add(other.labels) { try Data(contentsOf: URL(fileURLWithPath: labels)) }
        files.add(other.sidecar) { try ModelSidecar.data(of: said, for: other.path) }
        try files.write()
    }

    /// Writes all of them or none.
    func write(
        _ values: [(name: String, tensor: Tensor)], of network: TrainableNetwork, classNames: [String],
        size: Int
    ) throws {
        let settings = ModelSettings(
            architecture: network.architecture.name, labels: labels,
            scaling: network.preprocessing.scaling, size: size, layer: network.recommendedLayer)
        let names = classNames.map { $0.split(whereSeparator: \.isNewline).joined(separator: " ") }
        var files = StagedFiles()
        files.add(path) { SafeTensorsFile.data(of: values, metadata: ["format": "pt"]) }
        files.add(labels) { Data((names.joined(separator: "\n") + "\n").utf8) }
        files.add(sidecar) { try ModelSidecar.data(of: settings, for: path) }
        try files.write()
    }
}
