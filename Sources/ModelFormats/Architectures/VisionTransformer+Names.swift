/// What each library calls the parts of a vision transformer.
extension VisionTransformer {
    static let torchvision = Names(
        patches: "conv_proj", classToken: "class_token", positions: "encoder.pos_embedding",
        block: { "encoder.layers.encoder_layer_\($0)" }, norms: ("ln_1", "ln_2"),
        attention: { block in
            let name = "\(block).self_attention"
            return (
                name, .stacked(weight: "\(name).in_proj_weight", bias: "\(name).in_proj_bias"),
                "\(name).out_proj"
            )
        },
        perceptron: ("mlp.0", "mlp.3"), norm: "encoder.ln", classifier: ("heads", "heads.head"), epsilon: 1e-6
    )

    static let timm = Names(
        patches: "patch_embed.proj", classToken: "cls_token", positions: "pos_embed",
        others: ["dist_token", "reg_token"], first: "norm_pre", block: { "blocks.\($0)" },
        norms: ("norm1", "norm2"),
        attention: { block in
            let name = "\(block).attn"
            return (name, .stacked(weight: "\(name).qkv.weight", bias: "\(name).qkv.bias"), "\(name).proj")
        },
        perceptron: ("mlp.fc1", "mlp.fc2"), scales: ("ls1.gamma", "ls2.gamma"), norm: "norm",
        meanNorm: "fc_norm",
        classifier: ("head", "head"), second: "head_dist", epsilon: 1e-6)

    /// - Parameter isOld: as its files were written before version 5.
    static func transformers(isOld: Bool) -> Names {
        Names(
            patches: "embeddings.patch_embeddings.projection", classToken: "embeddings.cls_token",
            positions: "embeddings.position_embeddings", others: ["embeddings.distillation_token"],
            block: { isOld ? "encoder.layer.\($0)" : "layers.\($0)" },
            norms: ("layernorm_before", "layernorm_after"),
            attention: { block in
                let name = "\(block).attention"
                return isOld
                    ? (
                        name, .apart(["query", "key", "value"].map { "\(name).attention.\($0)" }),
                        "\(name).output.dense"
                    )
                    : (
                        name, .apart(["q_proj", "k_proj", "v_proj"].map { "\(name).\($0)" }), "\(name).o_proj"
                    )
            },
            perceptron: isOld ? ("intermediate.dense", "output.dense") : ("mlp.fc1", "mlp.fc2"),
            norm: "layernorm",
            classifier: ("classifier", "classifier"), second: "distillation_classifier", epsilon: 1e-12)
    }
}
