import CLinux
import Foundation
import FuzzTraps

/// One child over one piece of work, and what came of it.
struct FuzzRun {
    /// Inputs that were read, accepted and used.
    var read = 0, accepted = 0, used = 0
    var findings: [Finding] = []
    /// The input at which the child ended before its work was done.
    var brokenAt: UInt64?

    /// Seconds that one input may take on a machine that is busy.
    private static let patience = 60.0

    /// - Parameters:
    ///   - work: `FIRST LAST`, or `files` and paths.
    init(_ format: FuzzFormat, _ work: [String], _ settings: FuzzSettings) throws {
        let folder = Self.newFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let shared = open(folder + "/progress", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard shared >= 0, ftruncate(shared, 4096) == 0,
            let pages = mmap(nil, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, shared, 0), pages != MAP_FAILED
        else { throw CocoaError(.fileWriteUnknown) }
        close(shared)
        defer { munmap(pages, 4096) }
        let progress = pages.assumingMemoryBound(to: fuzz_progress.self)

        let child = Process()
        child.executableURL = URL(fileURLWithPath: Fuzz.program)
        child.arguments =
            ["--child", settings.root, format.name, "\(settings.seed)", "\(settings.usedPercent)", folder]
            + (settings.corpus.isEmpty ? [] : ["--corpus", settings.corpus]) + work
        var environment = ProcessInfo.processInfo.environment
        for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"] { environment[name] = "1" }
        environment["SWIFT_BACKTRACE"] = "enable=no"
        child.environment = environment
        for name in ["report", "printed"] {
            _ = FileManager.default.createFile(atPath: "\(folder)/\(name)", contents: nil)
        }
        child.standardInput = FileHandle.nullDevice
        child.standardOutput = FileHandle(forWritingAtPath: folder + "/report")
        child.standardError = FileHandle(forWritingAtPath: folder + "/printed")
        try child.run()
        Self.wait(for: child, progress)

        read = Int(progress.pointee.read)
        accepted = Int(progress.pointee.accepted)
        used = Int(progress.pointee.used)
        func input(_ name: String) -> [UInt8]? {
            guard !settings.corpus.isEmpty else { return nil }
            return (try? Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))).map { [UInt8]($0) }
        }
        func text(_ name: String) -> String {
            String(
                decoding: (try? Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))) ?? Data(),
                as: UTF8.self)
        }
        let report = text("report").split(separator: "\n").map(String.init)
        for line in report {
            let parts = line.split(separator: " ", maxSplits: 2)
            guard parts.count == 3, let kind = Finding.Kind(rawValue: String(parts[0])), kind != .trap,
                let index = UInt64(parts[1])
            else { continue }
            var finding = Finding(format: format.name, index: index, kind: kind, key: String(parts[2]))
            finding.input = input(FuzzChild.kept(index))
            findings.append(finding)
        }
        guard child.terminationReason != .exit || child.terminationStatus != 0 else { return }
        brokenAt = progress.pointee.index
        var finding = Finding(
            format: format.name, index: progress.pointee.index, report: report,
            printed: String(text("printed").suffix(2000)), program: Fuzz.program)
        finding.input = input(format.fileName)
        findings.append(finding)
    }

    /// Ends a child that stands still.
    private static func wait(for child: Process, _ progress: UnsafeMutablePointer<fuzz_progress>) {
        var (last, since) = (UInt64.max, 0.0)
        while child.isRunning {
            usleep(10_000)
            // Looks, and not the clock: while this process is stopped, so is the child.
            since += 0.01
            if progress.pointee.index != last { (last, since) = (progress.pointee.index, 0) }
            if since > patience { kill(child.processIdentifier, SIGKILL) }
        }
    }

    /// In memory where the system has a place for that.
    private static func newFolder() -> String {
        let base =
            FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm/" : NSTemporaryDirectory()
        let folder = base + "glassbox-fuzz-" + UUID().uuidString
        try? FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        return folder
    }
}
