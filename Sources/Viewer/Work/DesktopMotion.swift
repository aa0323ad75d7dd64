import Foundation

/// Whether the desktop is set to move little.
enum DesktopMotion {
    /// GTK's variable, else what GNOME's settings say; false where nobody says anything.
    ///
    /// - Parameters:
    ///   - program: prints a setting, as `gsettings` does.
    ///   - patience: seconds in which it has to say so.
    static func isReduced(
        environment: [String: String] = ProcessInfo.processInfo.environment,
        program: String = "/usr/bin/gsettings", patience: Double = 2
    ) -> Bool {
        if let animations = environment["GTK_ENABLE_ANIMATIONS"] { return animations == "0" }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["get", "org.gnome.desktop.interface", "enable-animations"]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        let end = Date(timeIntervalSinceNow: patience)
        while process.isRunning, Date() < end { usleep(5000) }
        guard !process.isRunning else {
            process.terminate()
            return false
        }
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        return text.trimmingCharacters(in: .whitespacesAndNewlines) == "false"
    }
}
