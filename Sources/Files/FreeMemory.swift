import Foundation

/// How much memory this process could still take without hurting others.
public enum FreeMemory {
    /// Bytes: the least of what the machine has available, what the control groups leave, and what the limit on addresses
    /// leaves.
    static func byteCount() -> Int {
        let machine = number("MemAvailable:", in: "/proc/meminfo").map { $0 * 1024 }
        return max(0, ([machine, addressSpace()].compactMap(\.self) + controlGroups()).min() ?? .max)
    }

    /// What `ulimit -v` leaves, in bytes; nil where there is no such limit.
    public static func addressSpace() -> Int? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0, limit.rlim_cur < 1 << 62,
            let used = number("VmSize:", in: "/proc/self/status")
        else { return nil }
        return Int(limit.rlim_cur) - used * 1024
    }

    /// What the control groups of this process and those around them leave (cgroups(7), versions 1 and 2). Pages of files do not
    /// count: they are given up first.
    private static func controlGroups() -> [Int] {
        let lines = text("/proc/self/cgroup").split(separator: "\n")
        return lines.flatMap { line -> [Int] in
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { return [] }
            let isFirst = parts[1].split(separator: ",").contains("memory")
            guard isFirst || parts[1].isEmpty else { return [] }
            let root = isFirst ? "/sys/fs/cgroup/memory" : "/sys/fs/cgroup"
            var folders = [root]
            for part in parts[2].split(separator: "/") { folders.append("\(folders.last!)/\(part)") }
            return folders.compactMap { free(inGroup: $0, isFirstVersion: isFirst) }
        }
    }

    private static func free(inGroup folder: String, isFirstVersion: Bool) -> Int? {
        let (limit, usage, files) =
            isFirstVersion
            ? (
                "memory.limit_in_bytes", "memory.usage_in_bytes",
                ["total_inactive_file", "total_active_file"]
            )
            : ("memory.max", "memory.current", ["inactive_file", "active_file"])
        guard let most = first(in: "\(folder)/\(limit)"), most < 1 << 62,
            let used = first(in: "\(folder)/\(usage)")
        else { return nil }
        let pages = files.reduce(0) { $0 + (number($1, in: "\(folder)/memory.stat") ?? 0) }
        return most - max(0, used - pages)
    }

    private static func first(in path: String) -> Int? {
        text(path).split(whereSeparator: \.isWhitespace).first.flatMap { Int($0) }
    }

    /// The number after a name at the start of a line.
    private static func number(_ name: String, in path: String) -> Int? {
        for line in text(path).split(separator: "\n") {
            let words = line.split(whereSeparator: \.isWhitespace)
            if words.count >= 2, words[0] == name { return Int(words[1]) }
        }
        return nil
    }

    private static func text(_ path: String) -> String {
        (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }
}
