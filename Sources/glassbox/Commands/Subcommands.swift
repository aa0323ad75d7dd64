import ArgumentParser

/// What can stand after the program's name.
enum Subcommands {
    /// In the order in which the help lists them.
    static let all: [any ParsableCommand.Type] = [
        View.self, Classify.self, Explain.self, Evaluate.self, Train.self, Arithmetic.self, StudySet.self,
        Merge.self,
        Methods.self, ListTargets.self, Layers.self, Models.self, Benchmark.self, Serve.self,
    ]
}
