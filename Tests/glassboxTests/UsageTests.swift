import Explanations
import Foundation
import Testing

@testable import glassbox

/// Command lines that ask for what is not there.
@Suite(.serialized) struct UsageTests {
    struct Case: CustomTestStringConvertible {
        let arguments: [String]
        let status: Int32
        let sentence: String
        var testDescription: String { arguments.joined(separator: " ") }

        init(_ arguments: String, _ status: Int32, _ sentence: String) {
            self.arguments = arguments.split(separator: " ").map {
                $0 == "CAT" ? Program.photo("cat.png") : String($0)
            }
            self.status = status
            self.sentence = sentence
        }
    }

    static let cases = [
        Case(
            "explain CAT --method feature-map --layer _conv_stem --grid 300x300", 64,
            "300x300 tiles are more than one picture can hold; the largest grid that fits here is 122x122."),
        Case(
            "explain CAT --method filter-pattern --layer _conv_stem --grid 1000x1000", 64,
            "1x1000 tiles are more than one picture can hold; the largest grid that fits here is 1x492."),
        Case(
            "explain CAT --method grad-cam --layer _swish2", 64,
            "efficientnet-lite0 has no layer called _swish2; the nearest are _swish, _swish1."),
        Case(
            "explain CAT --method grad-cam --class espreso", 64,
            "EfficientNet-Lite0 has no class called espreso; the nearest are espresso."),
        Case(
            "explain CAT --method grad-cam --class 1000", 64,
            "There is no class 1000; the network's classes are 0 to 999."),
        Case(
            "explain CAT --method grad-cam --class #0", 64,
            "There is no prediction #0; the network's predictions are #1 to #1000."),
        Case(
            "explain CAT --method feature-map --class 3", 64,
            "feature-map does not explain a class; leave out --class."),
        Case(
            "explain CAT --method gradcam", 64,
            "There is no method called gradcam; the nearest are grad-cam, xgrad-cam, grad-cam++."
        ),
        Case(
            "explain CAT --method grad-cam --colormp jet", 64,
            "explain has no option --colormp; the nearest are --colormap, --columns."),
        Case(
            "explain CAT --method grad-cam --outptu a.png", 64,
            "explain has no option --outptu; the nearest are --output."),
        Case(
            "explain CAT --method grad-cam --zigzags 3", 64,
            "grad-cam has no option --zigzags; it has "
                + GradCAM().options.map { "--" + $0.name }.joined(separator: ", ") + "."),
        Case(
            "explain CAT --method grad-cam --opacity 2", 64,
            "--opacity takes a number from 0.0 to 1.0, not 2."),
        Case("explain CAT --method grad-cam --opacity", 64, "--opacity needs a value."),
        Case("explain --method grad-cam", 64, "explain needs an image; name a photo or a .npy file."),
        Case("explain CAT CAT --method grad-cam --raw heat.npy", 64, "--raw takes one image, not 2."),
        Case("explain CAT", 64, "Missing expected argument '--method <method>'; see `glassbox --help`."),
        Case(
            "explain CAT --method grad-cam --output heat.jpg", 64,
            "heat.jpg must end in .png, .ppm, .svg, .pdf or .html, which is what --output writes."),
        Case(
            "explain CAT --method grad-cam --output nowhere/heat.png", 73,
            "The file nowhere/heat.png cannot be written: there is no folder nowhere."),
        Case(
            "explain CAT --method grad-cam --output heat.png --raw nowhere/heat.npy", 73,
            "The file nowhere/heat.npy cannot be written: there is no folder nowhere."),
        Case(
            "explain CAT --method grad-cam --layer _fc", 69,
            "The output of _fc has no rows and columns, so there is nothing to lay over the photo."),
        Case(
            "explain CAT --method grad-cam --model vgg16-features", 69,
            "VGG16 features has no classifier, so there is no class to explain. "
                + "The whole network with its classifier is vgg16; `glassbox models get vgg16` downloads it. "
                + "--target asks about something else: value I [of NAME], sum [of NAME], norm [of NAME], "
                + "channel C [at X,Y] of LAYER, similarity [of NAME] to PHOTO."),
        Case(
            "classify CAT --model vgg16", 69,
            "The trained weights of vgg16 are not on this machine; `glassbox models get vgg16` downloads them."
        ),
        Case(
            "layers --model vgg61", 64,
            "There is no network called vgg61; the nearest are vgg16, vgg19."),
        Case("classify", 64, "Missing expected argument '<image> ...'; see `glassbox --help`."),
        Case("classify CAT --tpo 3", 64, "Unknown option '--tpo'. Did you mean '--top'?"),
        Case("classify CAT --top 0", 64, "--top must be at least 1."),
    ]

    @Test(arguments: cases) func isAnsweredInOneSentence(_ example: Case) throws {
        let program = try Program()
        let run = try program.run(example.arguments)
        #expect(run.status == example.status)
        #expect(run.errors == example.sentence + "\n")
        #expect(run.output.isEmpty)
        #expect(try program.files().isEmpty)
    }

    @Test func helpAndVersionGoToStandardOutput() throws {
        for arguments in [["--help"], ["--version"], ["classify", "--help"], ["help", "layers"]] {
            let run = try Program().run(arguments)
            #expect(run.status == 0)
            #expect(run.errors.isEmpty)
            #expect(!run.output.isEmpty)
        }
    }
}
