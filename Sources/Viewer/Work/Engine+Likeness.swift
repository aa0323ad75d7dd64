import Explanations
import Files
import ModelFormats
import NeuralNetwork

/// How like photos are to a network that says what a photo is like.
extension Engine {
    /// Of other photos, by their paths, the cosine between what the network makes of them and of the present one, the most alike
    /// first. A photo that cannot be used is left out.
    ///
    /// - Parameter others: each that was not looked at before costs a pass.
    func likeness(
        of embedding: Findings.Embedding, _ analysis: Analysis, _ others: [String]
    ) -> [(path: String, cosine: Double)] {
        guard let output = analysis.model.graph.outputs.first(where: { $0.name == embedding.name }),
            let own = try? analysis.forward.output(of: output.layer).values
        else { return [] }
        let found = others.compactMap { path -> (path: String, cosine: Double)? in
            guard let vector = vector(of: path, output.layer, analysis) else { return nil }
            return (path, Self.cosine(own, vector))
        }
        return found.sorted { ($1.cosine, $0.path) < ($0.cosine, $1.path) }
    }

    private func vector(of path: String, _ layer: Int, _ analysis: Analysis) -> [Float]? {
        if let known = vectors[path], known.version?.isCurrent(at: path) == true { return known.values }
        let version = FileVersion(path: path)
        guard let subject = try? Subject(path: path, for: analysis.model),
            let vector = try? analysis.executor.output(of: layer, for: subject.input)
        else { return nil }
        vectors[path] = (version, vector.values)
        return vector.values
    }

    private static func cosine(_ first: [Float], _ second: [Float]) -> Double {
        guard first.count == second.count else { return 0 }
        var (product, own, other) = (0.0, 0.0, 0.0)
        for (a, b) in zip(first, second) {
            product += Double(a) * Double(b)
            own += Double(a) * Double(a)
            other += Double(b) * Double(b)
        }
        return product / max((own * other).squareRoot(), 1e-16)
    }
}
