import NeuralNetwork

/// A place of a map as it is written: `X,Y`, column and row counted from 0.
struct MapPlace: Sendable, Equatable {
    let column, row: Int

    init?(_ text: String) {
        let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map {
            Int($0.split(separator: " ").joined())
        }
        guard numbers.count == 2, let column = numbers[0], let row = numbers[1] else { return nil }
        self.column = column
        self.row = row
    }

    var text: String { "\(column),\(row)" }

    /// - Throws: ``TargetError/placeOutside(column:row:size:of:)``.
    func check(within map: MapLayout, of name: String) throws(TargetError) {
        guard (0..<map.rows).contains(row), (0..<map.columns).contains(column) else {
            throw .placeOutside(column: column, row: row, size: "\(map.rows)×\(map.columns)", of: name)
        }
    }
}
