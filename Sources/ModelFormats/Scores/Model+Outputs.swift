import NeuralNetwork

extension Model {
    /// What an output is.
    ///
    /// - Parameter output: one of the graph's.
    public func kind(of output: Graph.Output) -> OutputKind {
        OutputKind(of: output, in: graph, classCount: labels?.names.count)
    }

    /// The outputs that are one number each and no score of a class.
    public var numbers: [Graph.Output] { graph.outputs.filter { graph.isRegression($0) } }

    /// The same network with the class scores of another output, what turns them into probabilities taken off.
    ///
    /// - Parameter output: one of the graph's, or a layer in the place of one.
    /// - Returns: nil for an output that is no row of scores.
    /// - Throws: `GraphError`.
    public func explaining(_ output: Graph.Output) throws -> Model? {
        guard let scores = ClassScores(behind: output.layer, of: graph) else { return nil }
        var other = graph.with(logits: scores.layer, scoring: scores.scoring)
        other = try other.withBothClasses() ?? other
        let names = labels?.ofBoth(classCount: other.classCount)
        let fitting = names.flatMap { $0.names.count == other.classCount ? $0 : nil }
        return scoring(other, labels: fitting, output: output.name)
    }
}
