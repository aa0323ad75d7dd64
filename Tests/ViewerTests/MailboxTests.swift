import Dispatch
import Synchronization
import Testing

@testable import Viewer

@Suite struct MailboxTests {
    @Test func announcementsFromManyThreadsNeverOverlap() {
        let running = Atomic(0)
        let overlaps = Atomic(0)
        let calls = Atomic(0)
        let mailbox = Mailbox {
            if running.add(1, ordering: .sequentiallyConsistent).newValue > 1 {
                overlaps.add(1, ordering: .sequentiallyConsistent)
            }
            for _ in 0..<200 { _ = calls.load(ordering: .sequentiallyConsistent) }
            calls.add(1, ordering: .sequentiallyConsistent)
            running.subtract(1, ordering: .sequentiallyConsistent)
        }
        DispatchQueue.concurrentPerform(iterations: 8) { thread in
            for number in 0..<500 {
                mailbox.put(Delivery(generation: thread * 500 + number, content: .done))
            }
        }
        #expect(overlaps.load(ordering: .sequentiallyConsistent) == 0)
        #expect(calls.load(ordering: .sequentiallyConsistent) == 4000)
        let generations = mailbox.collect().map(\.generation)
        #expect(generations.sorted() == Array(0..<4000))
        for thread in 0..<8 {
            let own = generations.filter { $0 / 500 == thread }
            #expect(own == own.sorted(), "the order of one thread is kept")
        }
        #expect(mailbox.collect().isEmpty)
    }
}
