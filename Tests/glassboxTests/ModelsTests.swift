import Foundation
import LoopbackServer
import ModelFormats
import Testing

@testable import glassbox

/// The catalogue's commands. The server on loopback has a file with the published prefix of a SHA-256, so that it
/// passes for that network until it is opened.
@Suite(.serialized) struct ModelsTests {
    private let name = LoopbackServer.name
    private let file = "vgg19-dcbb9e9d.pth"

    private func run(
        _ program: Program, _ arguments: String, server: LoopbackServer? = nil, _ behaviour: String = "whole",
        whileRunning: ((Process, URL) throws -> Void)? = nil
    ) throws -> Program.Outcome {
        try program.run(
            arguments.split(separator: " ").map(String.init),
            environment: [
                "XDG_CACHE_HOME": program.path("cache"),
                "GLASSBOX_MIRROR": server.map { "\($0.base)/\(behaviour)" } ?? "http://127.0.0.1:1",
                "GLASSBOX_STALL_SECONDS": "10",
            ], whileRunning: whileRunning)
    }

    private func folder(_ program: Program) -> String { program.path("cache/glassbox/models") }

    private func kept(_ program: Program) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder(program)).sorted()) ?? []
    }

    @Test func listsTheCatalogue() throws {
        let program = try Program()
        let run = try run(program, "models")
        #expect(run.status == 0 && run.errors.isEmpty)
        let lines = run.output.split(separator: "\n")
        #expect(lines.count == ModelCatalogue.entries.count + 2)
        #expect(
            lines[0]
                == "Name                State               Size  Licence                     Title")
        #expect(
            lines[1]
                == "efficientnet-lite0  embedded         18.8 MB  Apache 2.0                  EfficientNet-Lite0"
        )
        #expect(
            lines.contains(
                "resnet18            available        46.8 MB  BSD 3-Clause                ResNet-18"))
        #expect(
            lines.contains(
                "resnet34            available  about 87.3 MB  BSD 3-Clause                ResNet-34"))
        #expect(lines.last == "`glassbox models get <name>` downloads one; --model <name> uses it.")
        #expect(try self.run(program, "models list").output == run.output)
        let json = try self.run(program, "models list --json")
        let reports = try decodeStrictly([ListModels.Report].self, json.output)
        #expect(reports.map(\.name) == ModelCatalogue.entries.map(\.name))
        #expect(reports.filter { $0.state == .embedded }.count == 2)
    }

    @Test func describesANetwork() throws {
        let program = try Program()
        let run = try run(program, "models show keras-resnet50")
        #expect(run.status == 0 && run.errors.isEmpty)
        #expect(
            run.output.hasPrefix(
                """
                ResNet-50 (Keras): ResNet-50 as its authors trained it, in Keras's form.
                  State         available
                  Size          103 MB
                  Classes       1000
                  Licence       MIT
                  Published by  Kaiming He and others, Microsoft Research
                  Address       https://storage.googleapis.com/tensorflow/keras-applications/resnet/resnet50_weights_tf_dim_ordering_tf_kernels.h5
                  Checksum      MD5 2cb95161c43110f7111970584f804107
                  Input         224×224, scaled as caffe
                  Grad-CAM at   conv5_block3_out

                """))
        let json = try self.run(program, "models show vgg16-features --json")
        let report = try decodeStrictly(ShowModel.Report.self, json.output)
        #expect(report.state == .embedded && report.classes == nil && report.byteCount == 29_431_936)
        #expect(report.input == .init(size: 224, scaling: "torch"))
        #expect(report.recommendedLayer == "block5_conv3")
    }

    @Test func downloadsAndRemoves() throws {
        let program = try Program()
        let server = try LoopbackServer()
        let get = try run(program, "models get \(name)", server: server)
        #expect(get.status == 0)
        #expect(
            get.output == """
                VGG19, about 575 MB, published by PyTorch (torchvision)
                Licence: BSD 3-Clause
                Its publisher gives only 8 of the 64 digits of its SHA-256: they show that it arrives whole, not where it is from.
                Saved as \(folder(program))/\(file)

                """)
        let lines = get.errors.split(separator: "\n")
        #expect(lines.last == "vgg19: 2.0 MB, verifying")
        #expect(lines.allSatisfy { $0.hasPrefix("vgg19: ") })
        #expect(kept(program) == [file])
        let again = try run(program, "models get \(name)", server: server)
        #expect(again.output == "vgg19 is here already: \(folder(program))/\(file)\n")
        #expect(again.status == 0 && again.errors.isEmpty)
        #expect(try server.requests().count == 1)
        let list = try run(program, "models list")
        #expect(list.output.contains("\nvgg19               downloaded         2.0 MB  "))
        let show = try run(program, "models show \(name)")
        #expect(show.output.contains("\n  File          \(folder(program))/\(file)\n"))
        let remove = try run(program, "models remove \(name)")
        #expect(remove.output == "vgg19 is removed; `glassbox models get vgg19` downloads it again.\n")
        #expect(remove.status == 0 && kept(program).isEmpty)
        #expect(try run(program, "models remove \(name)").output == "vgg19 is not on this machine.\n")
    }

    @Test(arguments: [
        (
            "models get resnet", 64,
            "There is no network called resnet; the nearest are resnet18, resnet34, resnet50."
        ),
        (
            "models show qqqqqqqqqqqq", 64,
            "There is no network called qqqqqqqqqqqq; `glassbox models` lists those that there are."
        ),
        (
            "models remove vgg16-features", 64,
            "vgg16-features ships with the program, so it cannot be removed."
        ),
        (
            "models get vgg19", 69,
            "The server 127.0.0.1:1 cannot be reached; is this machine connected to the internet?"
        ),
        (
            "layers --model resnet50", 69,
            "The trained weights of resnet50 are not on this machine; `glassbox models get resnet50` downloads them."
        ),
    ])
    func whatCannotBeIsSaid(_ arguments: String, status: Int32, sentence: String) throws {
        let program = try Program()
        let run = try run(program, arguments)
        #expect(run.status == status)
        #expect(run.errors == sentence + "\n")
        #expect(kept(program).isEmpty)
    }

    @Test(arguments: [
        (
            "wrong", 65,
            "What HOST sent as vgg19 is not the published file (SHA-256 13aea960, not dcbb9e9d), so it was deleted."
        ),
        (
            "missing", 69,
            "The server HOST answers 404 to http://HOST/missing/models/\("vgg19-dcbb9e9d.pth"); the file may have moved, or the server may be busy."
        ),
        ("silent", 69, "The server HOST sent nothing for 10 seconds; try again later."),
        (
            "plain", 69,
            "The server HOST points to http://elsewhere.test/body, where the connection is not encrypted, so nothing was taken from there."
        ),
    ])
    func aBadServerLeavesNothing(_ behaviour: String, status: Int32, sentence: String) throws {
        let program = try Program()
        let server = try LoopbackServer()
        let run = try run(program, "models get \(name)", server: server, behaviour)
        #expect(run.status == status)
        let host = String(server.base.dropFirst("http://".count))
        #expect(
            run.errors.split(separator: "\n").last.map(String.init)
                == sentence.replacingOccurrences(of: "HOST", with: host))
        #expect(kept(program).isEmpty)
    }

    @Test func embeddedNetworksNeedNoDownload() throws {
        let run = try run(try Program(), "models get vgg16-features")
        #expect(run.status == 0 && run.errors.isEmpty)
        #expect(run.output == "vgg16-features ships with the program; --model vgg16-features uses it.\n")
    }

    /// Killed without warning, then resumed.
    @Test func goesOnAfterBeingKilled() throws {
        let program = try Program()
        let server = try LoopbackServer()
        let killed = try run(program, "models get \(name)", server: server, "slow") { process, _ in
            try waitForPart(program)
            kill(process.processIdentifier, SIGKILL)
        }
        #expect(killed.wasKilled)
        #expect(kept(program) == [file + ".part", file + ".part.from"])
        let run = try run(program, "models get \(name)", server: server)
        #expect(run.status == 0)
        #expect(kept(program) == [file])
        let request = try #require(try server.requests().last)
        #expect(request.hasPrefix("/whole/models/\(file) bytes="))
    }

    @Test func interruptionEndsWith130AndKeepsThePart() throws {
        let program = try Program()
        let server = try LoopbackServer()
        let run = try run(program, "models get \(name)", server: server, "slow") { process, _ in
            try waitForPart(program)
            kill(process.processIdentifier, SIGINT)
        }
        #expect(run.status == 130 && !run.wasKilled)
        #expect(run.errors.split(separator: "\n").allSatisfy { $0.hasPrefix("vgg19: ") })
        #expect(kept(program) == [file + ".part", file + ".part.from"])
        #expect(try self.run(program, "models remove \(name)").status == 0)
        #expect(kept(program).isEmpty)
    }

    @Test func aSecondDownloadSaysThatOneIsRunning() throws {
        let program = try Program()
        let server = try LoopbackServer()
        let first = try run(program, "models get \(name)", server: server, "slow") { _, _ in
            try waitForPart(program)
            let other = try Program()
            let environment = [
                "XDG_CACHE_HOME": program.path("cache"), "GLASSBOX_MIRROR": "\(server.base)/whole",
            ]
            for command in ["get", "remove"] {
                let second = try other.run(["models", command, name], environment: environment)
                #expect(second.status == 69)
                #expect(second.errors == "Another download of vgg19 is running; wait until it is done.\n")
            }
        }
        #expect(first.status == 0)
        #expect(kept(program) == [file])
        #expect(try server.requests().count == 1)
    }

    /// A limit on the size of files stands for a full disk.
    @Test func aFullDiskIsSaid() throws {
        let program = try Program()
        let server = try LoopbackServer()
        let run = try program.run(
            ["-c", "ulimit -f 500; exec \"$0\" models get \(name)", Program.executable.path],
            through: "/bin/bash",
            environment: [
                "XDG_CACHE_HOME": program.path("cache"), "GLASSBOX_MIRROR": "\(server.base)/whole",
            ])
        #expect(run.status == 73)
        #expect(
            run.errors.split(separator: "\n").last
                == "The file \(folder(program))/\(file) cannot be written: File too large.")
        #expect(kept(program) == [file + ".part", file + ".part.from"])
    }

    @Test func aMirrorMustBeAnAddress() throws {
        let program = try Program()
        let run = try program.run(["models", "get", name], environment: ["GLASSBOX_MIRROR": "school"])
        #expect(run.status == 64)
        #expect(
            run.errors
                == "GLASSBOX_MIRROR is no address of a server: school; it looks like https://mirror.example.org.\n"
        )
    }

    private func waitForPart(_ program: Program) throws {
        let end = ContinuousClock.now + .seconds(30)
        let part = folder(program) + "/\(file).part"
        while true {
            let attributes = try? FileManager.default.attributesOfItem(atPath: part)
            if let size = attributes?[.size] as? Int, size > 200_000 { return }
            try #require(ContinuousClock.now < end)
            usleep(5000)
        }
    }
}
