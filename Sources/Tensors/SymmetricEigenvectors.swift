import COpenBLAS

/// Eigenvectors of a symmetric matrix.
public enum SymmetricEigenvectors {
    /// The least eigenvalues, rising, and their eigenvectors of length 1, whose signs are arbitrary.
    ///
    /// - Parameters:
    ///   - matrix: side × side, row-major; the upper triangle counts.
    ///   - side: at least 1.
    ///   - count: how many, 1…side.
    /// - Returns: nil where LAPACK's `dsyevr` fails, as it does for values that are not finite.
    public static func least(
        of matrix: [Double], side: Int, count: Int
    ) -> (values: [Double], vectors: [[Double]])? {
        precondition(side > 0 && matrix.count == side * side && (1...side).contains(count))
        guard matrix.allSatisfy(\.isFinite) else { return nil }
        return pairs(1...count, of: matrix, side: side)
    }

    /// The eigenvalues at some ranks, the least being the first, and their eigenvectors of length 1.
    ///
    /// - Returns: nil where LAPACK's `dsyevr` fails.
    static func pairs(
        _ ranks: ClosedRange<Int>, of matrix: [Double], side: Int
    ) -> (values: [Double], vectors: [[Double]])? {
        let count = ranks.count
        var matrix = matrix
        // LAPACK counts columns first, so the upper triangle is its lower one.
        var (job, range, triangle): (CChar, CChar, CChar) = (0x56, 0x49, 0x4C)
        var (n, stride, vectorStride) = (Int32(side), Int32(side), Int32(side))
        var (first, last, found, info) = (
            Int32(ranks.lowerBound), Int32(ranks.upperBound), Int32(0), Int32(0)
        )
        var (low, high, tolerance) = (0.0, 0.0, 0.0)
        var values = [Double](repeating: 0, count: side)
        var vectors = [Double](repeating: 0, count: side * count)
        var support = [Int32](repeating: 0, count: 2 * side)
        var workCount = Int32(26 * side)
        var integerCount = Int32(10 * side)
        var work = [Double](repeating: 0, count: Int(workCount))
        var integers = [Int32](repeating: 0, count: Int(integerCount))
        dsyevr_(
            &job, &range, &triangle, &n, &matrix, &stride, &low, &high, &first, &last, &tolerance, &found,
            &values, &vectors, &vectorStride, &support, &work, &workCount, &integers, &integerCount, &info)
        guard info == 0, found == Int32(count) else { return nil }
        return (
            Array(values[..<count]), (0..<count).map { Array(vectors[$0 * side..<($0 + 1) * side]) }
        )
    }
}
