import Files
import Imaging
import Tensors
import Testing
import Words

@testable import ModelFormats

/// The errors that a file or a download may end in.
@Suite struct RefusalTests {
    /// Clauses are told in other sentences; those of ONNX have their own test.
    static let types =
        FilesRefusals.all + TensorsRefusals.all + ImagingRefusals.all
        + ModelFormatsRefusals.all.filter { type in !clauses.contains { $0 == type } }

    private static let clauses: [any Refusal.Type] = [
        ONNXError.self, UnsupportedFeature.self, UnsupportedKerasLayer.self, WriteObstacle.self,
    ]

    /// Every example is a sentence of its own: it is told apart by its template, and starts and stops as one.
    @Test func everyErrorIsASentence() {
        for type in Self.types {
            let sentences = examples(of: type).map(\.words)
            #expect(!sentences.isEmpty)
            #expect(
                Set(sentences.map { $0.sentences.map(\.template) + [$0.english] }).count == sentences.count)
            for sentence in sentences {
                #expect(
                    !sentence.templates.isEmpty && ".?".contains(sentence.english.suffix(1)),
                    "\(sentence.english)")
            }
        }
    }

    private func examples<Failure: Refusal>(of type: Failure.Type) -> [any Refusal] { type.examples }

    @Test func kindsSayWhoseFaultItIs() {
        #expect(ModelError.weightsNotHere("vgg16").kind == .unavailable)
        #expect(ModelError.unknownModel("vgg61", known: []).kind == .usage)
        #expect(KerasError("net.h5", .onlyWeights).kind == .badData)
        #expect(ImageError.file(.missing("a.png")).kind == .noInput)
        #expect(ImageError.damaged("a.png", .png).kind == .badData)
        let failures: [(DownloadError.Reason, RefusalKind)] = [
            (.noConnection, .unavailable), (.mirror("x"), .usage), (.size(found: 1, published: 2), .badData),
        ]
        for (reason, kind) in failures {
            #expect(DownloadError(name: "vgg16", host: "a", reason: reason).kind == kind)
        }
    }

    @Test func aSentenceWithinAnotherHasNoCapitalAndNoStop() {
        #expect(
            BareWeightsError(
                path: "a.pth", problem: .otherArchitecture("alexnet", .structure("Two layers are called fc."))
            ).description
                == "a.pth does not hold the weights of alexnet: two layers are called fc; leave out --architecture, or export the whole network to ONNX."
        )
    }

    /// A lost file of class names is an error and not a network without them.
    @Test func lostLabelsAreSaid() throws {
        #expect(throws: FileError.missing("/no/labels.txt")) {
            try ClassLabels.imageNet(classCount: 1000, in: "/no/labels.txt")
        }
        #expect(try ClassLabels.imageNet(classCount: 10, in: "/no/labels.txt") == nil)
        #expect(try ClassLabels.imageNet(classCount: nil) == nil)
        #expect(try ClassLabels.imageNet(classCount: 1000)?.names.count == 1000)
    }
}
