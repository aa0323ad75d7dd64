import Files
import Foundation
import LoopbackServer
import NeuralNetwork
import Synchronization
import Tensors
import Testing

@testable import ModelFormats

/// Downloads from a server on loopback; whatever it does, the folder holds verified files only.
@Suite(.serialized) struct DownloadTests {
    private final class Setting {
        let server: LoopbackServer
        let folder: String

        init(isEncrypted: Bool = false) throws {
            server = try LoopbackServer(isEncrypted: isEncrypted)
            folder =
                FileManager.default.temporaryDirectory.appendingPathComponent(
                    "glassbox-\(UUID().uuidString)/glassbox/models"
                ).path
        }

        deinit { try? FileManager.default.removeItem(atPath: folder) }

        func download(
            _ behaviour: String, size: RemoteFile.Size = .exactly(LoopbackServer.byteCount),
            checksum: Checksum = .sha256(LoopbackServer.sha256), environment: [String: String] = [:]
        ) throws -> Download {
            let file = RemoteFile(
                address: "https://publisher.test/models/body.pth", size: size, checksum: checksum)
            var environment = environment
            environment["GLASSBOX_MIRROR", default: server.base + "/" + behaviour] += ""
            return try Download(file, named: "body", to: folder, environment: environment)
        }

        /// The sentence of the error.
        func failure(_ download: Download) -> String {
            do {
                _ = try download.run()
                return "It succeeds."
            } catch {
                return "\(error)"
            }
        }

        var files: [String] {
            (try? FileManager.default.contentsOfDirectory(atPath: folder).sorted()) ?? []
        }

        var partSize: Int? {
            try? FileManager.default.attributesOfItem(atPath: folder + "/body.pth.part")[.size] as? Int
        }

        var host: String { String(server.base.drop { $0 != "/" }.dropFirst(2)) }
    }

    @Test func bringsAWholeFile() throws {
        let setting = try Setting()
        var reports: [DownloadProgress] = []
        let path = try setting.download("whole").run { reports.append($0) }
        #expect(path == setting.folder + "/body.pth")
        #expect(setting.files == ["body.pth"])
        #expect(try MappedFile(path: path).byteCount == LoopbackServer.byteCount)
        #expect(try setting.server.requests() == ["/whole/models/body.pth"])
        let last = try #require(reports.last)
        #expect(last.isVerifying && last.received == LoopbackServer.byteCount)
        #expect(zip(reports, reports.dropFirst()).allSatisfy { $0.received <= $1.received })
        #expect(reports.dropLast().allSatisfy { $0.total == LoopbackServer.byteCount && !$0.isVerifying })
    }

    @Test func aFileThatIsHereIsNotAskedFor() throws {
        let setting = try Setting()
        _ = try setting.download("whole").run()
        _ = try setting.download("whole").run()
        #expect(try setting.server.requests().count == 1)
    }

    @Test(arguments: [
        Checksum.sha256Prefix(String(LoopbackServer.sha256.prefix(8))), .md5(LoopbackServer.md5),
    ])
    func everyChecksumIsCompared(_ checksum: Checksum) throws {
        let setting = try Setting()
        _ = try setting.download("whole", checksum: checksum).run()
        #expect(setting.files == ["body.pth"])
        let other = try Setting()
        #expect(
            other.failure(try other.download("wrong", checksum: checksum)).contains("is not the published"))
        #expect(other.files.isEmpty)
    }

    @Test func reportsProgressWithRateAndRemainingTime() throws {
        let setting = try Setting()
        var reports: [DownloadProgress] = []
        _ = try setting.download("slow").run { reports.append($0) }
        #expect(reports.count > 8)
        let middle = reports[reports.count / 2]
        let fraction = try #require(middle.fraction)
        #expect(fraction > 0.2 && fraction < 0.8)
        #expect(try #require(middle.rate) > 100_000)
        #expect(try #require(middle.remaining) < 20)
    }

    @Test func goesOnAfterTheServerCutTheBody() throws {
        let setting = try Setting()
        #expect(
            setting.failure(try setting.download("cut"))
                == "The connection to \(setting.host) broke off after 1.0 MB of 2.0 MB; `glassbox models get body` goes on from there."
        )
        #expect(setting.files == ["body.pth.part", "body.pth.part.from"])
        #expect(setting.partSize == LoopbackServer.byteCount / 2)
        _ = try setting.download("cut").run()
        #expect(setting.files == ["body.pth"])
        #expect(
            try setting.server.requests() == ["/cut/models/body.pth", "/cut/models/body.pth bytes=1000000-"])
    }

    @Test(arguments: ["no-ranges", "changed", "undeclared"])
    func beginsAgainWhereTheServerCannotGoOn(_ behaviour: String) throws {
        let setting = try Setting()
        _ = setting.failure(try setting.download("cut"))
        _ = try setting.download(behaviour).run()
        #expect(setting.files == ["body.pth"])
        #expect(try setting.server.requests().last == "/\(behaviour)/models/body.pth bytes=1000000-")
    }

    @Test func beginsAgainWhereThePartIsOfAnUnknownFile() throws {
        let setting = try Setting()
        _ = setting.failure(try setting.download("cut"))
        try FileManager.default.removeItem(atPath: setting.folder + "/body.pth.part.from")
        _ = try setting.download("whole").run()
        #expect(setting.files == ["body.pth"])
        #expect(try setting.server.requests().last == "/whole/models/body.pth")
    }

    /// The program ended between the last byte and the new name.
    @Test(arguments: [RemoteFile.Size.exactly(LoopbackServer.byteCount), .about(2_000_000)])
    func finishesWhatOnlyLacksItsName(_ size: RemoteFile.Size) throws {
        let setting = try Setting()
        let whole = try setting.download("whole").run()
        try FileManager.default.moveItem(atPath: whole, toPath: whole + ".part")
        try Data("\"body-1\"".utf8).write(to: URL(fileURLWithPath: whole + ".part.from"))
        _ = try setting.download("whole", size: size).run()
        #expect(setting.files == ["body.pth"])
    }

    @Test func aPartThatIsTooLongIsForgotten() throws {
        let setting = try Setting()
        for size in [RemoteFile.Size.exactly(LoopbackServer.byteCount), .about(2_000_000)] {
            try FileManager.default.createDirectory(atPath: setting.folder, withIntermediateDirectories: true)
            try Data(count: 3_000_000).write(to: URL(fileURLWithPath: setting.folder + "/body.pth.part"))
            try Data("\"body-1\"".utf8).write(
                to: URL(fileURLWithPath: setting.folder + "/body.pth.part.from"))
            let path = try setting.download("whole", size: size).run()
            #expect(setting.files == ["body.pth"])
            try FileManager.default.removeItem(atPath: path)
        }
    }

    @Test func aWrongFileIsDeleted() throws {
        let setting = try Setting()
        let sentence = setting.failure(try setting.download("wrong"))
        #expect(
            sentence.hasPrefix("What \(setting.host) sent as body is not the published file (SHA-256 "))
        #expect(sentence.hasSuffix(", not \(LoopbackServer.sha256)), so it was deleted."))
        #expect(setting.files.isEmpty)
    }

    @Test(arguments: [("short", 1_000_000), ("long", 2_000_005)])
    func anotherSizeIsRefused(_ behaviour: String, found: Int) throws {
        let setting = try Setting()
        #expect(
            setting.failure(try setting.download(behaviour))
                == "What \(setting.host) offers as body has \(found) bytes and the published file 2000000, so it was not kept."
        )
        #expect(setting.files.isEmpty)
    }

    @Test func aBodyThatDoesNotEndIsCutOff() throws {
        let setting = try Setting()
        let sentence = setting.failure(try setting.download("endless"))
        #expect(sentence.hasPrefix("What \(setting.host) offers as body has "))
        #expect(setting.files.isEmpty)
    }

    @Test func aShortBodyWithoutItsLengthIsNotTheWhole() throws {
        let setting = try Setting()
        #expect(
            setting.failure(try setting.download("undeclared-short"))
                == "The connection to \(setting.host) broke off after 1.0 MB of 2.0 MB; `glassbox models get body` goes on from there."
        )
        let other = try Setting()
        let sentence = other.failure(try other.download("undeclared-short", size: .about(2_000_000)))
        #expect(sentence.contains("is not the published file"))
        #expect(other.files.isEmpty)
    }

    @Test func anotherPartThanWasAskedForIsRefused() throws {
        let setting = try Setting()
        _ = setting.failure(try setting.download("cut"))
        #expect(
            setting.failure(try setting.download("other-part"))
                == "body cannot be downloaded from \(setting.host): it sends another part of the file than was asked for."
        )
        #expect(setting.files.isEmpty)
    }

    @Test func aSilentServerIsGivenUp() throws {
        let setting = try Setting()
        // As long as a busy machine may need to send the first half.
        let environment = ["GLASSBOX_STALL_SECONDS": "10"]
        let start = ContinuousClock.now
        #expect(
            setting.failure(try setting.download("silent", environment: environment))
                == "The server \(setting.host) sent nothing for 10 seconds; try again later.")
        #expect(setting.files.isEmpty)
        #expect(
            setting.failure(try setting.download("stall", environment: environment))
                == "The server \(setting.host) sent nothing for 10 seconds after 1.0 MB; `glassbox models get body` goes on from there."
        )
        #expect(ContinuousClock.now - start < .seconds(300))
        #expect(setting.partSize == LoopbackServer.byteCount / 2)
    }

    @Test func aServerThatTricklesIsGivenUp() throws {
        let setting = try Setting()
        let start = ContinuousClock.now
        #expect(
            setting.failure(try setting.download("trickle", environment: ["GLASSBOX_STALL_SECONDS": "10"]))
                == "The server \(setting.host) sends less than 1000 bytes a second, 0.0 MB so far; `glassbox models get body` goes on from there."
        )
        #expect(ContinuousClock.now - start < .seconds(300))
    }

    /// Nobody else looks at what is not verified, or into the folders.
    @Test func rightsAreThoseOfOnePerson() throws {
        func rights(_ path: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        let setting = try Setting()
        _ = setting.failure(try setting.download("cut"))
        #expect(try rights(setting.folder + "/body.pth.part") == 0o600)
        #expect(try rights(setting.folder) == 0o700)
        #expect(try rights((setting.folder as NSString).deletingLastPathComponent) == 0o700)
        let path = try setting.download("cut").run()
        #expect(try rights(path) == 0o644)
    }

    @Test func whatIsNoFileIsNotTakenForOne() throws {
        let setting = try Setting()
        let place = setting.folder + "/body.pth"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        #expect(
            setting.failure(try setting.download("whole"))
                == "The file \(place) cannot be written: it is a folder.")
        #expect(try setting.server.requests().isEmpty)
    }

    /// What the catalogue knows bounds what is written, whatever the server says.
    @Test(arguments: [RemoteFile.Size.exactly(LoopbackServer.byteCount), .about(2_000_000), .about(50_000)])
    func noMoreIsTakenThanTheCatalogueKnows(_ size: RemoteFile.Size) throws {
        let setting = try Setting()
        let sentence = setting.failure(try setting.download("endless", size: size))
        let found = sentence.split(separator: " ").compactMap { Int($0) }.first ?? 0
        #expect((size.byteCount..<size.most + 1 << 19).contains(found), "\(sentence)")
        #expect(setting.files.isEmpty)
    }

    @Test func anUnencryptedRedirectIsRefused() throws {
        let setting = try Setting()
        #expect(
            setting.failure(try setting.download("plain"))
                == "The server \(setting.host) points to http://elsewhere.test/body, where the connection is not encrypted, so nothing was taken from there."
        )
        #expect(setting.files.isEmpty)
    }

    @Test func encryptedConnectionsNeedATrustedCertificate() throws {
        let setting = try Setting(isEncrypted: true)
        let sentence = setting.failure(try setting.download("whole"))
        #expect(
            sentence.hasPrefix(
                "The server \(setting.host) does not prove that it is \(setting.host), so nothing was taken from it ("
            ))
        #expect(try setting.server.requests().isEmpty)
        #expect(setting.files.isEmpty)
        let trusting = ["SSL_CERT_FILE": setting.server.authority]
        _ = try setting.download("moved", environment: trusting).run()
        #expect(try setting.server.requests() == ["/moved/models/body.pth", "/whole/models/body.pth"])
        #expect(setting.files == ["body.pth"])
        let other = try Setting(isEncrypted: true)
        #expect(
            other.failure(
                try other.download("circle", environment: ["SSL_CERT_FILE": other.server.authority])
            ).hasPrefix("body cannot be downloaded from \(other.host): "))
    }

    @Test(arguments: [("missing", 404), ("busy", 503)])
    func anAnswerWithoutAFileIsNamed(_ behaviour: String, status: Int) throws {
        let setting = try Setting()
        #expect(
            setting.failure(try setting.download(behaviour))
                == "The server \(setting.host) answers \(status) to \(setting.server.base)/\(behaviour)/models/body.pth; the file may have moved, or the server may be busy."
        )
        #expect(setting.files.isEmpty)
    }

    @Test func aMissingNetworkIsSaid() throws {
        let setting = try Setting()
        #expect(
            setting.failure(
                try setting.download("", environment: ["GLASSBOX_MIRROR": "http://127.0.0.1:1"]))
                == "The server 127.0.0.1:1 cannot be reached; is this machine connected to the internet?")
        #expect(
            setting.failure(
                try setting.download("", environment: ["GLASSBOX_MIRROR": "https://nowhere.invalid"]))
                == "The server nowhere.invalid cannot be found; is this machine connected to the internet?")
        #expect(setting.files.isEmpty)
    }

    @Test func aSecondDownloadOfTheSameFileIsRefused() throws {
        let setting = try Setting()
        let download = try setting.download("slow")
        var second = ""
        _ = try download.run { _ in
            if second.isEmpty { second = setting.failure(download) }
        }
        #expect(second == "Another download of body is running; wait until it is done.")
        #expect(setting.files == ["body.pth"])
        #expect(try setting.server.requests().count == 1)
    }

    @Test func cancellationKeepsThePart() throws {
        let setting = try Setting()
        let cancellation = Cancellation()
        #expect(throws: CancellationError.self) {
            try setting.download("slow").run(cancellation: cancellation) {
                if $0.received > 500_000 { cancellation.cancel() }
            }
        }
        #expect(setting.files == ["body.pth.part", "body.pth.part.from"])
        _ = try setting.download("whole").run()
        #expect(setting.files == ["body.pth"])
        let last = try #require(try setting.server.requests().last)
        #expect(last.hasPrefix("/whole/models/body.pth bytes="))
    }

    @Test func aFolderThatCannotBeMadeIsNamed() throws {
        let setting = try Setting()
        let file = RemoteFile(
            address: "https://publisher.test/body.pth", size: .about(2), checksum: .md5(LoopbackServer.md5))
        let download = try Download(file, named: "body", to: "/proc/nothing", environment: [:])
        #expect(
            setting.failure(download)
                == "The file /proc/nothing/body.pth cannot be written: the folder /proc/nothing cannot be made."
        )
    }
}
