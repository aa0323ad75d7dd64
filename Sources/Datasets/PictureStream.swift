import Foundation
import Imaging
import Tensors
import Words

/// A picture of a set that could not be decoded: it is said once, and the work goes on without it.
public struct BrokenPicture: Error, Sendable, Equatable {
    /// Its position in the set.
    public let index: Int
    public let name: String
    /// One sentence.
    public let reason: Words

    public init(index: Int, name: String, _ error: any Error) {
        self.index = index
        self.name = name
        reason = (error as? any Refusal)?.words ?? Words(verbatim: "\(error)")
    }
}

/// The pictures of a set in some order, decoded and prepared by other threads ahead of who takes them.
///
/// No more than `ahead` pictures are in memory, however many there are. Who takes them helps where nothing is ready, so that it
/// goes on even where no thread could be started. The threads end when the stream is let go.
public final class PictureStream<Product: Sendable>: Sendable {
    /// What became of one picture.
    public struct Item: Sendable {
        /// Its place in the order.
        public let place: Int
        /// Its position in the set.
        public let index: Int
        public let product: Result<Product, BrokenPicture>
    }

    private let window: Window<Product>

    /// - Parameters:
    ///   - order: positions in the set; one may occur more than once.
    ///   - ahead: pictures that are kept ready at most.
    ///   - threads: that decode.
    ///   - prepare: makes what is wanted of a picture, on one of those threads; `place` is the picture's place in the order,
    ///     so that what is drawn by chance can depend on it alone.
    public convenience init(
        of dataset: Dataset, order: [Int], ahead: Int = 64, threads: Int? = nil,
        prepare: @escaping @Sendable (_ picture: Picture, _ place: Int) throws -> Product
    ) {
        self.init(undecoded: dataset, order: order, ahead: ahead, threads: threads) { index, place in
            try prepare(try dataset.picture(at: index), place)
        }
    }

    /// The same for who may know what is wanted without decoding the picture.
    ///
    /// - Parameter make: is given a position in the set and the place in the order.
    public init(
        undecoded dataset: Dataset, order: [Int], ahead: Int = 64, threads: Int? = nil,
        make: @escaping @Sendable (_ index: Int, _ place: Int) throws -> Product
    ) {
        precondition(ahead > 0)
        let window = Window<Product>(count: order.count, ahead: ahead) { place in
            let index = order[place]
            do {
                return .success(try make(index, place))
            } catch let broken as BrokenPicture {
                return .failure(broken)
            } catch {
                return .failure(BrokenPicture(index: index, name: dataset.entries[index].name, error))
            }
        }
        self.window = window
        self.order = order
        let count = min(threads ?? ProcessInfo.processInfo.activeProcessorCount, order.count, ahead)
        for _ in 0..<count {
            let thread = Thread { window.work() }
            // Decoders of pictures take more than the half megabyte of a second thread.
            thread.stackSize = 4 << 20
            thread.start()
        }
    }

    private let order: [Int]

    deinit { window.stop() }

    /// The next picture, or nil after the last. To be called from one thread.
    public func next() -> Item? {
        window.take().map { Item(place: $0.place, index: order[$0.place], product: $0.product) }
    }
}

/// The places that are being worked on: each is claimed once, in their order, and taken once, in their order.
///
/// Sendable because all that changes is touched while the condition is locked.
private final class Window<Product: Sendable>: @unchecked Sendable {
    typealias Answer = Result<Product, BrokenPicture>

    private let count, ahead: Int
    private let make: @Sendable (Int) -> Answer
    private let condition = NSCondition()
    /// The next place that nobody has claimed, and the next that is to be taken.
    private var claimed = 0
    private var taken = 0
    private var ready: [Int: Answer] = [:]
    private var isStopped = false

    init(count: Int, ahead: Int, make: @escaping @Sendable (Int) -> Answer) {
        self.count = count
        self.ahead = ahead
        self.make = make
    }

    func stop() {
        condition.lock()
        isStopped = true
        condition.broadcast()
        condition.unlock()
    }

    /// Claims one place after the other until there is none.
    func work() {
        while let place = claim() { finish(place, make(place)) }
    }

    private func claim() -> Int? {
        condition.lock()
        defer { condition.unlock() }
        while !isStopped, claimed < count, claimed >= taken + ahead { condition.wait() }
        guard !isStopped, claimed < count else { return nil }
        claimed += 1
        return claimed - 1
    }

    private func finish(_ place: Int, _ answer: Answer) {
        condition.lock()
        ready[place] = answer
        condition.broadcast()
        condition.unlock()
    }

    /// The answer at the next place, which is made here where nobody has claimed it.
    func take() -> (place: Int, product: Answer)? {
        condition.lock()
        let place = taken
        guard place < count else {
            condition.unlock()
            return nil
        }
        if claimed == place {
            claimed += 1
            condition.unlock()
            let answer = make(place)
            condition.lock()
            ready[place] = answer
        }
        while ready[place] == nil { condition.wait() }
        let answer = ready.removeValue(forKey: place)!
        taken += 1
        condition.broadcast()
        condition.unlock()
        return (place, answer)
    }
}
