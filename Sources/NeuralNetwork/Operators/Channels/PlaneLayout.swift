import Tensors

/// N×C×… as planes of places: a plane for each channel of row-major memory, one for each block of channels where N×C×H×W
/// has its channels in blocks.
struct PlaneLayout {
    let layout: MemoryDescriptor
    /// Channels that lie side by side at a place: 1 or as many as a block has.
    let lanes: Int
    /// Blocks of channels of one item.
    let blocks: Int

    var items: Int { layout.shape[0] }
    var planes: Int { items * blocks }
    /// The extents of a plane.
    var extents: [Int] { Array(layout.shape.dimensions.dropFirst(2)) }

    /// The layout nearest to the one in which the input comes.
    init(_ input: MemoryDescriptor, in context: ComputeContext) throws(EngineError) {
        if let channels = try ChannelBlocks(input) {
            self.init(input, lanes: channels.lanes)
        } else {
            self.init(try context.plainLayout(input.shape), lanes: 1)
        }
    }

    private init(_ layout: MemoryDescriptor, lanes: Int) {
        self.layout = layout
        self.lanes = lanes
        blocks = (layout.shape[1] + lanes - 1) / lanes
    }

    /// Planes of other extents in the same kind of layout.
    func withExtents(_ extents: [Int], in context: ComputeContext) throws(EngineError) -> PlaneLayout {
        let shape = Shape(layout.shape.dimensions.prefix(2) + extents)
        return PlaneLayout(
            try lanes == 1 ? context.plainLayout(shape) : .filledBlocks(shape, by: lanes), lanes: lanes)
    }
}
