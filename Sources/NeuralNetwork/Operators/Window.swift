import Tensors

/// A window that slides over rows and columns: the geometry of convolutions and pooling.
public struct Window: Sendable, Hashable {
    /// How the borders are padded.
    public enum Padding: Sendable, Hashable {
        /// Rows and columns added at each side.
        case explicit(top: Int, left: Int, bottom: Int, right: Int)
        /// As many that the output has ⌈input / stride⌉ rows and columns, the odd one at the bottom and the right:
        /// Keras's and TensorFlow's "same".
        case same

        public static let none = Padding.explicit(top: 0, left: 0, bottom: 0, right: 0)

        /// The same number at all four sides.
        public static func all(_ count: Int) -> Padding {
            .explicit(top: count, left: count, bottom: count, right: count)
        }
    }

    /// Rows and columns of the window.
    public var kernelSize: [Int]
    /// Steps between positions, rows and columns.
    public var stride: [Int]
    /// Distance between the window's elements, 1 for a dense window.
    public var dilation: [Int]
    public var padding: Padding
    /// Whether a last position that reaches over the border counts (PyTorch's `ceil_mode`).
    public var ceilMode: Bool

    public init(
        _ kernelSize: [Int], stride: [Int] = [1, 1], dilation: [Int] = [1, 1], padding: Padding = .none,
        ceilMode: Bool = false
    ) {
        self.kernelSize = kernelSize
        self.stride = stride
        self.dilation = dilation
        self.padding = padding
        self.ceilMode = ceilMode
    }

    /// What oneDNN needs to know of a window over an input of a given size.
    struct Placement: Equatable {
        /// Rows and columns added before (top, left) and after (bottom, right).
        var before: [Int]
        var after: [Int]
        /// What of `after` exists only because `ceilMode` rounds up.
        var overhang: [Int]
        var outputSize: [Int]
    }

    /// output = ⌊(input + before + after − dilation·(kernel−1) − 1) / stride⌋ + 1, rounded up in ceil mode unless the
    /// last position would start in the padding.
    func place(over size: [Int]) throws(ShapeError) -> Placement {
        for (name, values) in [("kernel size", kernelSize), ("stride", stride), ("dilation", dilation)] {
            for value in values where value < 1 || value > 1 << 20 { throw .badSetting(name, value: value) }
        }
        var placement = Placement(before: [0, 0], after: [0, 0], overhang: [0, 0], outputSize: [0, 0])
        for axis in 0..<2 {
            let reach = dilation[axis] * (kernelSize[axis] - 1) + 1
            let step = stride[axis]
            switch padding {
            case .same:
                let output = (size[axis] + step - 1) / step
                let total = max((output - 1) * step + reach - size[axis], 0)
                placement.before[axis] = total / 2
                placement.after[axis] = total - total / 2
                placement.outputSize[axis] = output
            case .explicit(let top, let left, let bottom, let right):
                let before = axis == 0 ? top : left
                let after = axis == 0 ? bottom : right
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
    var summary: String {
        var parts = [kernelSize.map(String.init).joined(separator: "×")]
        if stride != [1, 1] { parts.append("stride \(Self.short(stride))") }
        if dilation != [1, 1] { parts.append("dilation \(Self.short(dilation))") }
        return parts.joined(separator: ", ")
    }

    private static func short(_ pair: [Int]) -> String {
        pair[0] == pair[1] ? "\(pair[0])" : "\(pair[0])×\(pair[1])"
    }
}
