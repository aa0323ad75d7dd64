import Foundation

/// Settings that oneDNN's thread library takes from the environment, and only before it is loaded.
enum ThreadSettings {
    /// How often a waiting thread of a team looks before it sleeps, some 20 µs. By default libgomp spins for
    /// milliseconds: that is no faster, and as soon as another program uses one of the cores a pass takes fifty times
    /// as long, because the thread that spins keeps the core from the one it waits for. With half as much the threads
    /// sleep so often that, after a pause, the kernel wakes them all on one core.
    private static let spinCount = ("GOMP_SPINCOUNT", "2000")

    /// Starts the program anew with the settings unless they, or a choice of the user's, are there already.
    static func apply() {
        let environment = ProcessInfo.processInfo.environment
        guard environment[spinCount.0] == nil, environment["OMP_WAIT_POLICY"] == nil else { return }
        setenv(spinCount.0, spinCount.1, 1)
        var arguments = CommandLine.arguments.map { strdup($0) } + [nil]
        execv("/proc/self/exe", &arguments)
        // Without /proc the program goes on as it is, only slower on a busy machine.
    }
}
