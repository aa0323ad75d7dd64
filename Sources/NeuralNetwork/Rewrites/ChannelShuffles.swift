import Tensors

/// Channels that a reshape, a transposition and a reshape bring into another order, as one.
struct ChannelShuffles: Rewrite {
    var summary: String { "Channels shuffled at once" }

    func apply(to program: inout Program) {
        for unit in program.units {
            guard let split = unit.operation(Reshape.self)?.shape, split.rank == 4,
                let turn = program.soleReader(of: unit.output),
                turn.operation(Transpose.self)?.order == [0, 2, 1, 3, 4],
                let join = program.soleReader(of: turn.output), join.operation(Reshape.self) != nil
            else { continue }
            let shape = program.shape(unit.inputs[0])
            let (groups, size) = (split[0], split[1])
            guard program.shape(join.output) == shape, shape.rank == 3, shape[0] == groups * size,
                shape.dimensions.dropFirst() == split.dimensions.dropFirst(2)
            else { continue }
            let channels = (0..<groups * size).map { $0 % groups * size + $0 / groups }
            program.merge(
                [unit.output, turn.output, join.output],
                into: Gather([nil, channels, nil, nil], summary: .operation("Shuffle")), reading: unit.inputs,
                by: self)
        }
    }
}
