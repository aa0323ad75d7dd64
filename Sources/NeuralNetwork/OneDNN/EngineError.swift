import COneDNN
import Words

/// A call of oneDNN that failed.
public struct EngineError: Refusal, Equatable {
    public let action: EngineAction
    /// oneDNN's status code (dnnl_status_t).
    public let status: Int
    /// The layer that was worked on, where that is known.
    public private(set) var layer: String?

    init(action: EngineAction, status: Int) {
        self.action = action
        self.status = status
    }

    /// The same error at a layer; the first one that is named stays.
    func at(layer: String) -> EngineError {
        var error = self
        error.layer = self.layer ?? layer
        return error
    }

    static func outOfMemory(_ action: EngineAction) -> EngineError {
        EngineError(action: action, status: Int(dnnl_out_of_memory.rawValue))
    }

    /// That the library has no implementation.
    static func unimplemented(_ action: EngineAction) -> EngineError {
        EngineError(action: action, status: Int(dnnl_unimplemented.rawValue))
    }

    /// Whether the library has no implementation for what was asked, which a caller may answer by asking otherwise.
    public var isUnimplemented: Bool { status == Int(dnnl_unimplemented.rawValue) }

    public var kind: RefusalKind { .unavailable }

    public var words: Words {
        guard let layer else { return "The engine could not \(action.words): \(reason)." }
        return "The layer \(layer) cannot be computed: the engine could not \(action.words): \(reason)."
    }

    private var reason: Words {
        switch status {
        case Int(dnnl_out_of_memory.rawValue): "there is not enough memory"
        case Int(dnnl_invalid_arguments.rawValue): "oneDNN rejects the arguments"
        case Int(dnnl_unimplemented.rawValue): "oneDNN has no implementation for it"
        default: "oneDNN reports status \(status)"
        }
    }

    public static let examples: [EngineError] =
        [dnnl_out_of_memory, dnnl_invalid_arguments, dnnl_unimplemented, dnnl_runtime_error].map {
            EngineError(action: .start, status: Int($0.rawValue))
        } + EngineAction.examples.map { outOfMemory($0) }
        + [outOfMemory(.run).at(layer: "conv1")]
}

func check(_ status: dnnl_status_t, _ action: @autoclosure () -> EngineAction) throws(EngineError) {
    guard status == dnnl_success else {
        throw EngineError(action: action(), status: Int(status.rawValue))
    }
}
