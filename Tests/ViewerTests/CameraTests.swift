import Foundation
import Testing

@testable import Viewer

@Suite struct CameraTests {
    /// What the kernel has of each device.
    private func folder(_ names: [String: String]) throws -> String {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("glassbox-\(UUID())")
        for (device, name) in names {
            let place = folder.appendingPathComponent(device)
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            try Data(name.utf8).write(to: place.appendingPathComponent("name"))
        }
        return folder.path
    }

    @Test func camerasAreThoseThatCaptureByTheirKernelNames() throws {
        let folder = try folder([
            "video10": "USB Camera\n", "video0": "Integrated Camera: HD\n",
            "video1": "Integrated Camera: HD\n",
            "video2": "\u{1B}[31m\n", "video4": "USB Camera\n", "v4l-subdev0": "sensor\n", "videox": "?\n",
        ])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // Of a camera's two devices the second only describes.
        let cameras = Camera.found(in: folder) { $0 != "/dev/video1" }
        #expect(
            cameras == [
                Camera(name: "Integrated Camera: HD", path: "/dev/video0"),
                Camera(name: "[31m", path: "/dev/video2"),
                Camera(name: "USB Camera (video4)", path: "/dev/video4"),
                Camera(name: "USB Camera (video10)", path: "/dev/video10"),
            ])
        #expect(Camera.found(in: folder) { _ in false }.isEmpty)
        #expect(Camera.found(in: folder + "/none") { _ in true }.isEmpty)
    }

    /// What is no camera is asked and is none.
    @Test func otherDevicesAreNoCameras() throws {
        let folder = try folder(["video7654321": "nothing"])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(Camera.found(in: folder).isEmpty)
    }

    @Test func theOpenCardHasThemAndNothingWhereThereIsNone() throws {
        let window = try OffScreen(Start(ViewerOptions(images: [], language: "en")))
        for cameras in [[Camera(name: "Built-in", path: "/dev/video0")], []] {
            window.screen.state.card = nil
            window.perform(Browser.toggle)
            let inventory = Inventory(
                networks: window.screen.state.inventory.networks, places: [], cameras: cameras)
            _ = window.screen.state.receive(
                Delivery(generation: 0, content: .file(.inventory(inventory))))
            window.screen.draw()
            let controls = window.screen.scene?.controls.filter { $0.name.hasPrefix("browser.camera") } ?? []
            #expect(controls.count == cameras.count)
            #expect(controls.first?.action == cameras.first.map { .open([$0.path], .chosen) })
        }
    }
}
