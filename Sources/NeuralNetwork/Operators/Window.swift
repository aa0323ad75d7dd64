import Tensors
import Words

/// A window that slides over one to three spatial axes (rows and columns of a picture): the geometry of convolutions
/// and pooling.
public struct Window: Sendable, Hashable {
    /// How the borders are padded.
    public enum Padding: Sendable, Hashable {
        /// Elements added at the start and at the end of each axis; empty for none.
        case explicit(before: [Int], after: [Int])
        /// So many elements that the output has ⌈input / stride⌉ rows and columns, the odd one at the bottom and the right:
        /// Keras's and TensorFlow's "same".
        case same
        /// The same number as ``same``, with the odd one at the top and the left: ONNX's `SAME_LOWER`.
        case sameLower

        public static let none = Padding.explicit(before: [], after: [])

        /// The same number at all four sides of a picture.
        public static func all(_ count: Int) -> Padding {
            .explicit(before: [count, count], after: [count, count])
        }
    }

    /// The window's extent along each axis: rows and columns.
    public var kernelSize: [Int]
    /// Steps between positions along each axis.
    public var stride: [Int]
    /// Distance between the window's elements, 1 for a dense window.
    public var dilation: [Int]
    public var padding: Padding
    /// Whether a last position that reaches over the border counts (PyTorch's `ceil_mode`).
    public var ceilMode: Bool

    /// - Parameters:
    ///   - stride: 1 along every axis where it is nil.
    ///   - dilation: 1 along every axis where it is nil.
    public init(
        _ kernelSize: [Int], stride: [Int]? = nil, dilation: [Int]? = nil, padding: Padding = .none,
        ceilMode: Bool = false
    ) {
        let ones = kernelSize.map { _ in 1 }
        self.kernelSize = kernelSize
        self.stride = stride ?? ones
        self.dilation = dilation ?? ones
        self.padding = padding
        self.ceilMode = ceilMode
    }

    /// What oneDNN needs to know of a window over an input of a given size.
    struct Placement: Equatable {
        /// Elements added before (top, left) and after (bottom, right).
        var before: [Int]
        var after: [Int]
        /// What of `after` exists only because `ceilMode` rounds up.
        var overhang: [Int]
        var outputSize: [Int]
    }

    /// output = ⌊(input + before + after − dilation·(kernel−1) − 1) / stride⌋ + 1, rounded up in ceil mode unless the
    /// last position would start in the padding.
    func place(over size: [Int]) throws(ShapeError) -> Placement {
        let settings: [(name: Words, values: [Int])] = [
            ("kernel size", kernelSize), ("stride", stride), ("dilation", dilation),
        ]
        for (name, values) in settings {
            guard values.count == size.count else {
                throw .rank(expected: values.count + 2, found: Shape([1, 1] + size))
            }
            for value in values where value < 1 || value > 1 << 20 { throw .badSetting(name, value: value) }
        }
        let zeros = size.map { _ in 0 }
        if case .explicit(let starts, let ends) = padding {
            for values in [starts, ends] where !values.isEmpty && values.count != size.count {
                throw .rank(expected: values.count + 2, found: Shape([1, 1] + size))
            }
        }
        var placement = Placement(before: zeros, after: zeros, overhang: zeros, outputSize: zeros)
        for axis in size.indices {
            let reach = dilation[axis] * (kernelSize[axis] - 1) + 1
            let step = stride[axis]
            switch padding {
            case .same, .sameLower:
                let output = (size[axis] + step - 1) / step
                let total = max((output - 1) * step + reach - size[axis], 0)
                placement.before[axis] = padding == .same ? total / 2 : total - total / 2
                placement.after[axis] = total - placement.before[axis]
                placement.outputSize[axis] = output
            case .explicit(let starts, let ends):
                let before = starts.isEmpty ? 0 : starts[axis]
                let after = ends.isEmpty ? 0 : ends[axis]
                for value in [before, after] where value < 0 || value > 1 << 20 {
                    throw .badSetting("padding", value: value)
                }
                let room = size[axis] + before + after - reach
                guard room >= 0 else {
                    throw .windowTooLarge(window: kernelSize, input: Shape(size))
                }
                var output = room / step + 1
                if ceilMode, room % step != 0, output * step < size[axis] + before { output += 1 }
                placement.before[axis] = before
                placement.overhang[axis] = max((output - 1) * step + reach - (size[axis] + before + after), 0)
                placement.after[axis] = after + placement.overhang[axis]
                placement.outputSize[axis] = output
            }
        }
        return placement
    }

    /// For example `3×3, stride 2`.
    var summary: Words {
        var words = Words(verbatim: Self.joined(kernelSize))
        if stride.contains(where: { $0 != 1 }) { words = "\(words), stride \(Self.short(stride))" }
        if dilation.contains(where: { $0 != 1 }) { words = "\(words), dilation \(Self.short(dilation))" }
        return words
    }

    private static func short(_ values: [Int]) -> String {
        Set(values).count == 1 ? "\(values[0])" : joined(values)
    }

    private static func joined(_ values: [Int]) -> String { values.map(String.init).joined(separator: "×") }
}
