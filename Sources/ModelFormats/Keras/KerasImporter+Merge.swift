import NeuralNetwork
import Tensors

extension KerasImporter {
    /// Two or more inputs merged one after the other, or an input and a number.
    func addMerge(_ call: KerasCall, _ inputs: [Int], _ operation: ElementwiseArithmetic.Operation) throws
        -> Int
    {
        if call.operands.count == 2, inputs.count == 1 {
            switch (call.operands[0], call.operands[1]) {
            case (.output, .number(let number)):
                return try add(
                    call.name, ElementwiseArithmetic(operation, constant: Tensor([1], [Float(number)])),
                    inputs)
            case (.number(let number), .output):
                return try add(
                    call.name,
                    ElementwiseArithmetic(
                        operation, constant: Tensor([1], [Float(number)]), constantIsFirst: true), inputs)
            default: break
            }
        }
        guard inputs.count > 1 else { return try add(call.name, Identity(.mergeOfOne), inputs) }
        guard Set(inputs.map { shape($0).rank }).count == 1 else {
            return try unsupported(call, inputs, .differentRanks)
        }
        return try addChain(call, inputs, operation, last: call.name)
    }

    /// Two or more inputs one after the other, the last step under a name of its own.
    private func addChain(
        _ call: KerasCall, _ inputs: [Int], _ operation: ElementwiseArithmetic.Operation, last: String
    ) throws -> Int {
        var node = inputs[0]
        for (index, input) in inputs.enumerated().dropFirst() {
            let name = index == inputs.count - 1 ? last : "\(call.name)/\(index)"
            node = try add(name, ElementwiseArithmetic(operation), [node, input])
        }
        return node
    }

    /// The mean of the inputs.
    func addAverage(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        guard inputs.count > 1 else { return try add(call.name, Identity(.averageOfOne), inputs) }
        guard Set(inputs.map { shape($0).rank }).count == 1 else {
            return try unsupported(call, inputs, .differentRanks)
        }
        let sum = try addChain(call, inputs, .add, last: "\(call.name)/sum")
        return try add(
            call.name, ElementwiseArithmetic(.divide, constant: Tensor([1], [Float(inputs.count)])), [sum])
    }

    func addConcatenate(_ call: KerasCall, _ inputs: [Int]) throws -> Int {
        guard let first = inputs.first else { throw call.settings.fault("inbound_nodes") }
        let rank = shape(first).rank + 1
        let axis = try graphAxis(call.settings.integer("axis", default: -1), rank: rank, call)
        guard axis > 0 else { throw call.settings.fault("axis") }
        return try add(call.name, Concatenate(axis: axis), inputs)
    }
}
