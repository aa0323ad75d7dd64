import NeuralNetwork
import Tensors

extension ONNXImporter {
    /// Gives an input what is not the photo's: a layer of its own where it has a batch and holds floats, so that what it leads to can
    /// be looked at, and a constant else, which sizes may be made of.
    ///
    /// - Throws: `FileError`, `NPYError`, ``OtherInputError``, `GraphError`.
    mutating func give(_ input: OtherInput, _ type: ONNXElementType) throws {
        var input = input
        let known = try input.tensor()
        if type.isFloat, input.shape.rank >= 2, input.shape[0] == batch, input.shape.count > 0 {
            let value = known ?? Tensor(input.shape, repeating: 0)
            // Items of a batch of the file's own are all the photo, so that each gets the same.
            let layer = try builder.add(
                free(input.name), FixedInput(value.part(0), isOther: true), builder.input)
            bind(input.name, .variable(layer, builder.fullShape(of: layer)!))
            input.layer = layer
        } else {
            guard let known else {
                // A photo for what takes none: the error says so.
                _ = try input.photo(.usual(for: .torch, input: [3, 8, 8]), path: tensors.file.path)
                return
            }
            let shape = input.shape.dimensions
            if type.isFloat {
                bind(input.name, ONNXValue(shape, .floats(known)))
            } else if type == .boolean {
                bind(input.name, ONNXValue(shape, .booleans(known.values.map { $0 != 0 })))
            } else {
                let integers = known.values.map { Int64(Int(saturating: $0)) }
                bind(input.name, ONNXValue(shape, .integers(integers), type))
            }
        }
        otherInputs.append(input)
    }
}
