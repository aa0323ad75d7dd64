/// TensorFlow Lite's types of elements, under the schema's numbers.
enum TFLiteElementType: Int {
    case float32 = 0
    case float16 = 1
    case int32 = 2
    case uint8 = 3
    case int64 = 4
    case text = 5
    case boolean = 6
    case int16 = 7
    case complex64 = 8
    case int8 = 9
    case float64 = 10
    case complex128 = 11
    case uint64 = 12
    case resource = 13
    case variant = 14
    case uint32 = 15
    case uint16 = 16
    case int4 = 17
    case bfloat16 = 18
    case int2 = 19
    case uint4 = 20

    /// The same in bare weights; nil for what is not read as numbers of whole bytes.
    var stored: ElementType? {
        switch self {
        case .float32: .float32
        case .float16: .float16
        case .bfloat16: .bfloat16
        case .float64: .float64
        case .int64: .int64
        case .int32: .int32
        case .int16: .int16
        case .int8: .int8
        case .uint64: .uint64
        case .uint32: .uint32
        case .uint16: .uint16
        case .uint8: .uint8
        case .boolean: .boolean
        default: nil
        }
    }

    var isFloat: Bool {
        switch self {
        case .float32, .float16, .bfloat16, .float64: true
        default: false
        }
    }

    /// The numbers that a quantised element may be; nil for other types.
    var quanta: ClosedRange<Float>? {
        switch self {
        case .uint8: 0...255
        case .int8: -128...127
        case .int16: -32768...32767
        case .int4: -8...7
        default: nil
        }
    }
}
