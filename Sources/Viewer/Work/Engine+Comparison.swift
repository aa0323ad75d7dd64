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
        let make: (ProgressReceiver?) throws -> (explanation: Explanation, answer: Words?)
    }

    /// Makes the answers of a comparison one after the other and delivers what is there after each.
    func compare(_ comparison: ComparisonRequest, _ inquiry: Inquiry) throws {
        let (analysis, method) = (inquiry.analysis, inquiry.method)
        let cells: [Cell]
        let columns: Int
        switch comparison.comparison.subject {
        case .methods:
            let methods = try comparison.comparison.methods.map { try ExplanationMethods.named($0) }
            columns = methods.count
            cells = try classesToCompare(inquiry).flatMap { index in
                methods.map { method in
                    var cell = inquiry
                    (cell.method, cell.classIndex) = (method, index)
                    return self.cell(
                        cell,
                        caption: caption(of: method, index.map { analysis.model.label(of: $0) }))
                }
            }
        case .classes:
            let classes = analysis.predictions.prefix(Prediction.listedCount)
            columns = max(classes.count, 1)
            cells =
                classes.isEmpty || !method.needsClass
                ? [cell(inquiry, caption: method.title)]
                : classes.map {
                    var cell = inquiry
                    cell.classIndex = $0.index
                    return self.cell(
                        cell, caption: "\(className: $0.label)  \($0.probability.asPercentage)")
                }
        case .photos:
            columns = comparison.photos.count
            cells = comparison.photos.map { photo(at: $0, inquiry) }
        case .networks:
            columns = comparison.models.count
            cells = comparison.models.map { network($0, inquiry) }
        case .region:
            guard let region = comparison.comparison.region else { return }
            columns = 3
            cells = try parts(region, inquiry)
        }
        try answer(cells, columns: columns, inquiry)
    }

    /// The class in question and the most probable others.
    private func classesToCompare(_ inquiry: Inquiry) throws -> [Int?] {
        let analysis = inquiry.analysis
        guard !analysis.predictions.isEmpty else { return [nil] }
        let chosen = try analysis.classIndex(of: inquiry.request.classChoice.text)
        let others = analysis.predictions.map(\.index).filter { $0 != chosen }
        return [chosen] + others.prefix(Comparison.rowCount - 1).map { $0 }
    }

    private func caption(of method: any ExplanationMethod, _ className: String?) -> Words {
        className.map { "\(method.title): \(className: $0)" } ?? method.title
    }

    private func cell(_ inquiry: Inquiry, caption: Words) -> Cell {
        var asked = inquiry
        if !asked.method.needsClass { asked.classIndex = nil }
        return Cell(caption: caption) { [self, asked] progress in
            if let obstacle = asked.obstacle { throw obstacle }
            return (try recall(asked, progress: progress), nil)
        }
    }

    /// The same question about another photo.
    private func photo(at path: String, _ inquiry: Inquiry) -> Cell {
        Cell(caption: Words(verbatim: (path as NSString).lastPathComponent)) { [self] progress in
            if path == inquiry.request.path { return try fresh(inquiry, progress) }
            let (network, other) = try analysis(of: path, by: chosen ?? inquiry.network, inquiry.job)
            return try fresh(
                Inquiry(
                    job: inquiry.job, network: network, analysis: other, method: inquiry.method,
                    layer: try network.model.layer(named: inquiry.layer.name)), progress)
        }
    }

    /// The same question to another network, at its recommended layer.
    private func network(_ choice: ModelChoice, _ inquiry: Inquiry) -> Cell {
        Cell(caption: Words(verbatim: (choice.name as NSString).lastPathComponent)) { [self] progress in
            if choice == inquiry.request.model { return try fresh(inquiry, progress) }
            let (network, other) = try analysis(
                of: inquiry.request.path,
                by: networks.network(choice, cancellation: inquiry.job.cancellation), inquiry.job)
            return try fresh(
                Inquiry(
                    job: inquiry.job, network: network, analysis: other, method: inquiry.method,
                    layer: try network.model.layer(named: network.model.recommendedLayer)), progress)
        }
    }

    /// A photo that is read for a comparison only, in the network of its size where it chooses that.
    private func analysis(
        of path: String, by network: LoadedNetwork, _ job: Job
    ) throws -> (network: LoadedNetwork, analysis: Analysis) {
        var subject = try Subject(path: path, for: network.model)
        let fitted = try fitted(
            network, to: subject.isArray ? nil : subject.photo, cancellation: job.cancellation)
        if fitted.executor !== network.executor {
            subject = try Subject(path: path, photo: subject.photo, again: subject.notice, for: fitted.model)
        }
        let analysis = try Analysis(
            of: subject, with: fitted.model, on: fitted.executor, cancellation: job.cancellation)
        return (fitted, analysis)
    }

    /// The same question about the photo, the photo without a rectangle of it, and that alone, with the score of the class in each.
    private func parts(_ region: Selection, _ inquiry: Inquiry) throws -> [Cell] {
        let analysis = inquiry.analysis
        let (subject, model) = (analysis.subject, analysis.model)
        let chosen = try analysis.classIndex(of: inquiry.request.classChoice.text)
        let rectangle = region.rectangle(of: (subject.photo.width, subject.photo.height))
        return Strings.partsOfPhoto.map { caption, isRectangle in
            Cell(caption: caption) { progress in
                var asked = inquiry
                if let isRectangle {
                    let photo = subject.photo.covered(rectangle, outside: isRectangle)
                    asked.analysis = try Analysis(
                        of: Subject(path: subject.path, photo: photo, for: model), with: model,
                        on: inquiry.network.executor, cancellation: inquiry.job.cancellation)
                }
                asked.classIndex = asked.method.needsClass ? chosen : nil
                if let obstacle = asked.obstacle { throw obstacle }
                let explanation = try asked.method.explain(
                    asked.question(progress: progress), of: asked.analysis)
                let score = asked.analysis.predictions.first { $0.index == chosen }
                return (
                    explanation, score.map { "\(className: $0.label)  \($0.probability.asPercentage)" }
                )
            }
        }
    }

    /// An answer about another photo or network and its most probable class, which is not kept.
    ///
    /// - Returns: the explanation, and what the network says, such as `lynx  1.7 %`.
    private func fresh(
        _ inquiry: Inquiry, _ progress: ProgressReceiver?
    ) throws -> (explanation: Explanation, answer: Words?) {
        if let obstacle = inquiry.obstacle { throw obstacle }
        var asked = inquiry
        let best = asked.analysis.predictions.first
        asked.classIndex = asked.method.needsClass ? best?.index : nil
        let explanation = try asked.method.explain(asked.question(progress: progress), of: asked.analysis)
        return (explanation, best.map { "\(className: $0.label)  \($0.probability.asPercentage)" })
    }

    private func answer(_ cells: [Cell], columns: Int, _ inquiry: Inquiry) throws {
        let (job, request) = (inquiry.job, inquiry.request)
        nonisolated(unsafe) let stage = Stage(of: job)
        var panels: [PictureSheet.Panel] = []
        var first: Explanation?
        var failure: (any Error)?
        let count = cells.count
        let rows = max(1, (count + columns - 1) / columns)
        let area = DisplayArea(
            width: max(40, request.gridArea.width / columns - 8),
            height: max(40, request.gridArea.height / rows - 44))
        for (index, cell) in cells.enumerated() {
            try job.cancellation.check()
            // Called on this queue only, while the job is being done.
            let progress = ProgressReceiver { fraction, _ in
                stage.report((Double(index) + fraction) / Double(count))
            }
            do {
                let (made, said) = try cell.make(progress)
                let caption = said.map { "\(cell.caption):  \($0)" } ?? cell.caption
                first = first ?? made
                panels.append(PictureSheet.Panel(caption, try picture(of: made, request, area)))
            } catch let error as CancellationError {
                throw error
            } catch {
                failure = failure ?? error
                panels.append(
                    PictureSheet.Panel(
                        "\(cell.caption): \(Strings.sentence(for: error))",
                        Picture(width: area.width / 2, height: area.height / 2, fill: RGB(224, 228, 233))))
            }
            guard let first else { continue }
            let sheet = PictureSheet(panels, columns: columns).fitted(into: request.gridArea)
            job.deliver(
                .answer(
                    Answer(
                        explanation: first, content: .sheet(sheet), seconds: stage.seconds,
                        isPartial: index + 1 < count)))
        }
        if first == nil, let failure { throw failure }
    }

    private func picture(of explanation: Explanation, _ request: Request, _ area: DisplayArea) throws
        -> Picture
    {
        let method = explanation.method
        // Of the same file there may be several photos.
        defer { scaledPhoto = nil }
        switch explanation.presentation(request.options(of: method), in: area) {
        case .grid(let grid, let page): return grid.picture(page: page)
        case .heatMap(let presentation):
            return panels(of: presentation, explanation.subject, area).last!.picture
        case .sheet(let sheet):
            return try sheet.fitted(into: area).picture()
        }
    }
}
