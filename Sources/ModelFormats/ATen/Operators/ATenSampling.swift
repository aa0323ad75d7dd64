import NeuralNetwork
import Tensors

/// Pictures of other sizes, and at other places.
extension ATenOperators {
    static let upsamplings: [ATenOperator] = [
        ("upsample_nearest1d", "nearest", false), ("upsample_nearest2d", "nearest", false),
        ("_upsample_nearest_exact2d", "exact", false), ("upsample_bilinear2d", "linear", false),
        ("upsample_bicubic2d", "cubic", false), ("_upsample_bilinear2d_aa", "linear", true),
        ("_upsample_bicubic2d_aa", "cubic", true),
    ].map { name, mode, smoothes in
        ATenOperator(
            """
            \(name)(self, output_size?, align_corners?, scale_factors?, scales_h?, scales_w?, scales?)
            """, kind: .reshape
        ) { call, network in
            let rule: [Onnx_AttributeProto]
            switch mode {
            case "nearest":
                rule = [
                    .text("mode", "nearest"), .text("coordinate_transformation_mode", "asymmetric"),
                    .text("nearest_mode", "floor"),
                ]
            case "exact":
                rule = [
                    .text("mode", "nearest"), .text("coordinate_transformation_mode", "half_pixel"),
                    .text("nearest_mode", "round_prefer_ceil"),
                ]
            default:
                rule = [
                    .text("mode", mode), .float("cubic_coeff_a", smoothes ? -0.5 : -0.75),
                    .text(
                        "coordinate_transformation_mode",
                        try call.boolean("align_corners") ? "align_corners" : "half_pixel"),
                    .flag("antialias", smoothes), .flag("exclude_outside", smoothes),
                ]
            }
            return [.value(try resized(call, rule, &network))]
        }
    }

    private static func resized(
        _ call: ATenCall, _ rule: [Onnx_AttributeProto], _ network: inout ATenNetwork
    ) throws -> TranslatedValue {
        let extents = try call.dimensions("self")
        guard extents.count >= 3 else { throw UnsupportedFeature.noSpatialAxes }
        let value = try call.tensor("self")
        if let factors = try call.optionalFloats("scale_factors") {
            guard factors.count == extents.count - 2 else {
                throw UnsupportedFeature.argument("scale_factors")
            }
            let scales = network.translation.constant(
                ONNXValue(Tensor([extents.count], [1, 1] + factors)))
            return try network.emit("Resize", call, [value, nil, scales], rule)
        }
        let size = try call.integers("output_size")
        guard size.count == extents.count - 2 else { throw UnsupportedFeature.argument("output_size") }
        let sizes = network.translation.integers(Array(extents.prefix(2)) + size)
        return try network.emit("Resize", call, [value, nil, nil, sizes], rule)
    }

    static let gridSamplers: [ATenOperator] = ["grid_sampler", "grid_sampler_2d"].map { name in
        ATenOperator(
            "\(name)(input, grid, interpolation_mode, padding_mode, align_corners)", kind: .reshape
        ) { call, network in
            let modes = ["linear", "nearest", "cubic"]
            let paddings = ["zeros", "border", "reflection"]
            let (mode, padding) = (try call.integer("interpolation_mode"), try call.integer("padding_mode"))
            guard modes.indices.contains(mode), paddings.indices.contains(padding) else {
                throw UnsupportedFeature.argument("interpolation_mode")
            }
            return [
                .value(
                    try network.emit(
                        "GridSample", call, [try call.tensor("input"), try call.tensor("grid")],
                        [
                            .text("mode", modes[mode]), .text("padding_mode", paddings[padding]),
                            .flag("align_corners", try call.boolean("align_corners")),
                        ]))
            ]
        }
    }

    static let affineGrid = ATenOperator("affine_grid_generator(theta, size, align_corners)", kind: .reshape)
    {
        call, network in
        let size = network.translation.integers(try call.integers("size"))
        let aligns = try call.boolean("align_corners")
        return [
            .value(
                try network.emit(
                    "AffineGrid", call, [try call.tensor("theta"), size], [.flag("align_corners", aligns)]))
        ]
    }
}
