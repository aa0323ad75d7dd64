import Files
import Foundation
import Imaging
import Tensors

/// A small JSON file beside a model, of the same name with the ending `.json`, that says what the model file does not:
///
///     {"glassbox": 1, "labels": "labels.txt", "preprocessing": "torch", "size": 224, "layer": "layer4"}
///
/// Every key but the first may be left out; `labels` is a path relative to the file. A JSON file without the first key is
/// somebody else's and is left alone.
public struct ModelSidecar: Codable, Equatable, Sendable {
    /// The version of this form.
    public var glassbox = 1
    public var architecture: String?
    public var labels: String?
    public var preprocessing: String?
    public var size: Int?
    public var columns: Int?
    /// Whether the photo chooses the size.
    public var followsPhoto: Bool?
    public var layer: String?
    public var head: String?
    public var chain: String?
    /// By their names, as a person writes them; a file's path is relative to the sidecar's.
    public var inputs: [String: String]?
    public var fit: String?

    /// Where the sidecar of a model file lies.
    public static func path(for model: String) -> String {
        (model as NSString).deletingPathExtension + ".json"
    }

    /// What the sidecar of a model says, or nil where there is none.
    ///
    /// - Throws: ``SidecarError``, ``FileError`` where it is there and cannot be read.
    public static func beside(_ model: String) throws -> ModelSettings? {
        let path = path(for: model)
        guard path != model, let file = try file(path), file.byteCount <= 1 << 20,
            JSONValue(parsing: file.bytes)?["glassbox"] != nil
        else { return nil }
        guard let sidecar = JSONValue.decode(ModelSidecar.self, from: file.bytes) else {
            throw SidecarError(path: path, problem: .values)
        }
        guard sidecar.glassbox == 1 else {
            throw SidecarError(path: path, problem: .version(sidecar.glassbox))
        }
        return try sidecar.settings(path: path)
    }

    /// A file that can be read, or nil where there is none of that name.
    private static func file(_ path: String) throws(FileError) -> MappedFile? {
        do {
            return try MappedFile(path: path)
        } catch .missing, .isDirectory, .notRegular {
            return nil
        }
    }

    private func settings(path: String) throws -> ModelSettings {
        var scaling: Preprocessing.Scaling?
        if let preprocessing {
            guard let known = Preprocessing.Scaling(rawValue: preprocessing) else {
                throw SidecarError(path: path, problem: .preprocessing(preprocessing))
            }
            scaling = known
        }
        let known = fit.flatMap { Preprocessing.Fit(rawValue: $0) }
        if let fit, known == nil { throw SidecarError(path: path, problem: .fit(fit)) }
        if let columns, !InputSize.allowed.contains(columns) {
            throw SidecarError(path: path, problem: .size(columns))
        }
        if let size, !InputSize.allowed.contains(size) {
            throw SidecarError(path: path, problem: .size(size))
        }
        let folder = (path as NSString).deletingLastPathComponent
        return ModelSettings(
            architecture: architecture,
            labels: labels.map { $0.hasPrefix("/") ? $0 : (folder as NSString).appendingPathComponent($0) },
            scaling: scaling, size: size, columns: columns, layer: layer, head: head,
            chain: chain,
            inputs: (inputs ?? [:]).mapValues { text in
                if case .file(let file) = InputValue(text), !file.hasPrefix("/") {
                    return .file((folder as NSString).appendingPathComponent(file))
                }
                return InputValue(text)
            }, fit: known, followsPhoto: followsPhoto ?? false)
    }

    /// Writes what a person said of a model beside it.
    ///
    /// - Returns: the path of the file.
    /// - Throws: ``FileError``; a file of that name that is somebody else's is not touched.
    public static func remember(_ settings: ModelSettings, for model: String) throws -> String {
        let path = path(for: model)
        guard FileManager.default.fileExists(atPath: model) else { throw FileError.missing(model) }
        if FileManager.default.fileExists(atPath: path), try beside(model) == nil {
            throw FileError.cannotWrite(path, reason: WriteObstacle.nameTaken.words)
        }
        try WholeFile.write(data(of: settings, for: model), to: path)
        return path
    }

    /// Writes some more of what a person said of a model beside it; what stands there already of the rest stays.
    ///
    /// - Returns: the path of the file.
    /// - Throws: as ``remember(_:for:)``.
    public static func add(_ settings: ModelSettings, for model: String) throws -> String {
        try remember(settings.completed(by: beside(model)), for: model)
    }

    /// The bytes of a model's sidecar.
    public static func data(of settings: ModelSettings, for model: String) throws -> Data {
        let path = path(for: model)
        let sidecar = ModelSidecar(
            architecture: settings.architecture,
            labels: settings.labels.map { relative($0, to: path) },
            preprocessing: settings.scaling?.rawValue, size: settings.size,
            columns: settings.columns, followsPhoto: settings.followsPhoto ? true : nil,
            layer: settings.layer,
            head: settings.head, chain: settings.chain,
            inputs: settings.inputs.isEmpty
                ? nil
                : settings.inputs.mapValues {
                    if case .file(let file) = $0 { relative(file, to: path) } else { $0.text }
                }, fit: settings.fit?.rawValue)
        return try JSONText.data(of: sidecar) + Data("\n".utf8)
    }
}

extension ModelSidecar {
    /// A path as the sidecar names it, so that files in its folder can move together.
    private static func relative(_ file: String, to sidecar: String) -> String {
        let whole = URL(fileURLWithPath: file).standardizedFileURL.path
        let folder = URL(fileURLWithPath: sidecar).standardizedFileURL.deletingLastPathComponent().path
        let start = folder.hasSuffix("/") ? folder : folder + "/"
        return whole.hasPrefix(start) ? String(whole.dropFirst(start.count)) : whole
    }
}
