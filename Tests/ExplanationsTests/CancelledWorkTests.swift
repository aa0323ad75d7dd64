import NeuralNetwork
import Testing

@testable import Explanations

/// Long work stops after the batch in which that was wanted.
@Suite struct CancelledWorkTests {
    private static let settings: [(method: String, options: [String: String])] = [
        ("integrated-gradients", [:]), ("smoothgrad", [:]), ("shap", [:]), ("shap", ["explainer": "deep"]),
        ("shap", ["explainer": "partition"]),
    ]

    @Test(arguments: settings.indices) func stopsAfterTheBatch(index: Int) throws {
        let setting = Self.settings[index]
        let analysis = try GoldenNetwork.analysis()
        let method = try ExplanationMethods.named(setting.method)
        var options = OptionValues()
        for (name, value) in setting.options { try options.set(name, to: value, for: method) }
        let cancellation = Cancellation()
        nonisolated(unsafe) var reports: [Double] = []
        let progress = ProgressReceiver(interval: .zero) { fraction, partial in
            reports.append(fraction)
            #expect(partial()?.raw.values.allSatisfy { $0.isFinite } == true)
            if reports.count == 2 { cancellation.cancel() }
        }
        #expect(throws: CancellationError.self) {
            try method.explain(
                Question(
                    layer: analysis.model.layer(named: "stem"), classIndex: 3, options: options,
                    cancellation: cancellation, progress: progress), of: analysis)
        }
        #expect(reports.count == 2 && reports[1] < 1)
    }
}
