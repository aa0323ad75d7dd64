/// The part of a network's input that one element of a layer's output can depend on, along rows and columns.
///
/// Araujo, Norris, Sim: Computing Receptive Fields of Convolutional Neural Networks, Distill 2019.
public struct ReceptiveField: Sendable, Equatable {
    /// Along one axis.
    public struct Axis: Sendable, Equatable {
        /// Input elements from one output element's part to the next one's.
        public var stride = 1
        /// Where the first output element's part begins; negative in the padding.
        public var first = 0
        /// How long a part is.
        public var extent = 1

        /// The part of an output element, within an input of a given extent; not empty.
        public func range(of index: Int, within limit: Int) -> Range<Int> {
            let start = first + index * stride
            let low = min(max(start, 0), limit - 1)
            return low..<max(min(start + extent, limit), low + 1)
        }

        fileprivate func seen(by window: Window, before: Int, axis: Int) -> Axis {
            let reach = window.dilation[axis] * (window.kernelSize[axis] - 1)
            return Axis(
                stride: stride * window.stride[axis], first: first - before * stride,
                extent: extent + reach * stride)
        }

        /// What covers both; nil where their strides differ.
        fileprivate func union(_ other: Axis) -> Axis? {
            guard stride == other.stride else { return nil }
            let start = min(first, other.first)
            let end = max(first + extent, other.first + other.extent)
            return Axis(stride: stride, first: start, extent: end - start)
        }
    }

    public var rows = Axis()
    public var columns = Axis()

    fileprivate func seen(by window: Window, over size: [Int]) -> ReceptiveField? {
        guard size.count == 2, let placement = try? window.place(over: size) else { return nil }
        return ReceptiveField(
            rows: rows.seen(by: window, before: placement.before[0], axis: 0),
            columns: columns.seen(by: window, before: placement.before[1], axis: 1))
    }

    fileprivate func union(_ other: ReceptiveField) -> ReceptiveField? {
        guard let rows = rows.union(other.rows), let columns = columns.union(other.columns) else {
            return nil
        }
        return ReceptiveField(rows: rows, columns: columns)
    }
}

extension Graph {
    /// What of the input a layer's elements can depend on; nil where it is all of it, as behind a global pooling.
    public func receptiveField(of node: Node) -> ReceptiveField? {
        var fields: [ReceptiveField?] = []
        for node in nodes[...node.id] {
            guard let operation = node.operation else {
                fields.append(ReceptiveField())
                continue
            }
            let inputs = node.inputs.map { fields[$0] }
            fields.append(
                Self.field(operation, inputs, shapes: node.inputs.map { nodes[$0].shape.dimensions }))
        }
        return fields.last ?? nil
    }

    private static func field(
        _ operation: any Operator, _ inputs: [ReceptiveField?], shapes: [[Int]]
    ) -> ReceptiveField? {
        guard var field = inputs.first ?? nil, let size = shapes.first?.dropFirst().map({ $0 }) else {
            return nil
        }
        switch operation {
        case let convolution as Convolution: return field.seen(by: convolution.window, over: size)
        case let pooling as Pooling: return field.seen(by: pooling.window, over: size)
        case let pad as Pad:
            field.rows.first -= pad.top * field.rows.stride
            field.columns.first -= pad.left * field.columns.stride
            return field
        case is ActivationLayer, is BatchNormalization, is Identity, is LocalResponseNormalization,
            is ParametricRelu:
            return field
        case is ElementwiseArithmetic, is Concatenate:
            for other in inputs.dropFirst() {
                guard let other, let union = field.union(other) else { return nil }
                field = union
            }
            return field
        default: return nil
        }
    }
}
