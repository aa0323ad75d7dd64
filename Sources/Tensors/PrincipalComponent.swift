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
        guard let (value, vector) = greatestEigenpair(&gram, side: side), value > 0 else {
            return [Double](repeating: 0, count: columns)
        }
        guard isWide else { return vector.map { $0 * value.squareRoot() } }
        var projection = [Double](repeating: 0, count: columns)
        cblas_dgemv(
            CblasRowMajor, CblasTrans, Int32(rows), Int32(columns), 1, matrix, Int32(columns), vector, 1, 0,
            &projection, 1)
        return projection
    }

    /// The greatest eigenvalue of a symmetric matrix, of which the upper triangle counts, with its eigenvector of length
    /// 1; nil where LAPACK's `dsyevr` fails.
    private static func greatestEigenpair(_ matrix: inout [Double], side: Int) -> (Double, [Double])? {
        // LAPACK counts columns first, so the upper triangle is its lower one.
        var (job, range, triangle): (CChar, CChar, CChar) = (0x56, 0x49, 0x4C)
        var (n, stride, vectorStride) = (Int32(side), Int32(side), Int32(side))
        var (first, last, found, info) = (Int32(side), Int32(side), Int32(0), Int32(0))
        var (low, high, tolerance) = (0.0, 0.0, 0.0)
        var values = [Double](repeating: 0, count: side)
        var vector = [Double](repeating: 0, count: side)
        var support = [Int32](repeating: 0, count: 2)
        var workCount = Int32(26 * side)
        var integerCount = Int32(10 * side)
        var work = [Double](repeating: 0, count: Int(workCount))
        var integers = [Int32](repeating: 0, count: Int(integerCount))
        dsyevr_(
            &job, &range, &triangle, &n, &matrix, &stride, &low, &high, &first, &last, &tolerance, &found,
            &values,
            &vector, &vectorStride, &support, &work, &workCount, &integers, &integerCount, &info)
        return info == 0 && found == 1 ? (values[0], vector) : nil
    }
}
