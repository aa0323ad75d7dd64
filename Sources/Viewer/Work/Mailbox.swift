import Synchronization

/// Where results wait for the loop: threads of every kind put them in, the loop takes them out.
final class Mailbox: Sendable {
    private let deliveries = Mutex<[Delivery]>([])
    /// One announcement at a time: results come from the queues of the engine, the files and the downloads.
    private let announce: Mutex<@Sendable () -> Void>

    /// - Parameter announce: called when there is something to collect; from several threads, but never from two at once.
    ///   It must not put anything into the mailbox itself.
    init(announce: @escaping @Sendable () -> Void) {
        self.announce = Mutex(announce)
    }

    func put(_ delivery: Delivery) {
        deliveries.withLock { $0.append(delivery) }
        announce.withLock { $0() }
    }

    /// What was put in since the last call, oldest first.
    func collect() -> [Delivery] {
        deliveries.withLock { deliveries in
            defer { deliveries = [] }
            return deliveries
        }
    }
}
