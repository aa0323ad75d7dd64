import Explanations
import Files
import ModelFormats
import Synchronization
import Testing

@testable import Viewer

@Suite struct WorkerTests {
    private func request(_ generation: Int, _ photo: String, layer: String? = nil) throws -> Request {
        Request(
            generation: generation, model: ModelChoice(ModelCatalogue.defaultName),
            path: try ResourceFolder.path("Resources/photos/\(photo)"), layer: layer, method: "feature-map",
            classChoice: .rank(1), options: OptionValues(), gridArea: DisplayArea(width: 800, height: 250),
            pictureArea: DisplayArea(width: 200, height: 200),
            photoArea: DisplayArea(width: 100, height: 100),
            enlarged: nil)
    }

    /// Collects until the request of that generation is done.
    private func deliveries(of worker: Worker, until generation: Int) async throws -> [Delivery] {
        var all: [Delivery] = []
        for _ in 0..<6000 {
            all += worker.collect()
            if all.contains(where: {
                if case .done = $0.content { $0.generation == generation } else { false }
            }) {
                return all
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        Issue.record("generation \(generation) was never done")
        return all
    }

    @Test func theNewestRequestWins() async throws {
        let worker = Worker {}
        for generation in 1...40 {
            worker.submit(try request(generation, generation % 2 == 0 ? "cat.png" : "coffee.png"))
        }
        worker.submit(try request(41, "rocket.jpg"))
        let all = try await deliveries(of: worker, until: 41)
        let answers = all.compactMap { delivery -> Int? in
            if case .answer = delivery.content { delivery.generation } else { nil }
        }
        #expect(answers.last == 41)
        #expect(answers.count < 40)
        guard
            case .answer(let answer)? = all.last(where: {
                if case .answer = $0.content { true } else { false }
            })?.content
        else { return }
        #expect(answer.explanation.subject.fileName == "rocket.jpg")
        worker.stop()
    }

    @Test func whatWasAskedLastIsAnsweredWhilePreparing() async throws {
        let worker = Worker {}
        worker.submit(try request(1, "cat.png"))
        _ = try await deliveries(of: worker, until: 1)
        worker.submit(try request(2, "cat.png", layer: "_conv_stem"))
        let all = try await deliveries(of: worker, until: 2)
        let layers = all.compactMap { delivery -> String? in
            if case .answer(let answer) = delivery.content { answer.explanation.layer.name } else { nil }
        }
        #expect(layers == ["_conv_stem"])
        #expect(!all.contains { if case .analysis = $0.content { true } else { false } })
        worker.stop()
    }

    @Test func aBadQuestionIsASentence() async throws {
        let worker = Worker {}
        worker.submit(try request(1, "cat.png", layer: "no_such_layer"))
        let all = try await deliveries(of: worker, until: 1)
        let sentences = all.compactMap { delivery -> String? in
            if case .failure(let failure) = delivery.content { failure.sentence.english } else { nil }
        }
        #expect(sentences.count == 1)
        #expect(sentences.first?.contains("no_such_layer") == true)
        worker.stop()
    }
}
