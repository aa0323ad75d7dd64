import Imaging
import NeuralNetwork

/// A network that takes pictures of any size gets one in the photo's own proportions.
extension InputSize {
    /// Rows × columns at most that a photo chooses: one with more is made smaller.
    static let mostPixels = 1 << 19

    /// The size of a photo, smaller where it has more than ``mostPixels``, each extent rounded to a multiple of a stride.
    ///
    /// - Parameters:
    ///   - photo: in pixels.
    ///   - stride: of the network's coarsest maps, in pixels of its input; each extent is at least two of them.
    init(of photo: (width: Int, height: Int), stride: Int) {
        let (width, height) = (Double(photo.width), Double(photo.height))
        let ratio = min(
            1, (Double(Self.mostPixels) / (width * height)).squareRoot(),
            Double(Self.allowed.upperBound) / max(width, height))
        func extent(_ value: Double, _ rule: FloatingPointRoundingRule) -> Int {
            max(2, Int((value * ratio / Double(stride)).rounded(rule))) * stride
        }
        let nearest = InputSize(
            rows: extent(height, .toNearestOrEven), columns: extent(width, .toNearestOrEven))
        self =
            nearest.rows * nearest.columns <= Self.mostPixels && nearest.isAllowed
            ? nearest : InputSize(rows: extent(height, .down), columns: extent(width, .down))
    }
}

extension Graph {
    /// Pixels of the input from one element of the coarsest map to the next, from 8 to 128; 32, as most networks have, where no
    /// layer tells.
    var coarsestStride: Int {
        var heights: Set<Int> = []
        let strides = nodes.compactMap { node -> Int? in
            guard let map = node.map, map.rows > 1, map.columns > 1, heights.insert(map.rows).inserted,
                case .part(let rows, let columns) = receptiveField(of: node)
            else { return nil }
            return max(rows.stride, columns.stride)
        }
        return min(max(strides.filter { $0 > 1 }.max() ?? 32, 8), 128)
    }

    /// Whether it ends in maps or a picture of what it sees, and neither in scores of classes nor in boxes.
    var isOfPlaces: Bool {
        guard logits == nil else { return false }
        let kinds = outputs.map { OutputKind(of: $0, in: self) }
        guard kinds.contains(where: { [.classMaps, .picture].contains($0) }) else { return false }
        return !kinds.contains { if case .boxes = $0 { true } else { false } }
    }
}

extension ModelChoice {
    /// The same network for pictures of the size that suits a photo.
    ///
    /// - Parameters:
    ///   - photo: in pixels.
    ///   - model: what is loaded of it.
    /// - Returns: nil for one whose size the photo does not choose.
    public func fitted(to photo: (width: Int, height: Int), _ model: Model) -> ModelChoice? {
        guard model.followsPhoto, photo.width > 0, photo.height > 0 else { return nil }
        var fitted = self
        fitted.settings.inputSize = InputSize(of: photo, stride: model.graph.coarsestStride)
        fitted.settings.followsPhoto = true
        // What bars there are is then less than a stride.
        if !model.preprocessing.hasBars { fitted.settings.fit = fitted.settings.fit ?? .stretch }
        return fitted
    }
}
