import COpenBLAS

/// The first principal component of a matrix.
public enum PrincipalComponent {
    /// Mᵀ·u for the first left singular vector u of M: the columns projected on the direction in which they vary most.
    ///
    /// The sign is arbitrary; a matrix of zeros gives zeros.
    ///
    /// - Parameters:
    ///   - matrix: M, row-major.
    ///   - rows: of M.
    ///   - columns: of M.
    public static func projection(of matrix: [Double], rows: Int, columns: Int) -> [Double] {
        precondition(matrix.count == rows * columns && rows > 0 && columns > 0)
        let isWide = rows <= columns
        let side = min(rows, columns)
        var gram = [Double](repeating: 0, count: side * side)
        cblas_dsyrk(
            CblasRowMajor, CblasUpper, isWide ? CblasNoTrans : CblasTrans, Int32(side),
            Int32(isWide ? columns : rows), 1, matrix, Int32(columns), 0, &gram, Int32(side))
        guard let greatest = SymmetricEigenvectors.pairs(side...side, of: gram, side: side),
            greatest.values[0] > 0
        else { return [Double](repeating: 0, count: columns) }
        let (value, vector) = (greatest.values[0], greatest.vectors[0])
        guard isWide else { return vector.map { $0 * value.squareRoot() } }
        var projection = [Double](repeating: 0, count: columns)
        cblas_dgemv(
            CblasRowMajor, CblasTrans, Int32(rows), Int32(columns), 1, matrix, Int32(columns), vector, 1, 0,
            &projection, 1)
        return projection
    }
}
