import Words

extension FindingTable.Cell {
    /// For people: shares and scores with three decimals.
    public var shown: String {
        switch self {
        case .text(let text): text
        case .integer(let number): String(number)
        case .number(let number): number.asValue
        case .missing: "–"
        }
    }
}
