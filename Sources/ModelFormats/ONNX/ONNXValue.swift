import Tensors

/// A constant of an ONNX network: a weight, or a number that says how to reshape something.
struct ONNXValue {
    /// Elements in row-major order.
    enum Elements {
        case floats(Tensor)
        case integers([Int64])
        case booleans([Bool])
    }

    /// Extents, outermost axis first; none for a scalar.
    let dimensions: [Int]
    let elements: Elements

    /// Elements of one constant that is computed while loading.
    static let limit = 1 << 28

    init(_ dimensions: [Int], _ elements: Elements) {
        self.dimensions = dimensions
        self.elements = elements
    }

    init(_ tensor: Tensor) {
        self.init(tensor.shape.dimensions, .floats(tensor))
    }

    init(integers: [Int]) {
        self.init([integers.count], .integers(integers.map(Int64.init)))
    }

    init(float: Float) {
        self.init([], .floats(Tensor([], [float])))
    }

    var count: Int { dimensions.reduce(1, *) }

    /// The elements as 32-bit floats; truth is 1.
    var tensor: Tensor {
        switch elements {
        case .floats(let tensor): tensor
        case .integers(let integers): Tensor(Shape(dimensions), integers.map(Float.init))
        case .booleans(let booleans): Tensor(Shape(dimensions), booleans.map { $0 ? 1 : 0 })
        }
    }

    /// The elements as integers: floats truncated towards zero and kept within bounds, truth is 1.
    var integers: [Int] {
        switch elements {
        case .floats(let tensor):
            tensor.values.map(Int.init(saturating:))
        case .integers(let integers): integers.map(Int.init)
        case .booleans(let booleans): booleans.map { $0 ? 1 : 0 }
        }
    }

    var booleans: [Bool] {
        switch elements {
        case .floats(let tensor): tensor.values.map { $0 != 0 }
        case .integers(let integers): integers.map { $0 != 0 }
        case .booleans(let booleans): booleans
        }
    }

    var isFloat: Bool {
        if case .floats = elements { true } else { false }
    }

    var isBoolean: Bool {
        if case .booleans = elements { true } else { false }
    }

    /// What its elements are, for a sentence.
    var kind: String {
        switch elements {
        case .floats: "floats"
        case .integers: "integers"
        case .booleans: "truth values"
        }
    }

    /// The same elements under other extents of the same product.
    func reshaped(_ dimensions: [Int]) -> ONNXValue {
        if case .floats(let tensor) = elements {
            return ONNXValue(dimensions, .floats(tensor.reshaped(Shape(dimensions))))
        }
        return ONNXValue(dimensions, elements)
    }

    /// Elements picked by their row-major positions.
    func picked(_ map: IndexMap) -> ONNXValue {
        switch elements {
        case .floats(let tensor):
            tensor.withUnsafeBufferPointer { source in
                ONNXValue(
                    map.dimensions,
                    .floats(
                        Tensor(Shape(map.dimensions)) { destination in
                            for (position, index) in map.positions.enumerated() {
                                destination[position] = source[Int(index)]
                            }
                        }))
            }
        case .integers(let integers):
            ONNXValue(map.dimensions, .integers(map.positions.map { integers[Int($0)] }))
        case .booleans(let booleans):
            ONNXValue(map.dimensions, .booleans(map.positions.map { booleans[Int($0)] }))
        }
    }
}

/// Which element of an array each element of another one is: a transposition, a slice, a repetition.
///
/// Built by starting from the identity and rearranging axes, so that every rearrangement is defined once, for
/// constants and for layers.
struct IndexMap {
    private(set) var dimensions: [Int]
    /// Row-major positions in the source.
    private(set) var positions: [Int32]

    init(_ dimensions: [Int]) {
        self.dimensions = dimensions
        positions = Array(0..<Int32(dimensions.reduce(1, *)))
    }

    var isIdentity: Bool { positions.enumerated().allSatisfy { $0.offset == Int($0.element) } }

    func reshaped(_ dimensions: [Int]) -> IndexMap {
        var map = self
        map.dimensions = dimensions
        return map
    }

    /// Axis k of the result is axis `order[k]`.
    func transposed(_ order: [Int]) -> IndexMap {
        let strides = Self.strides(dimensions)
        return walked(order.map { dimensions[$0] }, strides: order.map { strides[$0] })
    }

    /// The given positions along an axis, in that order.
    func picking(_ indices: [Int], along axis: Int) -> IndexMap {
        let inner = dimensions[(axis + 1)...].reduce(1, *)
        let outer = dimensions[..<axis].reduce(1, *)
        var map = self
        map.dimensions[axis] = indices.count
        map.positions = []
        map.positions.reserveCapacity(outer * inner * indices.count)
        for block in 0..<outer {
            for index in indices {
                let start = (block * dimensions[axis] + index) * inner
                map.positions += positions[start..<start + inner]
            }
        }
        return map
    }

    /// Repeated along axes of extent 1, and along new outer axes.
    func broadcast(to target: [Int]) -> IndexMap {
        let source = [Int](repeating: 1, count: target.count - dimensions.count) + dimensions
        let strides = Self.strides(source)
        return walked(target, strides: zip(source, strides).map { $0 == 1 ? 0 : $1 })
    }

    private func walked(_ target: [Int], strides: [Int]) -> IndexMap {
        var map = self
        map.dimensions = target
        let count = target.reduce(1, *)
        map.positions = []
        map.positions.reserveCapacity(count)
        guard count > 0 else { return map }
        var index = [Int](repeating: 0, count: target.count)
        var position = 0
        for _ in 0..<count {
            map.positions.append(positions[position])
            var axis = target.count - 1
            while axis >= 0 {
                index[axis] += 1
                position += strides[axis]
                if index[axis] < target[axis] { break }
                position -= strides[axis] * index[axis]
                index[axis] = 0
                axis -= 1
            }
        }
        return map
    }

    static func strides(_ dimensions: [Int]) -> [Int] {
        var strides = [Int](repeating: 1, count: dimensions.count)
        for axis in dimensions.indices.dropLast().reversed() {
            strides[axis] = strides[axis + 1] * dimensions[axis + 1]
        }
        return strides
    }
}
