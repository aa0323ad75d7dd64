import Explanations
import Foundation
import Testing

@testable import glassbox

@Suite(.serialized) struct MethodsTests {
    @Test func tellsOfEveryMethodWhatAPersonCanBeTold() throws {
        let run = try Program().run("methods", "--json")
        #expect(run.status == 0 && run.errors.isEmpty)
        let methods = try decodeStrictly([Methods.Report].self, run.output)
        #expect(methods == ExplanationMethods.all.map(Methods.Report.init))
        let gradCAM = try #require(methods.first { $0.name == "grad-cam" })
        #expect(gradCAM.title == "Grad-CAM" && gradCAM.explainsClass)
        #expect(gradCAM.options.contains { $0.name == "opacity" && $0.standard == "0.4" && $0.isDisplay })
        #expect(gradCAM.guide.source.contains("Selvaraju"))
        #expect(methods.first { $0.name == "feature-map" }?.explainsClass == false)
    }

    @Test func printsATable() throws {
        let run = try Program().run("methods")
        #expect(run.status == 0)
        let lines = run.output.split(separator: "\n")
        #expect(lines.count == ExplanationMethods.all.count + 2)
        #expect(lines[0].hasPrefix("Name ") && lines[0].hasSuffix("Shows"))
        for (line, method) in zip(lines.dropFirst(), ExplanationMethods.all) {
            #expect(line.hasPrefix(method.name + " "))
        }
    }

    @Test func thePagesInDocsSayTheSame() throws {
        let run = try Program().run(
            [
                Program.root.appendingPathComponent("Scripts/make-methods.py").path, Program.executable.path,
                "--check",
            ],
            through: "/usr/bin/python3")
        #expect(run.status == 0, "\(run.errors)")
    }
}
