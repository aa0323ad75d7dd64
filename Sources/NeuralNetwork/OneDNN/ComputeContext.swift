import COneDNN
import CVectorLoops
import Files
import Tensors

/// oneDNN's engine and stream with what the kernels of one executor share: buffers, reordered weights and
/// conversions between layouts.
///
/// Not Sendable: it and everything made with it stays on the queue that made it.
public final class ComputeContext {
    let engine: dnnl_engine_t
    let stream: dnnl_stream_t
    let attributes: dnnl_primitive_attr_t
    private let pool = BufferPool()
    private var scratch = OwnedBytes(0)
    private var conversions: [LayoutPair: Primitive] = [:]
    private var weights: [WeightKey: [WeakMemory]] = [:]
    private var plainLayouts: [Shape: MemoryDescriptor] = [:]

    /// What passes may take.
    let memory: MemoryBudget
    /// Whether tensors of weights change, as in training, so that ``renewWeights()`` can make anew what was made of them.
    var weightsChange = false

    init(_ memory: MemoryBudget = MemoryBudget()) throws(EngineError) {
        self.memory = memory
        Self.limitVectorLoops
        var engine: dnnl_engine_t?
        try check(dnnl_engine_create(&engine, dnnl_cpu, 0), .start)
        var stream: dnnl_stream_t?
        try check(
            dnnl_stream_create(&stream, engine, UInt32(dnnl_stream_default_flags.rawValue)), .start)
        self.engine = engine!
        self.stream = stream!
        attributes = try Self.makeAttributes()
    }

    /// Loops of our own keep to the instructions that oneDNN is allowed, so that `DNNL_MAX_CPU_ISA` holds for all.
    private static let limitVectorLoops: Void = {
        switch OneDNN.vectorInstructions {
        case .none: loops_limit_vectors(LOOPS_PLAIN)
        case .avx2: loops_limit_vectors(LOOPS_AVX2)
        case .avx512: loops_limit_vectors(LOOPS_AVX512)
        }
    }()

    /// Attributes with the scratchpad in our hands: the library's own is bound to the thread that made the primitive,
    /// and a Dispatch queue may go on in another thread.
    static func makeAttributes() throws(EngineError) -> dnnl_primitive_attr_t {
        var attributes: dnnl_primitive_attr_t?
        try check(dnnl_primitive_attr_create(&attributes), .makeAttributes)
        try check(
            dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user), .makeAttributes)
        return attributes!
    }

    /// The row-major layout of a shape; always the same object, so that conversions to it are found again.
    func plainLayout(_ shape: Shape) throws(EngineError) -> MemoryDescriptor {
        if let known = plainLayouts[shape] { return known }
        let layout = try MemoryDescriptor.plain(shape)
        plainLayouts[shape] = layout
        return layout
    }

    /// The layout in which a smaller operand is combined fast with a whole one: blocks go with blocks.
    func layout(_ shape: Shape, besides whole: MemoryDescriptor) throws(EngineError) -> MemoryDescriptor {
        let isPlain = try whole.hasSameLayout(as: plainLayout(whole.shape))
        return try isPlain || !MemoryDescriptor.hasBlocks(shape) ? plainLayout(shape) : .blocked(shape)
    }

    /// Uninitialised memory from the pool.
    func allocate(_ descriptor: MemoryDescriptor) throws(EngineError) -> Memory {
        let buffer = Buffer(byteCount: descriptor.byteCount, pool: pool)
        return try Memory(descriptor, bytes: buffer.bytes, owner: buffer, engine: engine)
    }

    /// Gives back the memory that no pass holds, but for `limit` bytes.
    func trim(to limit: Int = 0) {
        if scratch.count > limit { scratch = OwnedBytes(0) }
        pool.trim(to: limit - scratch.count)
    }

    /// Memory for a primitive's intermediate results: the same for all, which run one after another.
    func scratchpad(_ descriptor: MemoryDescriptor) throws(EngineError) -> Memory {
        let bytes = try scratchBytes(descriptor.byteCount)
        return try Memory(descriptor, bytes: bytes.start, owner: bytes, engine: engine)
    }

    /// The bytes of ``scratchpad(_:)``, aligned for vectors.
    func scratchBytes(_ count: Int) throws(EngineError) -> OwnedBytes {
        if scratch.count < count {
            guard count <= memory.byteLimit else { throw .outOfMemory(.takeScratch(byteCount: count)) }
            scratch = OwnedBytes(count)
        }
        return scratch
    }

    /// A tensor's own bytes as memory, to be read only.
    func memory(_ tensor: Tensor) throws(EngineError) -> Memory {
        let layout = try plainLayout(tensor.shape)
        let owner = TensorOwner(tensor)
        return try tensor.withUnsafeBufferPointer { (source) throws(EngineError) in
            try Memory(
                layout, bytes: UnsafeMutableRawPointer(mutating: source.baseAddress!), owner: owner,
                engine: engine)
        }
    }

    /// The memory itself if it has the wanted layout, else a copy in that layout.
    func convert(_ memory: Memory, to layout: MemoryDescriptor) throws(EngineError) -> Memory {
        if memory.descriptor.hasSameLayout(as: layout) { return memory }
        if let rows = memory.rows { return try convert(rows, to: layout) }
        let result = try allocate(layout)
        try copy(memory, into: result)
        if memory.descriptor.isView, layout.strides == layout.shape.strides { memory.rows = result }
        return result
    }

    /// The layout for a kernel that does not read views.
    func withoutView(_ layout: MemoryDescriptor) throws(EngineError) -> MemoryDescriptor {
        try layout.isView ? plainLayout(layout.shape) : layout
    }

    /// A row-major form of the memory: the memory itself if it is row-major already.
    func plain(_ memory: Memory) throws(EngineError) -> Memory {
        try convert(memory, to: plainLayout(memory.descriptor.shape))
    }

    /// Copies between two layouts of the same extents.
    func copy(_ source: Memory, into destination: Memory) throws(EngineError) {
        let key = LayoutPair(source: source.descriptor, destination: destination.descriptor)
        let primitive: Primitive
        if let known = conversions[key] {
            primitive = known
        } else {
            primitive = try Primitive(
                PrimitiveDescriptor(.convertLayout) {
                    onednn_reorder(&$0, engine, key.source.handle, key.destination.handle, attributes)
                })
            if conversions.count >= 4096 { conversions.removeAll() }
            conversions[key] = primitive
        }
        try primitive.execute(self, (DNNL_ARG_FROM, source), (DNNL_ARG_TO, destination))
    }

    /// A copy of what a view shows of the memory.
    ///
    /// - Parameters:
    ///   - whole: the layout on which the view lies.
    ///   - view: some of its elements, perhaps in another order.
    ///   - layout: that of the copy.
    func copy(
        of memory: Memory, laidOutAs whole: MemoryDescriptor, seenAs view: MemoryDescriptor,
        in layout: MemoryDescriptor
    ) throws(EngineError) -> Memory {
        let copied = try allocate(layout)
        let source = try convert(memory, to: whole)
        try copy(source.alias(view, engine: engine), into: copied)
        return copied
    }

    /// A row-major tensor of the memory's contents.
    func tensor(_ memory: Memory) throws(EngineError) -> Tensor {
        let layout = try plainLayout(memory.descriptor.shape)
        var failure: EngineError?
        let tensor = Tensor(memory.descriptor.shape) { destination in
            do throws(EngineError) {
                let target = try Memory(layout, bytes: destination.baseAddress!, owner: nil, engine: engine)
                try copy(memory, into: target)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return tensor
    }

    /// Weights in the layout that a primitive wants, converted once and shared by all batch sizes.
    ///
    /// - Parameters:
    ///   - tensor: the weights; they are recognised by where they lie, so the caller keeps them alive.
    ///   - shape: the extents under which the primitive sees them (with a leading axis of groups, for example).
    func weights(_ tensor: Tensor, as shape: Shape, in layout: MemoryDescriptor) throws(EngineError) -> Memory
    {
        let plain = try memory(tensor.reshaped(shape))
        if plain.descriptor.hasSameLayout(as: layout) { return plain }
        return try weights(tensor, as: .laidOut(shape), in: layout) {
            [unowned self] (converted) throws(EngineError) in
            try copy(plain, into: converted)
        }
    }

    /// Weights in some form, made once and shared by all batch sizes.
    ///
    /// - Parameters:
    ///   - tensor: the weights; they are recognised by where they lie, so the caller keeps them alive.
    ///   - layout: of the result.
    ///   - make: fills it; it is kept where weights change, so it holds no context.
    func weights(
        _ tensor: Tensor, as form: WeightForm, in layout: MemoryDescriptor,
        make: @escaping (Memory) throws(EngineError) -> Void
    ) throws(EngineError) -> Memory {
        let key = WeightKey(
            address: tensor.withUnsafeBufferPointer { UnsafeRawPointer($0.baseAddress!) }, form: form)
        let live = weights[key, default: []].filter { $0.memory != nil }
        for known in live {
            if let memory = known.memory, memory.descriptor.hasSameLayout(as: layout) { return memory }
        }
        let bytes = OwnedBytes(layout.byteCount)
        let made = try Memory(layout, bytes: bytes.start, owner: bytes, engine: engine)
        try make(made)
        weights[key] = live + [WeakMemory(memory: made, make: weightsChange ? make : nil)]
        return made
    }

    /// Makes anew what was made of weights that have changed.
    func renewWeights() throws(EngineError) {
        for known in weights.values.joined() {
            if let memory = known.memory, let make = known.make { try make(memory) }
        }
    }

    deinit {
        dnnl_primitive_attr_destroy(attributes)
        dnnl_stream_destroy(stream)
        dnnl_engine_destroy(engine)
    }
}

/// Two layouts, by identity: descriptors live as long as the kernels that use them.
private struct LayoutPair: Hashable {
    let source: MemoryDescriptor
    let destination: MemoryDescriptor

    static func == (a: LayoutPair, b: LayoutPair) -> Bool {
        a.source === b.source && a.destination === b.destination
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(ObjectIdentifier(source))
        hasher.combine(ObjectIdentifier(destination))
    }
}

/// What weights are made into.
enum WeightForm: Hashable {
    /// One of the library's layouts, seen as having a shape.
    case laidOut(Shape)
    /// The same for a matrix that is read with rows and columns exchanged.
    case transposed
    /// In panels of columns, as the right factor of products by loops of our own.
    case panels(rowStride: Int, columnStride: Int)
    /// Their transform for Winograd's algorithm, or for its gradient.
    case winograd(isGradient: Bool)
    /// With zeros behind them.
    case filledUp
}

private struct WeightKey: Hashable {
    let address: UnsafeRawPointer
    let form: WeightForm
}

/// Weights in a layout that no kernel uses any more (that of an algorithm found slower, say) are released.
private struct WeakMemory {
    weak var memory: Memory?
    /// Nil where the weights never change.
    let make: ((Memory) throws(EngineError) -> Void)?
}

private final class TensorOwner {
    private let tensor: Tensor

    init(_ tensor: Tensor) {
        self.tensor = tensor
    }
}

/// Bytes that are given back with the last reference.
final class OwnedBytes {
    let start: UnsafeMutableRawPointer
    let count: Int

    fileprivate init(_ count: Int) {
        self.count = count
        start = FreshMemory.allocate(byteCount: count)
    }

    deinit { start.deallocate() }
}
