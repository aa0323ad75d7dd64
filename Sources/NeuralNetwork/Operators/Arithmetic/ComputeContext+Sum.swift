extension ComputeContext {
    /// The sum of two memories of one shape, in the layout of the first.
    func sum(_ first: Memory, _ second: Memory) throws(EngineError) -> Memory {
        try ElementwiseArithmetic.add.makeKernel(for: [first.descriptor, second.descriptor], in: self)
            .forward([first, second]).output
    }
}
