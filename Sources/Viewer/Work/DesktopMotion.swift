import Foundation

/// Whether the desktop is set to move little.
enum DesktopMotion {
    /// Seconds in which the desktop has to say so.
    private static let patience = 2.0

    /// GTK's variable, else what GNOME's settings say; false where nobody says anything.
    ///
    /// - Parameter program: prints a setting, as `gsettings` does.
    static func isReduced(
        environment: [String: String] = ProcessInfo.processInfo.environment,
        program: String = "/usr/bin/gsettings"
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
