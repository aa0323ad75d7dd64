import Files
import Words

/// The limit on addresses (`ulimit -v`) leaves too little to work with: libraries that get no memory end the program or hang.
struct LowMemory: Refusal, Equatable {
    /// Bytes that are left, and that are needed.
    let free, needed: Int

    /// For the threads' stacks, the code that oneDNN writes, and a small network.
    private static let needed = 512 << 20

    /// - Throws: ``LowMemory``.
    static func check() throws {
        guard let free = FreeMemory.addressSpace(), free < needed else { return }
        throw LowMemory(free: free, needed: needed)
    }

    var kind: RefusalKind { .unavailable }

    static let examples = [LowMemory(free: 100 << 20, needed: 512 << 20)]

    var words: Words {
        "There is too little memory: the limit on addresses leaves \(free.asMegabytes), and Glassbox needs \(needed.asMegabytes); raise it with `ulimit -v`."
    }
}
