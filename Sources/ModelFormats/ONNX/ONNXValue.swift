import Tensors

/// A constant of an ONNX network: a weight, or a number that says how to reshape something.
package struct ONNXValue: Sendable {
    /// Elements in row-major order.
    package enum Elements: Sendable {
        case floats(Tensor)
        case integers([Int64])
        case booleans([Bool])
    }

    /// Extents, outermost axis first; none for a scalar.
    package let dimensions: [Int]
    package let elements: Elements
    /// What the file or an operator says that the elements are; floats of any width are 32-bit floats.
    let type: ONNXElementType

    /// Elements of one constant that is computed while loading.
    static let limit = 1 << 28

    /// - Parameter type: nil for the widest that the elements stand for.
    init(_ dimensions: [Int], _ elements: Elements, _ type: ONNXElementType? = nil) {
        self.dimensions = dimensions
        self.elements = elements
        self.type =
            switch elements {
            case .floats: .float
            case .integers: type ?? .int64
            case .booleans: .boolean
            }
    }

    package init(_ tensor: Tensor) {
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
    package var tensor: Tensor {
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

    package var isFloat: Bool {
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
        return ONNXValue(dimensions, elements, type)
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
            ONNXValue(map.dimensions, .integers(map.positions.map { integers[Int($0)] }), type)
        case .booleans(let booleans):
            ONNXValue(map.dimensions, .booleans(map.positions.map { booleans[Int($0)] }))
        }
    }
}
