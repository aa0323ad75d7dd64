import Imaging

/// How LIME's answer is shown: the evidence in the photo with its boundaries, and as a mask.
struct LIMEPictures: MethodOptions {
    enum View: String, OptionChoice {
        case both, picture, mask, classes

        static var formerSpellings: [String: View] { ["evidence-mask": .mask] }
    }

    /// What is to be seen of the photo beside the evidence.
    enum Rest: String, OptionChoice {
        case shown, hidden
    }

    enum Boundaries: String, OptionChoice {
        case evidence, all, none
    }

    var view = View.both
    var evidence = LocalModel.Evidence.positive
    /// How many superpixels are shown.
    var features = 5
    var selection = FeatureSelection.all
    var rest = Rest.shown
    var boundaries = Boundaries.evidence

    static let fields: [OptionField<LIMEPictures>] = [
        .choice(
            "view", \.view, .display, role: .view,
            "The evidence in the photo, as a mask, both, or for each of the five likeliest classes."),
        .choice(
            "evidence", \.evidence, .display,
            "What speaks for the class, against it, or both: green for it and red against it."),
        .integer(
            "features", \.features, 1...1000, .display,
            "How many superpixels are shown; the pygame tool shows 8."),
        .choice(
            "selection", \.selection, .display,
            "Whether the model is of all superpixels or of those shown, and how they are chosen."),
        .choice("rest", \.rest, .display, "Whether the rest of the photo is shown or black."),
        .choice(
            "boundaries", \.boundaries, .display,
            "Which boundaries are drawn: around the evidence, of all superpixels, or none."),
    ]

    /// - Parameter classIndex: one of the classes that have a model.
    func presentation(of details: LIMEDetails, classIndex: Int) -> Presentation {
        func model(_ index: Int) -> LocalModel {
            details.model(ofClass: index, selection, count: features)!
        }
        func panel(_ caption: Caption, _ picture: Picture, _ model: LocalModel) -> PictureSheet.Panel {
            PictureSheet.Panel(caption.words, picture, values: details.coefficients(of: model))
        }
        let asked = model(classIndex)
        func picture() -> PictureSheet.Panel { panel(caption(asked, details), marked(details, asked), asked) }
        func mask() -> PictureSheet.Panel {
            panel(
                .superpixels(details.superpixels.count, explainedShare: asked.explainedShare),
                maskPicture(details, asked), asked)
        }
        return switch view {
        case .both: .sheet(PictureSheet([picture(), mask()]))
        case .picture: .sheet(PictureSheet([picture()]))
        case .mask: .sheet(PictureSheet([mask()]))
        case .classes:
            .sheet(
                PictureSheet(
                    details.models.map {
                        let model = model($0.classIndex)
                        return panel(caption(model, details), marked(details, model), model)
                    }))
        }
    }

    private func caption(_ model: LocalModel, _ details: LIMEDetails) -> Caption {
        details.areProbabilities
            ? .probability(className: model.label, model.probability)
            : .number(of: model.label, model.probability)
    }

    /// 1 for superpixels that are shown as evidence for the class, −1 against it, 0 for the others.
    private func mask(_ model: LocalModel) -> [Int] {
        var mask = [Int](repeating: 0, count: model.coefficients.count)
        for superpixel in model.strongest(features, evidence) {
            mask[superpixel] = evidence == .both && model.coefficients[superpixel] < 0 ? -1 : 1
        }
        return mask
    }

    /// `get_image_and_mask` of lime and `mark_boundaries` of scikit-image.
    private func marked(_ details: LIMEDetails, _ model: LocalModel) -> Picture {
        let mask = mask(model)
        let picture = details.superpixels.painted(
            details.picture, mask: mask, isColoured: evidence == .both, hidesRest: rest == .hidden)
        return switch boundaries {
        case .none: picture
        case .all: details.superpixels.marked(on: picture)
        case .evidence: details.superpixels.marked(on: picture, groups: mask, isOuter: true)
        }
    }

    private func maskPicture(_ details: LIMEDetails, _ model: LocalModel) -> Picture {
        let colours = Colormap.viridis.colours
        // As matplotlib stretches the mask's values over its colours.
        let places = evidence == .both ? [-1: 0, 0: 128, 1: 255] : [0: 0, 1: 255]
        return details.superpixels.coloured(mask(model).map { colours[places[$0]!] })
    }
}

extension LocalModel.Evidence: OptionChoice {}
