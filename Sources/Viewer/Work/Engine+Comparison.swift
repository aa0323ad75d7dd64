import Explanations
import Files
import Foundation
import Imaging
import ModelFormats
import NeuralNetwork
import Words

extension Engine {
    /// One picture of a comparison.
    private struct Cell {
        let caption: Words
        let make: (ProgressReceiver?) throws -> Explanation
    }

    /// Makes the answers of a comparison one after the other and delivers what is there after each.
    func compare(
        _ comparison: ComparisonRequest, _ request: Request, _ method: any ExplanationMethod, _ layer: Node,
        _ analysis: Analysis, _ executor: Executor, _ cancellation: Cancellation,
        deliver: @escaping (Delivery.Content) -> Void
    ) throws {
        let start = ContinuousClock.now
        let cells: [Cell]
        let columns: Int
        switch comparison.comparison.subject {
        case .methods:
            let methods = try comparison.comparison.methods.map { try ExplanationMethods.named($0) }
            let classes = try classesToCompare(request, analysis)
            columns = methods.count
            cells = classes.flatMap { index in
                methods.map { method in
                    cell(
                        request, method, layer, index, analysis, cancellation,
                        caption: caption(of: method, index.map { analysis.model.label(of: $0) }))
                }
            }
        case .classes:
            let classes = analysis.predictions.prefix(Self.predictionCount)
            columns = max(classes.count, 1)
            cells =
                classes.isEmpty || !method.needsClass
                ? [
                    cell(
                        request, method, layer, nil, analysis, cancellation,
                        caption: Words(bridging: method.title))
                ]
                : classes.map {
                    cell(
                        request, method, layer, $0.index, analysis, cancellation,
                        caption: "\(className: $0.label)  \(Strings.percentage($0.probability))")
                }
        case .photos:
            columns = comparison.photos.count
            cells = comparison.photos.map { path in
                let name = (path as NSString).lastPathComponent
                return Cell(caption: Words(verbatim: name)) { [self] progress in
                    let other =
                        path == request.path
                        ? analysis
                        : try Analysis(
                            of: Subject(path: path, for: analysis.model), with: analysis.model, on: executor,
                            cancellation: cancellation)
                    return try fresh(request, method, layer, other, cancellation, progress)
                }
            }
        case .networks:
            columns = comparison.models.count
            cells = comparison.models.map { choice in
                Cell(caption: Words(verbatim: (choice.name as NSString).lastPathComponent)) {
                    [self] progress in
                    if choice == request.model {
                        return try fresh(request, method, layer, analysis, cancellation, progress)
                    }
                    let network = try networks.network(choice, cancellation: cancellation)
                    let model = network.model
                    let other = try Analysis(
                        of: Subject(path: request.path, for: model), with: model, on: network.executor,
                        cancellation: cancellation)
                    let own = try model.layer(named: model.recommendedLayer)
                    return try fresh(request, method, own, other, cancellation, progress)
                }
            }
        }
        try answer(cells, columns: columns, request, since: start, cancellation, deliver: deliver)
    }

    private func answer(
        _ cells: [Cell], columns: Int, _ request: Request, since start: ContinuousClock.Instant,
        _ cancellation: Cancellation, deliver: @escaping (Delivery.Content) -> Void
    ) throws {
        var panels: [PictureSheet.Panel] = []
        var first: Explanation?
        // Called on this queue only, while the request is being fulfilled.
        nonisolated(unsafe) let deliver = deliver
        let count = cells.count
        let rows = max(1, (count + columns - 1) / columns)
        let area = DisplayArea(
            width: max(40, request.gridArea.width / columns - 8),
            height: max(40, request.gridArea.height / rows - 44))
        for (index, cell) in cells.enumerated() {
            try cancellation.check()
            let progress = ProgressReceiver { fraction, _ in
                deliver(
                    .progress(
                        WorkProgress(
                            fraction: (Double(index) + fraction) / Double(count),
                            elapsed: (ContinuousClock.now - start) / .seconds(1))))
            }
            do {
                let made = try cell.make(progress)
                first = first ?? made
                panels.append(PictureSheet.Panel(bridging: cell.caption, picture(of: made, request, area)))
            } catch let error as CancellationError {
                throw error
            } catch {
                panels.append(
                    PictureSheet.Panel(
                        bridging: "\(cell.caption): \(Strings.sentence(for: error))",
                        Picture(width: area.width / 2, height: area.height / 2, fill: RGB(224, 228, 233))))
            }
            guard let first else { continue }
            let sheet = PictureSheet(panels, columns: columns).fitted(into: request.gridArea)
            deliver(
                .answer(
                    Answer(
                        explanation: first, content: .sheet(sheet),
                        seconds: (ContinuousClock.now - start) / .seconds(1),
                        isPartial: index + 1 < cells.count)))
        }
        if first == nil {
            throw QuestionError(bridging: panels.first.map { Words(bridging: $0.caption) } ?? "")
        }
    }

    /// The class in question and the most probable others.
    private func classesToCompare(_ request: Request, _ analysis: Analysis) throws -> [Int?] {
        guard !analysis.predictions.isEmpty else { return [nil] }
        let chosen = try analysis.classIndex(of: request.classChoice.text)
        let others = analysis.predictions.map(\.index).filter { $0 != chosen }
        return [chosen] + others.prefix(Comparison.rowCount - 1).map { $0 }
    }

    private func caption(of method: any ExplanationMethod, _ className: String?) -> Words {
        let title = Words(bridging: method.title)
        return className.map { "\(title): \(className: $0)" } ?? title
    }

    private func cell(
        _ request: Request, _ method: any ExplanationMethod, _ layer: Node, _ classIndex: Int?,
        _ analysis: Analysis, _ cancellation: Cancellation, caption: Words
    ) -> Cell {
        Cell(caption: caption) { [self] progress in
            if let obstacle = method.obstacle(in: analysis.model, at: layer) {
                throw QuestionError(bridging: Words(bridging: obstacle))
            }
            return try recall(
                request, method, layer, method.needsClass ? classIndex : nil, analysis, cancellation,
                progress: progress)
        }
    }

    /// An answer about another photo or network, which is not kept.
    private func fresh(
        _ request: Request, _ method: any ExplanationMethod, _ layer: Node, _ analysis: Analysis,
        _ cancellation: Cancellation, _ progress: ProgressReceiver?
    ) throws -> Explanation {
        if let obstacle = method.obstacle(in: analysis.model, at: layer) {
            throw QuestionError(bridging: Words(bridging: obstacle))
        }
        let best = analysis.predictions.first?.index
        return try method.explain(
            Question(
                layer: layer, classIndex: method.needsClass ? best : nil, options: request.options,
                seed: request.seed, cancellation: cancellation, progress: progress,
                cacheFolder: Folders.cache),
            of: analysis)
    }

    private func picture(of explanation: Explanation, _ request: Request, _ area: DisplayArea) -> Picture {
        let method = explanation.method
        switch method.present(explanation, options: request.options(of: method), in: area) {
        case .grid(let grid, let page): return grid.picture(page: page)
        case .heatMap(let presentation):
            return panels(of: presentation, explanation.subject, area).last!.picture
        case .sheet(let sheet):
            return sheet.fitted(into: area).picture()
        }
    }
}
