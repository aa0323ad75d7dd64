import CLinux
import Foundation
import Imaging

extension Camera {
    /// The cameras that are there, by the numbers of their devices. None is switched on.
    ///
    /// A camera has further devices, for what it says of its pictures; those do not capture.
    ///
    /// - Parameters:
    ///   - folder: where the kernel has a folder for each device, with its name in it.
    ///   - captures: whether a device gives pictures.
    static func found(
        in folder: String = "/sys/class/video4linux",
        captures: (String) -> Bool = { linux_captures_video($0) != 0 }
    ) -> [Camera] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let numbers = names.compactMap { $0.hasPrefix("video") ? Int($0.dropFirst(5)) : nil }.sorted()
        let cameras = numbers.filter { captures("/dev/video\($0)") }
            .map { Camera(name: name(in: "\(folder)/video\($0)") ?? "video\($0)", path: "/dev/video\($0)") }
        return cameras.map { camera in
            let isAlone = cameras.filter { $0.name == camera.name }.count == 1
            return isAlone
                ? camera : Camera(name: "\(camera.name) (\(camera.path.dropFirst(5)))", path: camera.path)
        }
    }

    /// Drivers write what the device says of itself.
    private static func name(in folder: String) -> String? {
        guard let data = FileManager.default.contents(atPath: folder + "/name") else { return nil }
        let text = String(decoding: data.prefix(256), as: UTF8.self)
        let plain = String(text.unicodeScalars.filter { !CharacterSet.controlCharacters.contains($0) })
            .trimmingCharacters(in: .whitespaces)
        return plain.isEmpty ? nil : String(plain.prefix(60))
    }
}
