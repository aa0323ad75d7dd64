/// What that program writes, one after the other: five 64-bit numbers, and for a frame its H×W×3 bytes.
public enum VideoRecord: Equatable, Sendable {
    /// - Parameters:
    ///   - time: microseconds since the first frame.
    ///   - length: microseconds of the whole video as the file says; nil where it says nothing.
    case frame(width: Int, height: Int, time: Int64, length: Int64?)
    /// There is no other frame.
    case end(isWhole: Bool)
    case problem(VideoProblem)

    public static let byteCount = 40

    public var bytes: [UInt8] {
        let numbers: [Int64] =
            switch self {
            case .frame(let width, let height, let time, let length):
                [1, Int64(width), Int64(height), time, length ?? -1]
            case .end(let isWhole): [2, isWhole ? 1 : 0, 0, 0, 0]
            case .problem(let problem): [3, problem.number, problem.detail, 0, 0]
            }
        return numbers.flatMap { number in (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
    }

    /// - Parameter side: that of the request.
    /// - Returns: nil for what that program does not write.
    public init?(_ bytes: UnsafeRawBufferPointer, side: Int) {
        guard bytes.count == Self.byteCount else { return nil }
        let numbers = (0..<5).map {
            Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * 8, as: Int64.self))
        }
        switch numbers[0] {
        case 1:
            guard let width = Int(exactly: numbers[1]), let height = Int(exactly: numbers[2]),
                (1...side).contains(width), (1...side).contains(height)
            else { return nil }
            self = .frame(
                width: width, height: height, time: numbers[3], length: numbers[4] < 0 ? nil : numbers[4])
        case 2: self = .end(isWhole: numbers[1] == 1)
        case 3:
            guard let problem = VideoProblem(number: numbers[1], detail: numbers[2]) else { return nil }
            self = .problem(problem)
        default: return nil
        }
    }
}

/// Why there is no frame.
public enum VideoProblem: Error, Equatable, Sendable {
    /// The file's structure cannot be read.
    case damaged
    /// It holds sound only, or nothing.
    case noPicture
    /// Its pictures are compressed in a way that is not read.
    case unknownCompression
    /// Frames have too many pixels.
    case tooLarge
    /// The time that was asked for lies behind the end, which is here, in microseconds.
    case beyondEnd(Int64)
    /// The camera gives no picture.
    case noCamera
    /// Another program uses the camera.
    case busy

    var number: Int64 {
        switch self {
        case .damaged: 1
        case .noPicture: 2
        case .unknownCompression: 3
        case .tooLarge: 4
        case .beyondEnd: 5
        case .noCamera: 6
        case .busy: 7
        }
    }

    var detail: Int64 { if case .beyondEnd(let end) = self { end } else { 0 } }

    init?(number: Int64, detail: Int64) {
        let all: [VideoProblem] = [
            .damaged, .noPicture, .unknownCompression, .tooLarge, .beyondEnd(detail), .noCamera, .busy,
        ]
        guard let found = all.first(where: { $0.number == number }) else { return nil }
        self = found
    }
}
