import Files

/// An immutable, dense, row-major array of 32-bit floats.
///
/// Copies share their storage, which may be a part of a memory-mapped file. The axes are named by whoever
/// makes the tensor; pictures and feature maps are N×C×H×W or C×H×W throughout.
public struct Tensor: Sendable {
    public let shape: Shape
    private let storage: TensorStorage
    private let offset: Int

    /// A tensor of elements that `initialize` writes; every element must be written.
    public init(
        _ shape: Shape, initializingWith initialize: (UnsafeMutableBufferPointer<Float>) throws -> Void
    ) rethrows {
        let storage = TensorStorage(count: shape.count)
        try initialize(storage.mutableElements)
        self.init(shape: shape, storage: storage, offset: 0)
    }

    /// A tensor of the given values in row-major order.
    public init(_ shape: Shape, _ values: [Float]) {
        precondition(values.count == shape.count, "\(values.count) values do not fill \(shape)")
        self.init(shape) { destination in
            _ = destination.initialize(from: values)
        }
    }

    /// A tensor with every element equal to `value`.
    public init(_ shape: Shape, repeating value: Float) {
        self.init(shape) { $0.initialize(repeating: value) }
    }

    /// A tensor that reads its elements where they lie in a mapped file (32-bit little-endian floats).
    ///
    /// - Parameters:
    ///   - byteOffset: where the first element lies; a multiple of 4, and the tensor must end within the file.
    public init(_ shape: Shape, in file: MappedFile, byteOffset: Int) {
        precondition(byteOffset >= 0 && byteOffset % 4 == 0, "a mapped tensor starts at a multiple of 4")
        precondition(byteOffset + shape.count * 4 <= file.byteCount, "a mapped tensor lies within its file")
        self.init(shape: shape, storage: TensorStorage(file: file, byteOffset: byteOffset), offset: 0)
    }

    private init(shape: Shape, storage: TensorStorage, offset: Int) {
        self.shape = shape
        self.storage = storage
        self.offset = offset
    }

    /// Number of elements.
    public var count: Int { shape.count }

    /// The elements in row-major order. The pointer is valid during the call only.
    public func withUnsafeBufferPointer<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<Float>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let elements = UnsafeBufferPointer(rebasing: storage.elements[offset..<offset + count])
        defer { withExtendedLifetime(storage) {} }
        return try body(elements)
    }

    /// The elements, to be written in place, which every tensor of the same storage sees.
    ///
    /// For parameters in training, whose owner gives nothing but copies to other threads.
    ///
    /// - Precondition: they do not lie in a mapped file.
    package func withMutableElements<Result, Failure: Error>(
        _ body: (UnsafeMutableBufferPointer<Float>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition(storage.mutableElements.baseAddress != nil, "a file's tensor is read only")
        defer { withExtendedLifetime(storage) {} }
        return try body(
            UnsafeMutableBufferPointer(rebasing: storage.mutableElements[offset..<offset + count]))
    }

    /// The same elements in storage of their own.
    public var copied: Tensor {
        Tensor(shape) { target in withUnsafeBufferPointer { _ = target.initialize(from: $0) } }
    }

    /// A copy of the elements in row-major order.
    public var values: [Float] { withUnsafeBufferPointer { Array($0) } }

    /// The element at a row-major position.
    public subscript(position: Int) -> Float {
        precondition(position >= 0 && position < count, "element \(position) of \(count)")
        return storage.elements[offset + position]
    }

    /// Whether every element is a finite number.
    public var isFinite: Bool {
        let exponent = Float.infinity.bitPattern
        return withUnsafeBufferPointer { elements in
            var greatest: UInt32 = 0
            for element in elements { greatest = max(greatest, element.bitPattern & exponent) }
            return greatest != exponent
        }
    }

    /// The same elements under another shape of the same count.
    public func reshaped(_ shape: Shape) -> Tensor {
        precondition(shape.count == count, "\(self.shape) does not reshape to \(shape)")
        return Tensor(shape: shape, storage: storage, offset: offset)
    }

    /// A matrix with rows and columns exchanged.
    public var transposed: Tensor {
        precondition(shape.rank == 2, "\(shape) is no matrix")
        let (rows, columns) = (shape[0], shape[1])
        return Tensor([columns, rows]) { target in
            withUnsafeBufferPointer { source in
                for column in 0..<columns {
                    for row in 0..<rows { target[column * rows + row] = source[row * columns + column] }
                }
            }
        }
    }

    /// The part at `index` of the first axis, which shares the storage: item n of N×C×H×W as C×H×W.
    public func part(_ index: Int) -> Tensor {
        precondition(shape.rank > 0 && index >= 0 && index < shape[0], "part \(index) of \(shape)")
        let shape = shape.withoutBatch
        return Tensor(shape: shape, storage: storage, offset: offset + index * shape.count)
    }
}

/// Where a tensor's elements lie.
///
/// Sendable without a lock because nothing writes to the elements once the initialiser that received
/// `mutableElements` has returned, but for the one owner of a parameter in training.
private final class TensorStorage: @unchecked Sendable {
    let elements: UnsafeBufferPointer<Float>
    let mutableElements: UnsafeMutableBufferPointer<Float>
    private let file: MappedFile?

    init(count: Int) {
        let byteCount = max(count, 1) * 4
        let memory =
            byteCount >= LargeBlocks.threshold
            ? LargeBlocks.take(byteCount)
            : UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 64)
        mutableElements = UnsafeMutableBufferPointer(
            start: memory.bindMemory(to: Float.self, capacity: count), count: count)
        elements = UnsafeBufferPointer(mutableElements)
        file = nil
    }

    init(file: MappedFile, byteOffset: Int) {
        let start = file.bytes.baseAddress.map { $0 + byteOffset }
        let count = (file.byteCount - byteOffset) / 4
        elements = UnsafeBufferPointer(start: start?.assumingMemoryBound(to: Float.self), count: count)
        mutableElements = UnsafeMutableBufferPointer(start: nil, count: 0)
        self.file = file
    }

    deinit {
        guard file == nil, let start = mutableElements.baseAddress else { return }
        let byteCount = mutableElements.count * 4
        if byteCount >= LargeBlocks.threshold {
            LargeBlocks.give(UnsafeMutableRawPointer(start), byteCount: byteCount)
        } else {
            UnsafeMutableRawPointer(start).deallocate()
        }
    }
}
