/// An order of work by which what is done first is spread over the whole, so that a partial answer is of all of it.
enum SpreadOrder {
    /// Each of the positions below a number once.
    static func positions(_ count: Int) -> [Int] {
        func place(_ index: Int) -> Double {
            (Double(index) * 0.6180339887498949).truncatingRemainder(dividingBy: 1)
        }
        return (0..<count).sorted { place($0) < place($1) }
    }
}
