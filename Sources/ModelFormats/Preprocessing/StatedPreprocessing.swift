import Files
import Foundation
import Imaging
import Tensors

/// How photos become a network's input, as files beside the network say it: Hugging Face's `preprocessor_config.json` and timm's
/// `config.json` (with `pretrained_cfg`).
///
/// https://huggingface.co/docs/transformers/main_classes/image_processor and https://huggingface.co/docs/timm/hf_hub
struct StatedPreprocessing: Equatable {
    /// The name of the file that says it.
    let source: String
    let scaling: Preprocessing.Scaling?
    /// For the input's own extent; nil where it is not said.
    let geometry: Preprocessing.Geometry?
    /// Rows of the input that it is made for.
    let size: Int?

    /// The bytes that such a file may have.
    private static let limit = 16 << 20

    /// What the folder of a network says, where exporters put such files: beside `model.onnx`, `model.safetensors` or
    /// `pytorch_model.bin`, or above a folder called `onnx`.
    static func beside(_ path: String) -> StatedPreprocessing? {
        for folder in folders(of: path) {
            if let json = json(folder, "preprocessor_config.json"), let stated = huggingFace(json) {
                return stated
            }
            if let json = json(folder, "config.json"), let stated = timm(json) { return stated }
        }
        return nil
    }

    /// The class names that a `config.json` beside a network has.
    static func labels(beside path: String) -> ClassLabels? {
        folders(of: path).lazy.compactMap { json($0, "config.json").flatMap(labels) }.first
    }

    private static func folders(of path: String) -> [String] {
        let url = URL(fileURLWithPath: path).standardizedFileURL
        let name = url.lastPathComponent.lowercased()
        let folder = url.deletingLastPathComponent()
        if folder.lastPathComponent == "onnx" {
            return [folder.path, folder.deletingLastPathComponent().path]
        }
        return ["model", "pytorch_model", "flax_model"].contains(where: name.hasPrefix) ? [folder.path] : []
    }

    private static func json(_ folder: String, _ name: String) -> JSONValue? {
        guard let file = try? MappedFile(path: folder + "/" + name), file.byteCount <= limit else {
            return nil
        }
        return withExtendedLifetime(file) { JSONValue(parsing: file.bytes) }
    }

    // MARK: timm

    /// `pretrained_cfg`: mean, std, input_size, crop_pct, crop_mode, interpolation.
    static func timm(_ json: JSONValue) -> StatedPreprocessing? {
        let settings = json["pretrained_cfg"] ?? json
        guard let means = triple(settings["mean"]), let deviations = triple(settings["std"]),
            !deviations.contains(0)
        else { return nil }
        let size = settings["input_size"]?.list.flatMap { $0.count == 3 ? $0[1].integer : nil }
            .flatMap { InputSize.allowed.contains($0) ? $0 : nil }
        var geometry: Preprocessing.Geometry?
        if let size {
            let part = settings["crop_pct"]?.number ?? 0.875
            let filter = ResizeFilter(rawValue: settings["interpolation"]?.text ?? "bicubic") ?? .bicubic
            geometry =
                settings["crop_mode"]?.text == "squash" || !(0.1...1).contains(part)
                ? .resize(filter) : .centreCrop(shortEdge: Int(Double(size) / part), filter)
        }
        return StatedPreprocessing(
            source: "config.json", scaling: Preprocessing.Scaling(means: means, deviations: deviations).named,
            geometry: geometry, size: size)
    }

    // MARK: Hugging Face

    static func huggingFace(_ json: JSONValue) -> StatedPreprocessing? {
        guard json.record != nil,
            json["image_mean"] != nil || json["do_rescale"] != nil || json["size"] != nil
        else { return nil }
        let (geometry, size) = geometry(json)
        return StatedPreprocessing(
            source: "preprocessor_config.json", scaling: scaling(json)?.named, geometry: geometry, size: size)
    }

    private static func scaling(_ json: JSONValue) -> Preprocessing.Scaling? {
        let factor = json["do_rescale"]?.bool == false ? 1 : json["rescale_factor"]?.number ?? 1 / 255
        guard factor.isFinite, factor != 0 else { return nil }
        var (means, deviations): ([Float], [Float]) = ([0, 0, 0], [1, 1, 1])
        if json["do_normalize"]?.bool != false, let mean = triple(json["image_mean"]),
            let deviation = triple(json["image_std"]), !deviation.contains(0)
        {
            (means, deviations) = (mean, deviation)
        }
        // EfficientNet's processor scales to −1…1 first, and divides by the deviation twice for its classifier.
        if json["rescale_offset"]?.bool == true { means = means.map { $0 + 1 } }
        if json["include_top"]?.bool == true { deviations = deviations.map { $0 * $0 } }
        return Preprocessing.Scaling(
            divisor: Float(1 / factor), means: means, deviations: deviations,
            isBlueFirst: json["do_flip_channel_order"]?.bool ?? false)
    }

    private static func geometry(_ json: JSONValue) -> (Preprocessing.Geometry?, size: Int?) {
        // Pillow's numbers; its other filters are near the cubic one.
        let filter: ResizeFilter =
            switch json["resample"]?.integer {
            case 0?: .nearest
            case 3?, 1?: .bicubic
            default: .bilinear
            }
        guard json["do_resize"]?.bool != false else { return (nil, nil) }
        let shortEdge = json["size"]?["shortest_edge"]?.integer ?? json["size"]?.integer
        if let shortEdge, InputSize.allowed.contains(shortEdge), let part = json["crop_pct"]?.number {
            guard shortEdge < 384, (0.1...1).contains(part) else { return (.resize(filter), shortEdge) }
            return (.centreCrop(shortEdge: Int(Double(shortEdge) / part), filter), shortEdge)
        }
        let crops = json["do_center_crop"]?.bool ?? (json["crop_size"] != nil)
        let crop = json["crop_size"]?["height"]?.integer ?? json["crop_size"]?.integer
        if crops, let crop, InputSize.allowed.contains(crop),
            let edge = shortEdge ?? json["size"]?["height"]?.integer, InputSize.allowed.contains(edge)
        {
            return (.centreCrop(shortEdge: max(edge, crop), filter), crop)
        }
        if let rows = json["size"]?["height"]?.integer ?? shortEdge, InputSize.allowed.contains(rows) {
            return (.resize(filter), rows)
        }
        return (nil, nil)
    }

    // MARK: Both

    /// `id2label` of Hugging Face, `label_names` of timm.
    private static func labels(_ json: JSONValue) -> ClassLabels? {
        if let names = json["label_names"]?.list?.compactMap(\.text)
            ?? json["pretrained_cfg"]?["label_names"]?.list?
            .compactMap(\.text), !names.isEmpty
        {
            return ClassLabels(names)
        }
        guard let table = json["id2label"]?.record, !table.isEmpty, table.count <= 1 << 20 else { return nil }
        let names = (0..<table.count).compactMap { table["\($0)"]?.text }
        return names.count == table.count ? ClassLabels(names) : nil
    }

    /// Three numbers, or one for all.
    private static func triple(_ value: JSONValue?) -> [Float]? {
        if let number = value?.number { return [Float](repeating: Float(number), count: 3) }
        guard let list = value?.list else { return nil }
        var numbers = list.compactMap(\.number).map { Float($0) }.filter(\.isFinite)
        if numbers.count == 1 { numbers = [numbers[0], numbers[0], numbers[0]] }
        return numbers.count == 3 && list.count <= 3 ? numbers : nil
    }
}
