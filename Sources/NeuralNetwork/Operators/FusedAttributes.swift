import COneDNN

/// Attributes of a primitive that goes on with what follows its own work.
final class FusedAttributes {
    let handle: dnnl_primitive_attr_t
    /// The argument that is added to the result; nil for nothing.
    let addend: Int32?

    /// - Parameters:
    ///   - factor: what the result is multiplied by first.
    ///   - addend: the layout of what is added then, or nil.
    ///   - activation: applied then, or nil.
    /// - Throws: that it is not implemented for an activation that the library does not have.
    init(
        scaling factor: Float = 1, adding addend: MemoryDescriptor?, then activation: Activation?
    ) throws(EngineError) {
        handle = try ComputeContext.makeAttributes()
        self.addend = addend == nil ? nil : onednn_post_op_argument(factor == 1 ? 0 : 1)
        var operations: dnnl_post_ops_t?
        try check(dnnl_post_ops_create(&operations), .makeAttributes)
        defer { dnnl_post_ops_destroy(operations) }
        if factor != 1 {
            try check(onednn_append_eltwise(operations, dnnl_eltwise_linear, factor, 0), .makeAttributes)
        }
        if let addend {
            try check(onednn_append_binary(operations, dnnl_binary_add, addend.handle), .merge)
        }
        if let activation {
            guard let stages = activation.stages else { throw .unimplemented(.fuse(activation.name)) }
            for stage in stages {
                try check(
                    onednn_append_eltwise(operations, stage.algorithm, stage.alpha, stage.beta),
                    .fuse(activation.name))
            }
        }
        try check(dnnl_primitive_attr_set_post_ops(handle, operations), .makeAttributes)
    }

    deinit { dnnl_primitive_attr_destroy(handle) }
}
