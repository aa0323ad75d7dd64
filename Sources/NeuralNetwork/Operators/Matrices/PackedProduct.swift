import CVectorLoops
import Tensors

/// A matrix product by loops of our own (`products.h`), for processors on which they are faster than oneDNN's.
final class PackedProduct {
    private let left, right: MatrixStack
    private let tail: MatrixProductTail
    private let function: (kind: products_function, low: Float, high: Float)
    private let context: ComputeContext
    private let bias: Memory?
    /// The right factor in panels, where it never changes.
    private let fixed: Memory?
    /// For each matrix of the product, where its left factor lies in the stack, and the number of its right one among those that
    /// are laid out.
    private let places: [(left: Int, right: Int)]
    /// Where the right stack's matrices lie, each once.
    private let rightPlaces: [Int]
    private let division: ProductDivision

    /// Fewer rows are bound by reading the right factor.
    private static let fewestRows = 4
    /// A right factor that is laid out anew each time is read and written once more: it pays for itself over this many rows, and
    /// does not take memory as large weights would.
    private static let fewestRowsToLayOut = 24
    private static let mostToLayOut = 1 << 22

    /// Whether these loops are the fastest that the processor can run: oneDNN has its own for wider vectors, and none of ours
    /// are for narrower ones.
    private static var isFastest: Bool {
        OneDNN.vectorInstructions == .avx2 && products_are_supported()
    }

    /// - Parameters:
    ///   - left, right: of equally many axes.
    ///   - fixedRight: a right factor of two axes that is a constant of the network.
    /// - Returns: nil where oneDNN is faster, or has a function that these loops do not have.
    init?(
        _ left: MatrixStack, _ right: MatrixStack, _ tail: MatrixProductTail, fixedRight: Tensor?,
        in context: ComputeContext
    ) throws(EngineError) {
        guard Self.isFastest, left.rows >= Self.fewestRows, let function = Self.function(tail.activation),
            fixedRight != nil
                || left.rows >= Self.fewestRowsToLayOut && right.packedCount <= Self.mostToLayOut
        else { return nil }
        self.left = left
        self.right = right
        self.tail = tail
        self.function = function
        self.context = context
        bias = try tail.bias.map { (bias) throws(EngineError) in try context.memory(bias) }
        let batch = left.batch(times: right)
        let (leftPlaces, rightPlaces) = (left.places(in: batch), right.places(in: batch))
        let laidOut = Set(rightPlaces).sorted()
        let numbers = Dictionary(uniqueKeysWithValues: laidOut.enumerated().map { ($1, $0) })
        places = zip(leftPlaces, rightPlaces).map { ($0, numbers[$1]!) }
        self.rightPlaces = laidOut
        division = ProductDivision(
            rows: left.rows, inner: left.columns, columns: right.columns, of: leftPlaces.count)
        fixed = try fixedRight.map { (matrix) throws(EngineError) in
            let form = WeightForm.panels(rowStride: right.rowStride, columnStride: right.columnStride)
            return try context.weights(matrix, as: form, in: .plain([right.packedCount])) { packed in
                matrix.withUnsafeBufferPointer {
                    right.pack($0.baseAddress!, into: packed.floats.baseAddress!)
                }
            }
        }
    }

    private static func function(
        _ activation: Activation?
    ) -> (kind: products_function, low: Float, high: Float)? {
        switch activation {
        case nil: (PRODUCTS_KEEP, 0, 0)
        case .gelu: (PRODUCTS_GELU, 0, 0)
        case .geluTanh: (PRODUCTS_GELU_TANH, 0, 0)
        case .silu: (PRODUCTS_SILU, 0, 0)
        case .some(let other): other.bounds.map { (PRODUCTS_CLIP, $0.low, $0.high) }
        }
    }

    /// - Parameters:
    ///   - other: what is added, row-major.
    ///   - result: row-major, overwritten.
    func run(
        _ first: Memory, _ second: Memory, adding other: Memory?, into result: Memory
    ) throws(EngineError) {
        let packed = if let fixed { fixed } else { try self.packed(second) }
        let perMatrix = left.rows * right.columns
        let matrices = places.enumerated().map { number, place in
            products_operands(
                rows: left.rows, inner: left.columns, columns: right.columns,
                left: products_matrix(
                    start: first.floats.baseAddress! + place.left, row_step: left.rowStride,
                    column_step: left.columnStride),
                packed: packed.floats.baseAddress! + place.right * right.packedCount,
                factor: tail.factor, bias: bias.map { UnsafePointer($0.floats.baseAddress!) },
                addend: other.map { UnsafePointer($0.floats.baseAddress! + number * perMatrix) },
                function: function.kind, low: function.low, high: function.high,
                output: result.floats.baseAddress! + number * perMatrix)
        }
        // Each piece of the work has its own part of the result.
        nonisolated(unsafe) let shared = matrices
        let division = division
        Team.run(matrices.count * division.pieceCount) { number in
            withUnsafePointer(to: shared[number / division.pieceCount]) {
                products_multiply($0, division.piece(number % division.pieceCount))
            }
        }
        withExtendedLifetime((first, second, other, result, packed, bias)) {}
    }

    /// The right stack's matrices in panels, one after the other.
    private func packed(_ second: Memory) throws(EngineError) -> Memory {
        let count = right.packedCount
        let packed = try context.allocate(.plain([rightPlaces.count * count]))
        nonisolated(unsafe) let (source, target) = (second.floats.baseAddress!, packed.floats.baseAddress!)
        let (right, places) = (right, rightPlaces)
        Team.run(places.count) { right.pack(source + places[$0], into: target + $0 * count) }
        return packed
    }
}

/// How a matrix product is divided among cores.
private struct ProductDivision: Sendable {
    private let rows: Parts
    private let panels: Parts

    var pieceCount: Int { rows.count * panels.count }

    /// Pieces for each core, so that one that was kept from running leaves its share to the others.
    private static let piecesPerCore = 4
    /// Fewer panels are not worth laying the rows out for.
    private static let fewestPanels = 8

    /// A right factor of more floats is read from far away, so that as many rows as can be pass by each time.
    private static let nearCount = 500_000
    private static let usualRows = 48

    /// - Parameter matrices: of the same extents that are computed at the same time.
    init(rows: Int, inner: Int, columns: Int, of matrices: Int) {
        let most = inner * columns > Self.nearCount ? Int(PRODUCTS_PIECE_ROWS) : Self.usualRows
        let tile = Int(PRODUCTS_TILE_ROWS)
        let blocks = (rows + most - 1) / most
        self.rows = Parts(of: rows, size: (rows + blocks * tile - 1) / (blocks * tile) * tile)
        let panelCount = (columns + Int(PRODUCTS_PANEL) - 1) / Int(PRODUCTS_PANEL)
        let wanted = Self.piecesPerCore * Processor.current.coreCount / max(blocks * matrices, 1)
        let groups = max(1, min(wanted, panelCount / Self.fewestPanels))
        panels = Parts(of: panelCount, size: max(1, (panelCount + groups - 1) / groups))
    }

    func piece(_ number: Int) -> products_piece {
        let (rows, panels) = (rows[number / panels.count], panels[number % panels.count])
        return products_piece(
            first_row: rows.lowerBound, end_row: rows.upperBound, first_panel: panels.lowerBound,
            end_panel: panels.upperBound)
    }
}

extension MatrixStack {
    /// Where its matrices lie that stand for those of a product's batch.
    ///
    /// - Parameter whole: the extents of the product's batch; those of 1 here broadcast.
    fileprivate func places(in whole: [Int]) -> [Int] {
        var places = [0]
        for (axis, extent) in whole.enumerated() {
            let step = batch[axis] == 1 ? 0 : batchStrides[axis]
            places = places.flatMap { place in (0..<extent).map { place + $0 * step } }
        }
        return places
    }

    /// Floats of one matrix as a right factor in panels.
    fileprivate var packedCount: Int { products_packed_count(rows, columns) }

    /// Lays one matrix out as a right factor.
    fileprivate func pack(_ matrix: UnsafePointer<Float>, into packed: UnsafeMutablePointer<Float>) {
        let count = (columns + Int(PRODUCTS_PANEL) - 1) / Int(PRODUCTS_PANEL)
        products_pack(
            products_matrix(start: matrix, row_step: rowStride, column_step: columnStride), rows, columns, 0,
            count, packed)
    }
}
