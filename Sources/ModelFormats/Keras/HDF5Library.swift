import Foundation

/// The library that reads HDF5 files, which only `glassbox-hdf5` loads.
public enum HDF5Library {
    /// Its version, `1.10.8`: the program is started to tell it. Nil where it does not answer as it must.
    public static var version: String? { version(of: HDF5Process.program) }

    /// - Parameter program: stands in for `glassbox-hdf5` in tests.
    static func version(of program: String) -> String? {
        guard FileManager.default.isExecutableFile(atPath: program) else { return nil }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["--version"]
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let answer = Pipe()
        process.standardOutput = answer
        guard (try? process.run()) != nil else { return nil }
        let bytes = try? answer.fileHandleForReading.read(upToCount: 32)
        process.terminate()
        process.waitUntilExit()
        guard let bytes, let text = String(data: bytes, encoding: .utf8), text.hasSuffix("\n") else {
            return nil
        }
        let parts = text.dropLast().split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ UInt16($0) != nil }) else { return nil }
        return String(text.dropLast())
    }
}
