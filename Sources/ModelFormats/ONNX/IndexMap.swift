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
