import COneDNN

/// A call of oneDNN that failed.
public struct EngineError: Error, CustomStringConvertible {
    /// What was being done, for example "make a convolution".
    public let action: String
    /// oneDNN's status code (dnnl_status_t).
    public let status: Int

    /// Whether the library has no implementation for what was asked, which a caller may answer by asking otherwise.
    public var isUnimplemented: Bool { status == Int(dnnl_unimplemented.rawValue) }

    public var description: String {
        let reason =
            switch status {
            case Int(dnnl_out_of_memory.rawValue): "there is not enough memory"
            case Int(dnnl_invalid_arguments.rawValue): "oneDNN rejects the arguments"
            case Int(dnnl_unimplemented.rawValue): "oneDNN has no implementation for it"
            default: "oneDNN reports status \(status)"
            }
        return "The engine could not \(action): \(reason)."
    }
}

func check(_ status: dnnl_status_t, _ action: @autoclosure () -> String) throws(EngineError) {
    guard status == dnnl_success else {
        throw EngineError(action: action(), status: Int(status.rawValue))
    }
}
