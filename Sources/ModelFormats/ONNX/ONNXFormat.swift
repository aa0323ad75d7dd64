import Files
import Foundation
import NeuralNetwork
import Tensors

/// Networks in the Open Neural Network Exchange format, in the opsets that each operator of ``ONNXOperators`` names.
///
/// Specification: https://onnx.ai/onnx/repo-docs/IR.html and https://onnx.ai/onnx/operators (onnx 1.22).
struct ONNXFormat: ModelFormat {
    let name = "ONNX"

    func matches(_ file: MappedFile) -> Bool { ONNXWire.startsLikeModel(file.bytes) }

    func read(
        _ file: MappedFile, settings: ModelSettings, cancellation: Cancellation?
    ) throws -> ImportedNetwork {
        let source = try ONNXFile(file)
        let (picture, importer, found) = try source.fitted(
            to: settings.inputSize, inputs: settings.inputs, cancellation: cancellation)
        let isKeras = picture.isChannelsLast || ["tf2onnx", "keras2onnx"].contains(source.model.producerName)
        let framework: ImportedNetwork.Framework = isKeras ? .keras : .torch
        var network = ImportedNetwork(
            graph: importer.graph, outputs: source.outputs(importer),
            preprocessing: preprocessing(of: picture, framework), framework: framework,
            namesOfClasses: ONNXLabels.labels(of: source.model),
            sizeInsteadOfUsual: found.map { ($0, source.usualSize) })
        network.otherInputs = importer.otherInputs
        network.takesAnySize = source.leavesSizeOpen(of: picture)
        if network.outputs.isEmpty, !isKeras, let (node, outputs) = source.beforeSuppression(importer) {
            network.outputs = outputs
            network.assumptions.append(ModelRemark.beforeSuppression(node).words)
        }
        return network
    }

    /// A network that takes integers takes the values of pixels as they are.
    private func preprocessing(
        of picture: ONNXImporter.Picture, _ framework: ImportedNetwork.Framework
    ) -> Preprocessing? {
        let shape = Shape(picture.dimensions).withoutBatch
        guard picture.type.isInteger, shape.rank == 3, [1, 3].contains(shape[0]) else { return nil }
        return .usual(for: framework, input: shape).scaled(by: .none)
    }
}

/// An ONNX file with its structure read.
package struct ONNXFile {
    let model: Onnx_ModelProto
    let tensors: ONNXTensors
    private let rawData: [Range<Int>?]

    /// - Throws: ``ONNXError``.
    package init(_ file: MappedFile) throws {
        guard let wire = ONNXWire(file.bytes) else { throw ONNXError(file.path, .cutOff) }
        do {
            model = try Onnx_ModelProto(serializedBytes: wire.structure)
        } catch {
            throw ONNXError(file.path, .malformed)
        }
        guard model.hasGraph, !model.graph.node.isEmpty else { throw ONNXError(file.path, .noGraph) }
        // Since version 3 of the format every file says which operators it means.
        guard model.irVersion < 3 || !model.opsetImport.isEmpty else { throw ONNXError(file.path, .cutOff) }
        guard model.graph.initializer.count == wire.rawData.count else {
            throw ONNXError(file.path, .malformed)
        }
        rawData = wire.rawData
        tensors = ONNXTensors(file)
    }

    private var path: String { tensors.file.path }

    /// The inputs that are no weights.
    var inputs: [Onnx_ValueInfoProto] {
        let weights = Set(model.graph.initializer.map(\.name))
        return model.graph.input.filter { !weights.contains($0.name) }
    }

    /// The names of all outputs.
    package var outputNames: [String] { model.graph.output.map(\.name) }

    /// The inputs that are no weights. An input that is no tensor has no extents; an open extent is nil.
    package var declaredInputs: [(name: String, extents: [Int?]?)] {
        inputs.map { input in
            let extents = input.type.tensorType.shape.dim.map { $0.dimValue > 0 ? Int($0.dimValue) : nil }
            return (input.name, input.type.hasTensorType ? extents : nil)
        }
    }

    /// The graph for pictures of a size.
    ///
    /// - Parameter size: nil for the usual one where the file leaves it open or, if the network does not take that, for the first of
    ///   ``otherSizes`` that it takes, which is `found`.
    ///   - inputs: what other inputs get.
    func fitted(
        to size: InputSize?, inputs: [String: InputValue] = [:], cancellation: Cancellation?
    ) throws -> (picture: ONNXImporter.Picture, importer: ONNXImporter, found: InputSize?) {
        try OtherInput.check(inputs, among: self.inputs.map(\.name), path: path)
        let given = Set(inputs.keys)
        let picture = try picture(size: size, given: given)
        do {
            return (picture, try imported(picture, inputs: inputs, cancellation: cancellation), nil)
        } catch let mismatch as ONNXError where size == nil && mismatch.isAboutExtents {
            for other in Self.otherSizes {
                let candidate = try self.picture(size: nil, usual: other, given: given)
                // Where the file fixes the extents, none of them is another's.
                guard candidate.dimensions != picture.dimensions else { continue }
                tensors.budget.startAgain()
                do {
                    let found = InputSize(rows: candidate.dimensions[2], columns: candidate.dimensions[3])
                    return (
                        candidate, try imported(candidate, inputs: inputs, cancellation: cancellation), found
                    )
                } catch let error as ONNXError where error.isAboutExtents {
                    continue
                }
            }
            throw mismatch
        }
    }

    /// Sizes at which networks of an open one are tried: classifiers', those of lines of text, and those of small pictures.
    static let otherSizes =
        [256, 299, 384].map { InputSize(rows: $0, columns: $0) }
        + [(48, 320), (32, 320), (64, 320), (32, 100)].map(InputSize.init)
        + [512, 640, 416, 320, 192, 160, 128, 112, 96, 64, 32, 28].map { InputSize(rows: $0, columns: $0) }

    /// The first input of numbers with four axes.
    ///
    /// - Parameters:
    ///   - size: rows and columns of the picture; nil for those that the file says.
    ///   - usual: instead of open extents; nil for ``usualSize``.
    ///   - given: the names of inputs that get something else than the photo.
    func picture(
        size: InputSize?, usual: InputSize? = nil, given: Set<String> = []
    ) throws -> ONNXImporter.Picture {
        func type(_ input: Onnx_ValueInfoProto) -> ONNXElementType? {
            ONNXElementType(rawValue: Int(input.type.tensorType.elemType))
        }
        let all = inputs.filter { $0.type.tensorType.shape.dim.count == 4 }
        let pictures = all.filter { !given.contains($0.name) }
        if pictures.isEmpty, !all.isEmpty { throw OtherInputError(path: path, problem: .nothingLeft) }
        guard
            let input = pictures.first(where: { type($0)?.isFloat ?? false })
                ?? pictures.first(where: { type($0)?.isInteger ?? false })
        else { throw ONNXError(path, .noPicture) }
        let extents = input.type.tensorType.shape.dim.map { $0.dimValue > 0 ? Int($0.dimValue) : nil }
        let isChannelsLast = isChannelsLast(input.name, extents)
        let order = isChannelsLast ? [0, 3, 1, 2] : [0, 1, 2, 3]
        let usual = usual ?? usualSize
        let standards = [1, 3, usual.rows, usual.columns]
        var dimensions = zip(order.map { extents[$0] }, standards).map { $0 ?? $1 }
        if let size { dimensions.replaceSubrange(2..<4, with: [size.rows, size.columns]) }
        var count = 1
        for extent in dimensions {
            guard extent <= 1 << 16, count <= 1 << 28 else { throw ONNXError(path, .noPicture) }
            count *= extent
        }
        guard count <= 1 << 28 else { throw ONNXError(path, .noPicture) }
        var picture = ONNXImporter.Picture(
            name: input.name, dimensions: dimensions, isChannelsLast: isChannelsLast)
        picture.type = type(input) ?? .float
        return picture
    }

    /// Whether the file says neither rows nor columns of its pictures.
    func leavesSizeOpen(of picture: ONNXImporter.Picture) -> Bool {
        guard let dimensions = inputs.first(where: { $0.name == picture.name })?.type.tensorType.shape.dim
        else { return false }
        return (picture.isChannelsLast ? 1...2 : 2...3).allSatisfy { dimensions[$0].dimValue <= 0 }
    }

    /// What the file, or one beside it, says of the size of pictures, or 224.
    var usualSize: InputSize {
        let stated = model.metadataProps.last { $0.key == "imgsz" }?.value ?? ""
        let extents = stated.split { !$0.isNumber }.compactMap { Int($0) }
        if let rows = extents.first, let columns = extents.last, extents.count <= 2 {
            let size = InputSize(rows: rows, columns: columns)
            if size.isAllowed { return size }
        }
        let side = StatedPreprocessing.beside(path)?.size ?? 224
        return InputSize(rows: side, columns: side)
    }

    /// Whether an input is N×H×W×C: it is transposed first, or its last extent is that of colours and its second is not.
    private func isChannelsLast(_ name: String, _ extents: [Int?]) -> Bool {
        let readers = model.graph.node.filter { $0.input.contains(name) }
        if !readers.isEmpty, readers.allSatisfy(Self.movesChannelsFirst) { return true }
        return [1, 3].contains(extents[3]) && ![1, 3].contains(extents[1])
    }

    private static func movesChannelsFirst(_ node: Onnx_NodeProto) -> Bool {
        node.opType == "Transpose" && node.attribute.first { $0.name == "perm" }?.ints == [0, 3, 1, 2]
    }

    /// The outputs that are layers of floats; names of constants and of integers are left out, but for the numbers of the classes of
    /// boxes.
    func outputs(_ importer: ONNXImporter) -> [ImportedNetwork.Output] {
        let found = outputNames.compactMap { name -> (output: ImportedNetwork.Output, shape: Shape)? in
            guard case .variable(let layer, let shape)? = importer.symbol(name), layer > 0 else { return nil }
            return (ImportedNetwork.Output(name: name, layer: layer), shape)
        }
        let boxes = found.first { $0.shape.rank >= 2 && $0.shape.dimensions.last == 4 }
        return found.compactMap { output, shape in
            let isOfBoxes = boxes.map { $0.shape.count == 4 * shape.count } ?? false
            return importer.integerLayers.contains(output.layer) && !isOfBoxes ? nil : output
        }
    }

    /// The boxes and scores that a network drops overlapping ones of itself; how many it puts out depends on the picture, so that its
    /// outputs are none.
    ///
    /// - Returns: the layer that drops them, and what it reads; nil where there is none or what it reads is not computed.
    func beforeSuppression(
        _ importer: ONNXImporter
    ) -> (node: String, outputs: [ImportedNetwork.Output])? {
        for node in model.graph.node where node.opType == "NonMaxSuppression" && node.input.count >= 2 {
            let read = node.input.prefix(2).compactMap { name -> ImportedNetwork.Output? in
                guard case .variable(let layer, _)? = importer.symbol(name), layer > 0 else { return nil }
                return ImportedNetwork.Output(name: name, layer: layer)
            }
            if read.count == 2 { return (node.name.isEmpty ? node.output.first ?? "" : node.name, read) }
        }
        return nil
    }

    /// Reads the graph for a picture.
    package func imported(
        _ picture: ONNXImporter.Picture, bindings: [String: ONNXValue] = [:],
        inputs given: [String: InputValue] = [:], cancellation: Cancellation? = nil
    ) throws -> ONNXImporter {
        var importer = ONNXImporter(model, tensors: tensors, picture: picture, cancellation: cancellation)
        var nodes = try ONNXOrder.sorted(model.graph, path: path)
        for (index, tensor) in model.graph.initializer.enumerated() {
            try cancellation?.check()
            do {
                importer.bind(tensor.name, try tensors.value(tensor, raw: rawData[index]))
            } catch let feature as UnsupportedFeature {
                try importer.block(tensor.name, "Constant", feature)
            }
        }
        for (name, value) in bindings { importer.bind(name, value) }
        for input in inputs where importer.symbol(input.name) == nil {
            guard let type = ONNXElementType(rawValue: Int(input.type.tensorType.elemType)) else {
                try importer.block(input.name, "Input", .networkInput(input.name))
                continue
            }
            let extents = input.type.tensorType.shape.dim.map { $0.dimValue > 0 ? Int($0.dimValue) : nil }
            let other = try OtherInput(
                input.name, extents: extents, given: given[input.name], picture: picture.dimensions,
                path: path)
            try importer.give(other, type)
        }
        if picture.isChannelsLast { try importer.bindChannelsLast(picture, &nodes) }
        try importer.add(nodes)
        return importer
    }
}

extension ONNXImporter {
    /// A name that stands for nothing the engine computes.
    mutating func block(_ name: String, _ operation: String, _ feature: UnsupportedFeature) throws {
        let layer = try builder.add(
            free(name), Unsupported(operation, reason: feature.words, kind: .input), [])
        bind(name, .unavailable(layer))
    }

    /// A channels-last input: transpositions to channels-first fall away, other readers get one to channels-last.
    mutating func bindChannelsLast(_ picture: Picture, _ nodes: inout [Onnx_NodeProto]) throws {
        let shape = Shape(picture.dimensions)
        var others: [Onnx_NodeProto] = []
        for node in nodes {
            let isFirst = node.attribute.first { $0.name == "perm" }?.ints == [0, 3, 1, 2]
            if node.opType == "Transpose", node.input == [picture.name], isFirst,
                let output = node.output.first
            {
                bind(output, .variable(builder.input, shape))
            } else {
                others.append(node)
            }
        }
        nodes = others
        guard others.contains(where: { $0.input.contains(picture.name) }) else { return }
        let layer = try builder.add(
            free("\(picture.name)/channels-last"), Transpose([0, 2, 3, 1]), builder.input)
        bind(picture.name, marked(.variable(layer, builder.fullShape(of: layer)!), picture.type))
    }
}
