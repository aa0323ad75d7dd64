import Foundation
import Tensors

/// Settings that libraries take from the environment, and only while they are loaded.
enum LibrarySettings {
    /// Starts the program anew with the settings that it wants and the user has not made.
    static func apply() {
        let settings = wanted(
            processor: .current, openBLASCore: OpenBLAS.core,
            environment: ProcessInfo.processInfo.environment)
        guard !settings.isEmpty else { return }
        for (name, value) in settings { setenv(name, value, 1) }
        var arguments = CommandLine.arguments.map { strdup($0) } + [nil]
        execv("/proc/self/exe", &arguments)
        // Without /proc the program goes on as it is, only slower.
    }

    /// What is to be added to the environment; nothing once it is there.
    ///
    /// - Parameter openBLASCore: the processor for which OpenBLAS has chosen its code.
    static func wanted(
        processor: Processor, openBLASCore: String, environment: [String: String]
    ) -> [String: String] {
        var settings: [String: String] = [:]
        if environment["GOMP_SPINCOUNT"] == nil, environment["OMP_WAIT_POLICY"] == nil {
            settings["GOMP_SPINCOUNT"] = spinCount
        }
        if environment["OPENBLAS_CORETYPE"] == nil {
            settings["OPENBLAS_CORETYPE"] = betterCore(than: openBLASCore, on: processor)
        }
        return settings
    }

    /// How often a waiting thread of oneDNN's team looks before it sleeps, some 20 µs. By default libgomp spins for
    /// milliseconds: that is no faster, and as soon as another program uses one of the cores a pass takes fifty times
    /// as long, because the thread that spins keeps the core from the one it waits for. With half as much the threads
    /// sleep so often that, after a pause, the kernel wakes them all on one core.
    private static let spinCount = "2000"

    /// The core type with the widest vectors of a processor, where OpenBLAS has chosen one with narrower ones.
    ///
    /// OpenBLAS recognises processors by their model numbers, and takes code for Prescott (2004) on one that is newer
    /// than itself. What it recognises, it knows better than we do.
    private static func betterCore(than core: String, on processor: Processor) -> String? {
        guard let chosen = OpenBLAS.vectorInstructions(ofCore: core), chosen < processor.vectorInstructions
        else { return nil }
        switch processor.vectorInstructions {
        case .none: return nil
        case .avx2: return "Haswell"
        case .avx512: return "SkylakeX"
        }
    }
}
