import Foundation
import ModelFormats
import Tensors

/// A folder of `Tests/GoldenData`: what a reference library computed, and the script that asked it.
public struct GoldenFolder: Sendable {
    private let path: String

    public init(_ name: String, file: StaticString = #filePath) {
        var tests = URL(fileURLWithPath: "\(file)").deletingLastPathComponent()
        while tests.lastPathComponent != "Tests" && tests.path != "/" { tests.deleteLastPathComponent() }
        path = tests.appendingPathComponent("GoldenData/\(name)").path
    }

    public func path(_ name: String) -> String { "\(path)/\(name)" }

    public func decode<Value: Decodable>(_ type: Value.Type, from name: String) throws -> Value {
        try JSONDecoder().decode(type, from: Data(contentsOf: URL(fileURLWithPath: self.path(name))))
    }

    public func tensors(_ name: String) throws -> SafeTensorsFile { try SafeTensorsFile(path: path(name)) }
}

/// ‖found − expected‖ / ‖expected‖, or ‖found‖ where the expected array is zero; infinite for another count.
public func relativeError(_ found: Tensor, _ expected: Tensor) -> Double {
    guard found.count == expected.count else { return .infinity }
    var difference = 0.0
    var norm = 0.0
    for (a, b) in zip(found.values, expected.values) {
        difference += (Double(a) - Double(b)) * (Double(a) - Double(b))
        norm += Double(b) * Double(b)
    }
    return norm > 0 ? (difference / norm).squareRoot() : difference.squareRoot()
}

/// The largest |found − expected| relative to the largest |expected|, or by itself where all that is expected is zero;
/// infinite for another count or a value that is no number.
public func largestDeviation(_ found: Tensor, _ expected: Tensor) -> Double {
    guard found.count == expected.count, found.isFinite, expected.isFinite else { return .infinity }
    var difference: Float = 0
    var largest: Float = 0
    found.withUnsafeBufferPointer { found in
        expected.withUnsafeBufferPointer { expected in
            for index in found.indices {
                difference = max(difference, abs(found[index] - expected[index]))
                largest = max(largest, abs(expected[index]))
            }
        }
    }
    return Double(largest > 0 ? difference / largest : difference)
}

/// ⟨a, b⟩ in double precision.
public func dot(_ a: Tensor, _ b: Tensor) -> Double {
    zip(a.values, b.values).reduce(0) { $0 + Double($1.0) * Double($1.1) }
}

/// Whether two tensors have the same elements, bit for bit.
public func haveEqualBits(_ a: Tensor, _ b: Tensor) -> Bool {
    a.count == b.count
        && a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in memcmp(a.baseAddress!, b.baseAddress!, a.count * 4) == 0 }
        }
}
