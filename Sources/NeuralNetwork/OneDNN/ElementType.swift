import COneDNN

/// What numbers a network is computed in.
public enum ElementType: Sendable, Hashable {
    /// 32-bit floats of IEEE 754: 24 bits of precision.
    case float32
    /// The upper half of those: the same range with 8 bits of precision, multiplied and added up in 32-bit floats.
    case bfloat16

    /// Whether the processor has instructions for them, and oneDNN may use those.
    public var isComputed: Bool { self == .float32 || OneDNN.hasBFloat16 }

    var type: dnnl_data_type_t { self == .float32 ? dnnl_f32 : dnnl_bf16 }
}
