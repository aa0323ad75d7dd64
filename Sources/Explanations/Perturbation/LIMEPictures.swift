import Foundation
import Imaging

/// How LIME's answer is shown: the evidence in the photo with its boundaries, and as a mask.
enum LIMEPictures {
    static let view = MethodOption(
        "view", .choice(View.allCases.map(\.rawValue), standard: "both"), stage: .display,
        summary: "The evidence in the photo, as a mask, both, or for each of the five likeliest classes.")
    static let evidence = MethodOption(
        "evidence", .choice(LocalModel.Evidence.allCases.map(\.rawValue), standard: "positive"),
        stage: .display,
        summary: "What speaks for the class, against it, or both: green for it and red against it.")
    static let features = MethodOption(
        "features", .integer(1...1000, standard: 5), stage: .display,
        summary: "How many superpixels are shown; the pygame tool shows 8.")
    static let selection = MethodOption(
        "selection", .choice(FeatureSelection.allCases.map(\.rawValue), standard: "all"), stage: .display,
        summary: "Whether the model is of all superpixels or of those shown, and how they are chosen.")
    static let rest = MethodOption(
        "rest", .choice(["shown", "hidden"], standard: "shown"), stage: .display,
        summary: "Whether the rest of the photo is shown or black.")
    static let boundaries = MethodOption(
        "boundaries", .choice(["evidence", "all", "none"], standard: "evidence"), stage: .display,
        summary: "Which boundaries are drawn: around the evidence, of all superpixels, or none.")

    static let options = [view, evidence, features, selection, rest, boundaries]

    enum View: String, CaseIterable {
        case both
        case picture
        /// Not `mask`, which is a class of ImageNet and has its translation.
        case mask = "evidence-mask"
        case classes
    }

    static func present(_ explanation: Explanation, options: OptionValues) -> Presentation {
        let details = explanation.details as! LIMEDetails
        let count = options.integer(features)
        let selection = FeatureSelection(rawValue: options.text(selection)) ?? .all
        func model(_ index: Int) -> LocalModel {
            details.model(ofClass: index, selection, count: count)!
        }
        let asked = model(explanation.classIndex!)
        func picture() -> PictureSheet.Panel {
            PictureSheet.Panel(
                caption(asked), marked(details, asked, options), values: details.coefficients(of: asked))
        }
        func mask() -> PictureSheet.Panel {
            let text = String(
                format: "%d superpixels, R² %.2f", details.superpixels.count, asked.explainedShare)
            return PictureSheet.Panel(
                text, maskPicture(details, asked, options), values: details.coefficients(of: asked))
        }
        switch View(rawValue: options.text(view)) ?? .both {
        case .both: return .sheet(PictureSheet([picture(), mask()]))
        case .picture: return .sheet(PictureSheet([picture()]))
        case .mask: return .sheet(PictureSheet([mask()]))
        case .classes:
            let panels = details.models.map { known in
                let model = model(known.classIndex)
                return PictureSheet.Panel(
                    caption(model), marked(details, model, options), values: details.coefficients(of: model))
            }
            return .sheet(PictureSheet(panels))
        }
    }

    private static func caption(_ model: LocalModel) -> String {
        String(format: "%@, %.1f %%", model.label, model.probability * 100)
    }

    /// 1 for superpixels that are shown as evidence for the class, −1 against it, 0 for the others.
    static func mask(_ model: LocalModel, _ options: OptionValues) -> [Int] {
        let kind = LocalModel.Evidence(rawValue: options.text(evidence)) ?? .positive
        var mask = [Int](repeating: 0, count: model.coefficients.count)
        for superpixel in model.strongest(options.integer(features), kind) {
            mask[superpixel] = kind == .both && model.coefficients[superpixel] < 0 ? -1 : 1
        }
        return mask
    }

    /// `get_image_and_mask` of lime and `mark_boundaries` of scikit-image.
    private static func marked(
        _ details: LIMEDetails, _ model: LocalModel, _ options: OptionValues
    ) -> Picture {
        let mask = mask(model, options)
        let isColoured = options.text(evidence) == LocalModel.Evidence.both.rawValue
        let picture = details.superpixels.painted(
            details.picture, mask: mask, isColoured: isColoured, hidesRest: options.text(rest) == "hidden")
        return switch options.text(boundaries) {
        case "none": picture
        case "all": details.superpixels.marked(on: picture)
        default: details.superpixels.marked(on: picture, groups: mask, isOuter: true)
        }
    }

    private static func maskPicture(
        _ details: LIMEDetails, _ model: LocalModel, _ options: OptionValues
    ) -> Picture {
        let colours = Colormap.viridis.colours
        let isBoth = options.text(evidence) == LocalModel.Evidence.both.rawValue
        // As matplotlib stretches the mask's values over its colours.
        let places = isBoth ? [-1: 0, 0: 128, 1: 255] : [0: 0, 1: 255]
        let mask = mask(model, options)
        return details.superpixels.coloured(mask.map { colours[places[$0]!] })
    }
}
