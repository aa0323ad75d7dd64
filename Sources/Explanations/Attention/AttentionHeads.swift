import Imaging
import ModelFormats
import NeuralNetwork
import Tensors
import Words

/// The weights of one attention, a picture for each head: what a query takes of each place (Vaswani and others 2017).
public struct AttentionHeads: ExplanationMethod {
    public init() {}

    public let name = "attention"
    public let title: Words = "Attention"
    public let summary: Words =
        "Where each head of an attention looks, from the class token or from a place of your choice."
    public let guide = MethodGuide(
        computes: """
            The softmax of an attention says for each token how much it takes of every other one. Each head has a picture: the \
            weights of one token, or the mean over all of them, laid over the photo. Windows are put back in their place.
            """,
        formula: "A[h] = softmax( Q[h] · K[h]ᵀ / √d ),   a row of it",
        reading: """
            Warm places are those that the token takes most of. Heads differ: some look nearby, some everywhere, some at one kind \
            of thing.
            """,
        limits: """
            It is one step of many, and no class is involved: that a token looks somewhere does not say that the answer depends on \
            it (Jain and Wallace 2019).
            """,
        reference: "Vaswani et al.: Attention Is All You Need, NeurIPS 2017")
    public let needsClass = false
    public let cost = Cost.reading
    public let relevance = Relevance.firstMap
    public var interaction: Interaction<AttentionOptions, Void> {
        .looksFromPlaces { options, row, column in
            options.from = .place
            options.row = row
            options.column = column
        }
    }

    public func ownObstacle(in model: Model, at layer: Node) -> Obstacle? {
        AskedAttention.obstacle(in: model)
    }

    public func explain(
        _ question: Question, _ options: AttentionOptions, of analysis: Analysis
    ) throws -> Explanation {
        let asked = try AskedAttention(question, in: analysis)
        let (attention, places) = (asked.attention, asked.places)
        let rows = options.rows(in: places)
        let (queries, keys) = (attention.queryCount, attention.keyCount)
        let maps = asked.weights.withUnsafeBufferPointer { weights in
            (0..<places.heads).map { head in
                places.map { window, key in
                    guard !rows[window].isEmpty else { return 0 }
                    let matrix = places.windows[window].matrices[head] * queries
                    let sum = rows[window].reduce(into: Float(0)) { sum, row in
                        sum += weights[(matrix + row) * keys + key]
                    }
                    return sum / Float(rows[window].count)
                }
            }
        }
        let raw = Tensor.joined(maps.map(\.asBatch))
        var notices = asked.notices
        if options.from == .classToken, !places.windows.contains(where: { $0.queries.contains(nil) }) {
            notices.append(.noClassToken)
        }
        if !raw.isFinite { notices.append(.notFinite) }
        return Explanation(self, question, analysis, raw: raw, notices: notices)
    }

    public func present(
        _ explanation: Explanation, _: Void, _ options: AttentionOptions, in area: DisplayArea?
    ) -> Presentation {
        let view = explanation.subject.view
        let heads = explanation.raw.shape[0]
        let panels = (0..<heads).flatMap { head in
            let map = explanation.raw.part(head)
            return HeatMapPresentation(
                overlay: HeatmapOverlay(map: map, colormap: options.heatMap.colormap), photo: view,
                region: view.bounds, opacity: Float(options.heatMap.opacity), blend: options.heatMap.blend,
                view: options.heatMap.view
            ).pictures().map { PictureSheet.Panel(Caption.head(head + 1).words, $0, values: map) }
        }
        let rows = max(1, Int((Double(panels.count) / 3).squareRoot().rounded()))
        return .sheet(
            PictureSheet(
                panels, columns: (panels.count + rows - 1) / rows,
                legend: Legend(
                    colours: options.heatMap.colormap.colours, low: Legend.End.noAttention.words,
                    high: Legend.End.strongest.words)))
    }
}

/// Which rows of an attention are shown, and how.
public struct AttentionOptions: MethodOptions {
    /// Whose look it is.
    enum From: String, OptionChoice {
        /// The first token of no place, or all where there is none.
        case classToken = "class-token"
        case all, place
    }

    var from = From.classToken
    /// Of the place, from 0; beyond the last it is the last.
    var row = 0
    var column = 0
    var heatMap = HeatMapOptions()

    public init() {}

    public static let fields: [OptionField<AttentionOptions>] =
        [
            .choice(
                "from", \.from, .computation,
                "Which token looks: the class token, all of them on average, or that of a place."),
            OptionField<AttentionOptions>.integer(
                "row", \.row, 0...4095, .computation, "The row of that place among the patches, from 0."
            ).used { $0.from == .place },
            OptionField<AttentionOptions>.integer(
                "column", \.column, 0...4095, .computation, "Its column among the patches, from 0."
            ).used { $0.from == .place },
        ] + HeatMapOptions.fields(in: \.heatMap)

    /// For each window, the queries whose weights are shown.
    func rows(in places: AttentionPlaces) -> [[Int]] {
        let place = min(row, places.rows - 1) * places.columns + min(column, places.columns - 1)
        return places.windows.map { window in
            switch from {
            case .classToken: window.queries.firstIndex(of: nil).map { [$0] } ?? Array(window.queries.indices)
            case .all: Array(window.queries.indices)
            case .place: window.queries.firstIndex(of: place).map { [$0] } ?? []
            }
        }
    }
}
