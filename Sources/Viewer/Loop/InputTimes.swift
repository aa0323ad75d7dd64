import Foundation

/// When a person did what, until its consequence is on the screen: for the trace.
struct InputTimes {
    /// What has to be drawn for an input to be answered.
    enum Awaited {
        case frame
        /// What is found on the disk, and the answer that is then asked for.
        case files
        /// The answer to the request of that generation.
        case answer(Int)
    }

    private var inputs: [(kind: String, time: Double, awaited: Awaited)] = []

    mutating func begin(_ kind: String, at time: Double, awaiting awaited: Awaited) {
        inputs.append((kind, time, awaited))
    }

    /// Files that were to be opened have been looked at.
    ///
    /// - Parameter generation: of the request that they led to, or nil.
    mutating func filesArrived(asking generation: Int?) {
        for index in inputs.indices {
            guard case .files = inputs[index].awaited else { continue }
            inputs[index].awaited = generation.map { .answer($0) } ?? .frame
        }
    }

    /// Writes down the inputs that a frame has just answered.
    mutating func framePresented(_ state: ViewerState, _ trace: Trace) {
        let now = Trace.now()
        inputs.removeAll { input in
            let hasResult: Bool
            switch input.awaited {
            case .frame: hasResult = false
            case .files: return false
            case .answer(let generation):
                if state.answeredGeneration < generation, state.activity == .working { return false }
                hasResult = true
            }
            trace.write(
                "presented",
                [
                    ("kind", Trace.quoted(input.kind)),
                    ("latency", String(format: "%.3f", (now - input.time) * 1000)),
                    ("result", "\(hasResult)"),
                ])
            return true
        }
    }
}
