import Tensors

/// Zeros around a picture, into the padding of the convolution or the average pooling that reads them.
struct PaddedWindows: Rewrite {
    var summary: String { "Padding computed with the layer after" }

    func apply(to program: inout Program) {
        for unit in program.units {
            guard unit.inputs.count == 1, let pad = Pad(unit, of: program),
                let reader = program.soleReader(of: unit.output),
                let padded = (reader.computation as? any Operator)?.padded(by: pad),
                // Paddings have a limit, also together.
                (try? padded.outputShape(of: [program.shape(unit.inputs[0]).asBatch]))
                    == program.shape(reader.output).asBatch
            else { continue }
            program.merge([unit.output, reader.output], into: padded, reading: unit.inputs, by: self)
        }
    }
}

extension Pad {
    /// Padding with zeros, also one that is written as picking rows and columns.
    fileprivate init?(_ unit: Program.Unit, of program: Program) {
        if let pad = unit.operation(Pad.self), pad.value == 0 {
            self = pad
            return
        }
        let shape = program.shape(unit.inputs[0])
        guard let gather = unit.operation(Gather.self), gather.fill == 0, gather.positions.count == 4,
            shape.rank == 3, gather.positions[0] == nil, gather.positions[1] == nil,
            let rows = Self.margins(gather.positions[2], extent: shape[1]),
            let columns = Self.margins(gather.positions[3], extent: shape[2])
        else { return nil }
        self.init(top: rows.before, left: columns.before, bottom: rows.after, right: columns.after)
    }

    /// Positions before and after all of the input's; nil where others are picked.
    private static func margins(_ positions: [Int]?, extent: Int) -> (before: Int, after: Int)? {
        guard let positions else { return (0, 0) }
        let before = positions.prefix { $0 == -1 }.count
        let after = positions.count - before - extent
        guard after >= 0, positions.dropFirst(before).prefix(extent).elementsEqual(0..<extent),
            positions.suffix(after).allSatisfy({ $0 == -1 })
        else { return nil }
        return (before, after)
    }
}

extension Operator {
    /// The same operation on what lies inside a padding; nil where that is another operation.
    fileprivate func padded(by pad: Pad) -> (any Operator)? {
        if let convolution = self as? Convolution, let window = convolution.window.padded(by: pad) {
            return Convolution(
                weights: convolution.weights, bias: convolution.bias, window: window,
                groups: convolution.groups, activation: convolution.activation)
        }
        if let pooling = self as? Pooling, let window = pooling.window.padded(by: pad),
            window.isWiderThanPadding,
            pooling.reduction == .average(countsPadding: true)
                || pooling.reduction == .average(countsPadding: false) && pooling.window.hasNoPadding
        {
            return Pooling(.average(countsPadding: true), window: window)
        }
        return nil
    }
}

extension Window {
    fileprivate var hasNoPadding: Bool {
        guard case .explicit(let before, let after) = padding else { return false }
        return (before + after).allSatisfy { $0 == 0 } && !ceilMode
    }

    /// Whether no position of the window lies in the padding alone.
    fileprivate var isWiderThanPadding: Bool {
        guard case .explicit(let before, let after) = padding else { return false }
        return zip(before, kernelSize).allSatisfy { $0 < $1 } && zip(after, kernelSize).allSatisfy { $0 < $1 }
    }

    /// The window over what lies inside a padding; nil where its own padding depends on the extent.
    fileprivate func padded(by pad: Pad) -> Window? {
        guard case .explicit(let before, let after) = padding, kernelSize.count == 2 else { return nil }
        func sum(_ own: [Int], _ added: [Int]) -> [Int] {
            own.isEmpty ? added : zip(own, added).map { $0 + $1 }
        }
        var window = self
        window.padding = .explicit(
            before: sum(before, [pad.top, pad.left]), after: sum(after, [pad.bottom, pad.right]))
        return window
    }
}

extension Shape {
    /// That of a batch of one item of this shape.
    fileprivate var asBatch: Shape { Shape([1] + dimensions) }
}
