extension ComputeContext {
    /// A function of memories of one shape, element by element, on one core.
    ///
    /// - Parameters:
    ///   - layout: in which they are read, and of the result; what fills up blocks goes through the function, too.
    ///   - function: is given one element of each.
    func elementwise(
        _ memories: [Memory], in layout: MemoryDescriptor, _ function: (UnsafeBufferPointer<Float>) -> Float
    ) throws(EngineError) -> Memory {
        var operands: [Memory] = []
        for memory in memories { operands.append(try convert(memory, to: layout)) }
        let result = try allocate(layout)
        let sources = operands.map(\.floats)
        let target = result.floats
        withUnsafeTemporaryAllocation(of: Float.self, capacity: sources.count) { values in
            for position in target.indices {
                for (index, source) in sources.enumerated() { values[index] = source[position] }
                target[position] = function(UnsafeBufferPointer(values))
            }
        }
        withExtendedLifetime(operands) {}
        return result
    }
}
