/// Zeros around a picture, into the padding of the convolution that reads them.
struct PaddedWindows: Rewrite {
    var summary: String { "Padding computed with the convolution after" }

    func apply(to program: inout Program) {
        for unit in program.units {
            guard let pad = unit.operation(Pad.self), pad.value == 0,
                let reader = program.soleReader(of: unit.output),
                let convolution = reader.operation(Convolution.self),
                let window = convolution.window.padded(by: pad)
            else { continue }
            let padded = Convolution(
                weights: convolution.weights, bias: convolution.bias, window: window,
                groups: convolution.groups, activation: convolution.activation)
            program.merge([unit.output, reader.output], into: padded, reading: unit.inputs, by: self)
        }
    }
}

extension Window {
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
