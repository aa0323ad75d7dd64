/// Units that together are a function of one layer's output, of which only the last is read elsewhere.
struct Island {
    /// The layer that they read.
    let input: Int
    /// What the units put out, in order.
    let outputs: [Int]

    /// Those that end with a unit, the smallest first.
    ///
    /// - Parameters:
    ///   - longest: units of the longest.
    ///   - accepts: whether a unit may be one of them.
    static func all(
        endingAt output: Int, in program: Program, longest: Int, accepting accepts: (Program.Unit) -> Bool
    ) -> [Island] {
        var found: [Island] = []
        var members: [Int] = []
        // What the members read and is none of them.
        var frontier = [output]
        while members.count < longest, let next = frontier.max(), let unit = program.unit(next),
            accepts(unit),
            next == output || program.isRead(next, onlyBy: members)
        {
            members.append(next)
            frontier.removeAll { $0 == next }
            frontier += Set(unit.inputs).subtracting(frontier)
            if frontier.count == 1, program.shape(frontier[0]) == program.shape(output) {
                found.append(Island(input: frontier[0], outputs: members.reversed()))
            }
        }
        return found
    }
}
