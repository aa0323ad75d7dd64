import Words

/// Why a `.npy` file could not be used.
public enum NPYError: Refusal, Equatable {
    case notNPY(String)
    case notFloat32(String)
    case fortranOrder(String)
    case truncated(String, expected: Shape)

    public static let examples: [NPYError] = [
        .notNPY("a.npy"), .notFloat32("a.npy"), .fortranOrder("a.npy"),
        .truncated("a.npy", expected: [2, 3]),
    ]

    public var kind: RefusalKind { .badData }

    public var words: Words {
        switch self {
        case .notNPY(let path): "\(path) is not a NumPy array; save it with numpy.save."
        case .notFloat32(let path):
            "\(path) does not hold 32-bit floats; save it with array.astype('float32')."
        case .fortranOrder(let path):
            "\(path) is in Fortran order; save it with numpy.ascontiguousarray(array)."
        case .truncated(let path, let shape):
            "\(path) ends before its \(shape) array does; was it copied completely?"
        }
    }
}
