import Tensors

/// A pattern on its way: the values that describe it and what the search remembers between steps.
struct PatternState: Sendable {
    let filter: Int
    var step = 0
    var values: [Float]
    /// Running means of the gradient and of its square; empty for searches that need none.
    var means: [Float] = []
    var squares: [Float] = []
    /// Rows and columns by which the next step moves the pattern around.
    var shift = (rows: 0, columns: 0)
    var random: MersenneTwister
    /// How often the pattern began anew because the filter did not answer.
    var revivals = 0
    /// Whether no step changes the pattern any more.
    var isSettled = false

    /// - Parameter seed: of the whole page; every filter gets numbers of its own, whatever is searched for beside it.
    init(filter: Int, seed: UInt64) {
        self.filter = filter
        values = []
        random = MersenneTwister(seed: seed &* 0x9E37_79B9 &+ UInt64(filter) &* 0x85EB_CA6B)
    }
}

/// How a pattern is described and how a step changes it.
protocol PatternDescription: Sendable {
    /// 3×H×W of what ``colours(of:)`` gives.
    var tileShape: Shape { get }

    /// The first state of a filter's pattern.
    func start(_ filter: Int, seed: UInt64) -> PatternState

    /// The network's input for every state, N×C×H×W.
    func inputs(of states: [PatternState]) -> Tensor

    /// Moves every state by one step.
    ///
    /// - Parameters:
    ///   - gradient: of the filters' answers at the inputs, N×C×H×W.
    ///   - sign: 1 to raise the answer, −1 to lower it.
    func advance(_ states: inout [PatternState], gradient: Tensor, sign: Float)

    /// The pattern as one sees it, 3×H×W: red, green and blue from 0 to 1.
    func colours(of state: PatternState) -> Tensor
}
