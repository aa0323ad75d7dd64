import Files
import Foundation
import ModelFormats
import NeuralNetwork
import Testing

@testable import Explanations

@Suite struct LoadedNetworksTests {
    @Test func aNetworkIsLoadedOnceAndAgainWhenItsFileChanges() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("glassbox-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("own.safetensors").path
        try FileManager.default.copyItem(
            atPath: try ResourceFolder.path("Resources/models/efficientnet-lite0.safetensors"), toPath: path)
        var networks = LoadedNetworks()
        let cancellation = Cancellation()
        let first = try networks.network(ModelChoice(path), cancellation: cancellation)
        let other = try networks.network(ModelChoice(), cancellation: cancellation)
        #expect(first.isCurrent && other.isCurrent)
        #expect(
            try networks.network(ModelChoice(path), cancellation: cancellation).executor === first.executor)
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1_000_000)], ofItemAtPath: path)
        #expect(!first.isCurrent)
        let second = try networks.network(ModelChoice(path), cancellation: cancellation)
        #expect(second.executor !== first.executor && second.isCurrent)
        #expect(try networks.network(ModelChoice(), cancellation: cancellation).executor === other.executor)
    }

    @Test func aFileThatIsGoneOrBrokenLeavesTheOthers() throws {
        var networks = LoadedNetworks()
        let cancellation = Cancellation()
        let first = try networks.network(ModelChoice(), cancellation: cancellation)
        #expect(throws: (any Error).self) {
            try networks.network(ModelChoice("/nowhere/at-all.onnx"), cancellation: cancellation)
        }
        #expect(try networks.network(ModelChoice(), cancellation: cancellation).executor === first.executor)
    }
}
