import COneDNN
import Tensors

/// The logical shape and the physical layout of numbers in oneDNN's memory: plain row-major, or one of the library's blocked
/// formats. They are 32-bit floats unless a function says otherwise.
public final class MemoryDescriptor {
    /// The logical extents, N×C×H×W or N×F, whatever the layout.
    public let shape: Shape
    let handle: onednn_md
    /// Distances between elements along each axis; nil for the library's blocked formats.
    let strides: [Int]?

    /// Bytes that the layout takes, padding of blocks included.
    public let byteCount: Int

    init(handle: onednn_md, shape: Shape, strides: [Int]? = nil) {
        self.handle = handle
        self.shape = shape
        self.strides = strides
        byteCount = onednn_md_size(handle)
    }

    /// What its numbers are.
    var elements: ElementType { onednn_md_type(handle) == dnnl_bf16 ? .bfloat16 : .float32 }

    /// A row-major layout of at most twelve axes.
    static func plain(
        _ shape: Shape, of elements: ElementType = .float32
    ) throws(EngineError) -> MemoryDescriptor {
        try MemoryDescriptor(shape, of: elements, tag: plainTags[shape.rank], strides: shape.strides)
    }

    /// Whether the elements lie at even distances, but not one after the other in row-major order.
    var isView: Bool { strides.map { $0 != shape.strides } ?? false }

    /// N×C×H×W with the channels in blocks as wide as the processor's vectors, which convolutions, pooling and
    /// elementwise operations read and write without conversions; pictures of fewer channels stay as they come.
    static func blocked(
        _ shape: Shape, of elements: ElementType = .float32
    ) throws(EngineError) -> MemoryDescriptor {
        try hasBlocks(shape) ? filledBlocks(shape, of: elements) : any(shape, of: elements)
    }

    /// Whether ``blocked(_:)`` has blocks.
    static func hasBlocks(_ shape: Shape) -> Bool { shape.rank == 4 && shape[1] >= 8 }

    /// N×C×H×W with the channels in blocks of 16 or 8, the last filled up with zeros.
    static func filledBlocks(
        _ shape: Shape, by lanes: Int = lanes, of elements: ElementType = .float32
    ) throws(EngineError) -> MemoryDescriptor {
        try MemoryDescriptor(shape, of: elements, tag: lanes == 16 ? dnnl_aBcd16b : dnnl_aBcd8b)
    }

    /// Floats of the processor's vectors as oneDNN uses them: 16 or 8.
    static let lanes = OneDNN.vectorInstructions == .avx512 ? 16 : 8

    /// A layout that a primitive may choose.
    static func any(
        _ shape: Shape, of elements: ElementType = .float32
    ) throws(EngineError) -> MemoryDescriptor {
        try MemoryDescriptor(shape, of: elements, tag: dnnl_format_tag_any)
    }

    /// The same extents with other elements: in blocks of channels if these are, else row-major.
    func holding(_ other: ElementType) throws(EngineError) -> MemoryDescriptor {
        if other == elements { return self }
        if Self.hasBlocks(shape), try hasSameLayout(as: .filledBlocks(shape, of: elements)) {
            return try .filledBlocks(shape, of: other)
        }
        return try .plain(shape, of: other)
    }

    private convenience init(
        _ shape: Shape, of elements: ElementType, tag: dnnl_format_tag_t, strides: [Int]? = nil
    ) throws(EngineError) {
        var handle: onednn_md?
        let dimensions = shape.rank == 0 ? [1] : shape.dimensions.map(Int64.init)
        try check(
            onednn_md_create(&handle, Int32(dimensions.count), dimensions, elements.type, tag),
            .describe(shape))
        self.init(handle: handle!, shape: shape, strides: strides)
    }

    /// Whether ``strided(_:strides:)`` has such a layout: axes with shorter distances end before the next element along
    /// those with longer ones.
    static func canBeStrided(_ shape: Shape, strides: [Int]) -> Bool {
        let axes = zip(shape.dimensions, strides).filter { $0.0 != 1 }.sorted { $0.1 < $1.1 }
        return zip(axes, axes.dropFirst()).allSatisfy { $0.0 * $0.1 <= $1.1 }
    }

    /// A layout of given distances between the elements along each axis.
    static func strided(_ shape: Shape, strides: [Int]) throws(EngineError) -> MemoryDescriptor {
        // The distance along an axis of extent 1 is nobody's; with the usual one, equal layouts are recognised.
        var strides = strides
        for axis in shape.dimensions.indices.reversed() where shape[axis] == 1 {
            strides[axis] = axis + 1 < shape.rank ? strides[axis + 1] * shape[axis + 1] : 1
        }
        if strides == shape.strides { return try plain(shape) }
        var handle: onednn_md?
        try check(
            onednn_md_create_strided(
                &handle, Int32(shape.rank), shape.dimensions.map(Int64.init), strides.map(Int64.init)),
            .describe(shape))
        return MemoryDescriptor(handle: handle!, shape: shape, strides: strides)
    }

    /// The part of this memory that starts at `offsets`.
    func part(_ shape: Shape, at offsets: [Int]) throws(EngineError) -> MemoryDescriptor {
        var handle: onednn_md?
        try check(
            onednn_md_create_submemory(
                &handle, self.handle, shape.dimensions.map(Int64.init), offsets.map(Int64.init)),
            .takePart(of: self.shape))
        return MemoryDescriptor(handle: handle!, shape: shape)
    }

    /// Whether both describe the same extents in the same layout.
    func hasSameLayout(as other: MemoryDescriptor) -> Bool {
        self === other || onednn_md_equal(handle, other.handle) != 0
    }

    deinit { onednn_md_destroy(handle) }

    /// Axes that oneDNN's memory may have.
    static let maximumRank = 12

    private static let plainTags = [
        dnnl_a, dnnl_a, dnnl_ab, dnnl_abc, dnnl_abcd, dnnl_abcde, dnnl_abcdef, dnnl_abcdefg, dnnl_abcdefgh,
        dnnl_abcdefghi, dnnl_abcdefghij, dnnl_abcdefghijk, dnnl_abcdefghijkl,
    ]
}
