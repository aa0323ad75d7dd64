import Tensors

extension ONNXValue {
    /// Elements that lie apart, as PyTorch's tensors do: floats as 32-bit floats, integers as what they are.
    ///
    /// - Parameters:
    ///   - offset: of the first element, in elements.
    ///   - strides: elements from one index to the next along each axis; every element must lie within `bytes`.
    init(
        _ type: ElementType, _ shape: Shape, _ bytes: UnsafeRawBufferPointer, offset: Int, strides: [Int]
    ) {
        guard type == .int64 || type == .int32 else {
            let tensor = type.tensor(shape, bytes, offset: offset, strides: strides)
            if type.isFloat {
                self.init(tensor)
            } else if type == .boolean {
                self.init(shape.dimensions, .booleans(tensor.values.map { $0 != 0 }))
            } else {
                self.init(shape.dimensions, .integers(tensor.values.map { Int64($0) }))
            }
            return
        }
        // Floats of 32 bits cannot tell large integers apart.
        let rows = IndexMap.strides(shape.dimensions)
        let values = (0..<shape.count).map { position -> Int64 in
            var index = offset
            for axis in rows.indices { index += position / rows[axis] % shape[axis] * strides[axis] }
            return type == .int64
                ? bytes.number(Int64.self, at: index * 8)! : Int64(bytes.number(Int32.self, at: index * 4)!)
        }
        self.init(shape.dimensions, .integers(values))
    }
}
