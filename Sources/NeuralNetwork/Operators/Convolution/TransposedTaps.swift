import Tensors

/// Which element of the input meets which weight at which element of the output.
struct TransposedTaps: Sendable {
    private let items, groups, inputsPerGroup, outputsPerGroup: Int
    /// Depth, rows and columns; missing axes have extent 1.
    private let input, output, kernel, stride, dilation, before: [Int]

    init(_ operation: TransposedConvolution, input: Shape, output: Shape, before: [Int]) {
        func three(_ values: [Int], _ fill: Int) -> [Int] {
            [Int](repeating: fill, count: 3 - values.count) + values
        }
        items = input[0]
        groups = operation.groups
        inputsPerGroup = input[1] / operation.groups
        outputsPerGroup = output[1] / operation.groups
        self.input = three(Array(input.dimensions.dropFirst(2)), 1)
        self.output = three(Array(output.dimensions.dropFirst(2)), 1)
        kernel = three(operation.window.kernelSize, 1)
        stride = three(operation.window.stride, 1)
        dilation = three(operation.window.dilation, 1)
        self.before = three(before, 0)
    }

    @inline(__always)
    func forEach(_ body: (_ source: Int, _ weight: Int, _ target: Int) -> Void) {
        let inputPlane = input.reduce(1, *)
        let outputPlane = output.reduce(1, *)
        let window = kernel.reduce(1, *)
        for item in 0..<items {
            for channel in 0..<groups * inputsPerGroup {
                let source = (item * groups * inputsPerGroup + channel) * inputPlane
                let group = channel / inputsPerGroup
                for part in 0..<outputsPerGroup {
                    let weight = (channel * outputsPerGroup + part) * window
                    let target = ((item * groups + group) * outputsPerGroup + part) * outputPlane
                    plane { body(source + $0, weight + $1, target + $2) }
                }
            }
        }
    }

    @inline(__always)
    private func plane(_ body: (Int, Int, Int) -> Void) {
        for z in 0..<input[0] {
            for c in 0..<kernel[0] {
                let depth = z * stride[0] + c * dilation[0] - before[0]
                guard depth >= 0, depth < output[0] else { continue }
                for y in 0..<input[1] {
                    for b in 0..<kernel[1] {
                        let row = y * stride[1] + b * dilation[1] - before[1]
                        guard row >= 0, row < output[1] else { continue }
                        for x in 0..<input[2] {
                            for a in 0..<kernel[2] {
                                let column = x * stride[2] + a * dilation[2] - before[2]
                                guard column >= 0, column < output[2] else { continue }
                                body(
                                    (z * input[1] + y) * input[2] + x,
                                    (c * kernel[1] + b) * kernel[2] + a,
                                    (depth * output[1] + row) * output[2] + column)
                            }
                        }
                    }
                }
            }
        }
    }
}
