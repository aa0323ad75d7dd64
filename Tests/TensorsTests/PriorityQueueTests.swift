import Tensors
import Testing

@Suite struct PriorityQueueTests {
    @Test func givesTheLeastFirstAndEqualsInTheirOrder() {
        var queue = PriorityQueue<Int>()
        var random = MersenneTwister(seed: 3)
        let priorities = (0..<200).map { _ in Double(random.integer(below: 20)) }
        for (index, priority) in priorities.enumerated() { queue.push(index, priority: priority) }
        #expect(Set(queue.elements) == Set(0..<200))
        var found: [Int] = []
        while let next = queue.pop() { found.append(next) }
        #expect(found == priorities.indices.sorted { (priorities[$0], $0) < (priorities[$1], $1) })
        #expect(queue.isEmpty && queue.pop() == nil)
    }
}
