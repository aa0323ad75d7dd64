/// Elements by rising priority; those of equal priority in the order in which they came.
public struct PriorityQueue<Element> {
    private struct Entry {
        let priority: Double
        let order: Int
        let element: Element

        static func < (a: Entry, b: Entry) -> Bool { (a.priority, a.order) < (b.priority, b.order) }
    }

    /// A binary heap: no entry comes before its parent, which is at half its position.
    private var heap: [Entry] = []
    private var count = 0

    public init() {}

    public var isEmpty: Bool { heap.isEmpty }

    /// All elements, in no particular order.
    public var elements: [Element] { heap.map(\.element) }

    /// - Parameter priority: not NaN.
    public mutating func push(_ element: Element, priority: Double) {
        heap.append(Entry(priority: priority, order: count, element: element))
        count += 1
        var child = heap.count - 1
        while child > 0, heap[child] < heap[(child - 1) / 2] {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Removes the element of the least priority.
    public mutating func pop() -> Element? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return first.element }
        heap[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in 2 * parent + 1..<2 * parent + 3 where child < heap.count && heap[child] < heap[least]
            {
                least = child
            }
            if least == parent { return first.element }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
