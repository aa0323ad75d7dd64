import Foundation
import Testing

@testable import Files

@Suite struct MemoryBudgetTests {
    @Test func constantsAreCountedTogether() throws {
        let budget = MemoryBudget(path: "net.onnx", byteLimit: 1 << 40)
        let free = MemoryBudget.freeElements
        try budget.spend(free, for: "a")
        #expect(
            throws: MemoryBudgetError.elements("net.onnx", at: "b", count: free + 1, limit: free)
        ) { try budget.spend(1, for: "b") }
        // What belongs to the network makes room: sixteen elements for each byte.
        budget.extend(fileSize: 1)
        try budget.spend(14, for: "c")
        #expect(throws: MemoryBudgetError.self) { try budget.spend(.max, for: "d") }
        #expect(throws: MemoryBudgetError.self) { try budget.spend(.max, for: "d") }
    }

    /// Reading a file again and again gives it no more of what does not depend on its size.
    @Test func whatAFilePaysForIsThereAgain() throws {
        let budget = MemoryBudget(fileSize: 1 << 20, byteLimit: 1 << 40)
        try budget.spend(1 << 24 + MemoryBudget.freeElements, for: "a")
        #expect(throws: MemoryBudgetError.self) { try budget.spend(1, for: "b") }
        for _ in 0..<3 {
            budget.startAgain()
            try budget.spend(1 << 24, for: "c")
            #expect(throws: MemoryBudgetError.self) { try budget.spend(1, for: "d") }
        }
    }

    @Test func littleMemoryIsRoomForFewerConstants() throws {
        let budget = MemoryBudget(fileSize: 1000, byteLimit: 100)
        try budget.spend(50, for: "a")
        #expect(throws: MemoryBudgetError.self) { try budget.spend(1, for: "b") }
    }

    @Test func memoryIsAskedForAtOnce() throws {
        let budget = MemoryBudget(byteLimit: 4_000_000)
        for _ in 0..<3 { try budget.ask(4_000_000, for: "conv1") }
        let error = #expect(throws: MemoryBudgetError.self) { try budget.ask(8_000_000, for: "conv1") }
        #expect(
            error?.description
                == "The network needs 8.0 MB of memory (its largest layer is conv1), and 4.0 MB may be used; close other programs, or allow more with --memory-limit."
        )
        #expect(error?.kind == .unavailable)
    }

    /// Half of what is free, and four times the file.
    @Test func theStandardFollowsTheMachine() throws {
        let meminfo = try String(contentsOfFile: "/proc/meminfo", encoding: .utf8)
        let total = meminfo.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0
        let free = FreeMemory.byteCount()
        #expect(free > 1 << 20 && free <= total * 1024)
        let large = MemoryBudget(fileSize: 1 << 40).byteLimit - (4 << 40)
        #expect(large > 0 && large <= total * 512)
    }
}
