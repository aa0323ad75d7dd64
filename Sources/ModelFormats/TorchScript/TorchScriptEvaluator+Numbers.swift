import Foundation

/// Functions of numbers.
extension TorchScriptEvaluator {
    /// Nil for what is no function of numbers, or has other arguments.
    func numberFunction(_ name: String, _ arguments: TorchScriptArguments) throws -> TorchScriptValue? {
        let values = arguments.values
        guard arguments.named.isEmpty, !values.isEmpty, values.count <= 3,
            values.allSatisfy({ $0.number != nil })
        else { return nil }
        if values.count == 1 { return try function(name, of: values[0]) }
        if name == "__derive_index" || name == "__range_length" { return try range(name, values) }
        guard values.count == 2 else { return nil }
        if let a = values[0].integer, let b = values[1].integer,
            let result = try integerFunction(name, a, b, areTruths: values)
        {
            return result
        }
        guard let a = values[0].number, let b = values[1].number else { return nil }
        switch name {
        case "add", "add_": return .float(a + b)
        case "sub", "sub_": return .float(a - b)
        case "mul", "mul_": return .float(a * b)
        case "div", "div_", "true_divide", "floordiv", "floor_divide", "remainder", "fmod":
            guard b != 0 else { throw arithmeticFault }
            switch name {
            case "floordiv", "floor_divide": return .float((a / b).rounded(.down))
            case "remainder": return .float(a - (a / b).rounded(.down) * b)
            case "fmod": return .float(fmod(a, b))
            default: return .float(a / b)
            }
        case "pow": return .float(Foundation.pow(a, b))
        case "round":
            return .float((a * Foundation.pow(10, b)).rounded(.toNearestOrEven) / Foundation.pow(10, b))
        default: return Self.comparison(name, a, b)
        }
    }

    private static func comparison<Number: Comparable>(
        _ name: String, _ a: Number, _ b: Number
    ) -> TorchScriptValue? {
        switch name {
        case "eq": .boolean(a == b)
        case "ne": .boolean(a != b)
        case "lt": .boolean(a < b)
        case "le": .boolean(a <= b)
        case "gt": .boolean(a > b)
        case "ge": .boolean(a >= b)
        default: nil
        }
    }

    private func integerFunction(
        _ name: String, _ a: Int, _ b: Int, areTruths values: [TorchScriptValue]
    ) throws -> TorchScriptValue? {
        func checked(_ result: (partialValue: Int, overflow: Bool)) throws -> TorchScriptValue {
            guard !result.overflow else { throw arithmeticFault }
            return .integer(result.partialValue)
        }
        var isTruth = false
        if case .boolean = values[0], case .boolean = values[1] { isTruth = true }
        func bits(_ result: Int) -> TorchScriptValue { isTruth ? .boolean(result != 0) : .integer(result) }
        switch name {
        case "add", "add_": return try checked(a.addingReportingOverflow(b))
        case "sub", "sub_": return try checked(a.subtractingReportingOverflow(b))
        case "mul", "mul_": return try checked(a.multipliedReportingOverflow(by: b))
        case "floordiv", "floor_divide", "remainder":
            guard b != 0, a != .min || b != -1 else { throw arithmeticFault }
            let isOff = a % b != 0 && (a < 0) != (b < 0)
            return .integer(name == "remainder" ? (isOff ? a % b + b : a % b) : (isOff ? a / b - 1 : a / b))
        case "__and__", "bitwise_and": return bits(a & b)
        case "__or__", "bitwise_or": return bits(a | b)
        case "__xor__", "bitwise_xor": return bits(a ^ b)
        case "__lshift__":
            guard (0..<62).contains(b) else { throw arithmeticFault }
            return try checked(a.multipliedReportingOverflow(by: 1 << b))
        case "__rshift__":
            guard (0..<64).contains(b) else { throw arithmeticFault }
            return .integer(a >> b)
        default: return Self.comparison(name, a, b)
        }
    }

    private func whole(_ value: Double) throws -> TorchScriptValue {
        guard let integer = Int(exactly: value.rounded(.towardZero)) else { throw arithmeticFault }
        return .integer(integer)
    }

    private func function(_ name: String, of value: TorchScriptValue) throws -> TorchScriptValue? {
        guard let number = value.number else { return nil }
        switch name {
        case "Int", "int", "IntImplicit": return try value.integer.map { .integer($0) } ?? whole(number)
        case "Float", "float", "FloatImplicit": return .float(number)
        case "Bool", "bool": return .boolean(number != 0)
        case "str": return .text(value.description)
        case "ScalarImplicit", "item", "Scalar": return value
        case "__not__": return .boolean(number == 0)
        case "neg", "abs", "prim.abs":
            guard let integer = value.integer else { return .float(name == "neg" ? -number : abs(number)) }
            guard integer != .min else { throw arithmeticFault }
            return .integer(name == "neg" ? -integer : abs(integer))
        case "bitwise_not", "__invert__": return value.integer.map { .integer(~$0) }
        case "floor": return try whole(number.rounded(.down))
        case "ceil": return try whole(number.rounded(.up))
        case "round": return .float(number.rounded(.toNearestOrEven))
        case "sqrt": return .float(number.squareRoot())
        case "exp": return .float(Foundation.exp(number))
        case "log": return .float(Foundation.log(number))
        case "log2": return .float(Foundation.log2(number))
        case "log10": return .float(Foundation.log10(number))
        case "sin": return .float(Foundation.sin(number))
        case "cos": return .float(Foundation.cos(number))
        case "tanh": return .float(Foundation.tanh(number))
        case "isnan": return .boolean(number.isNaN)
        case "isinf": return .boolean(number.isInfinite)
        default: return nil
        }
    }

    /// The parts of a loop over `range(start, end, step)`.
    private func range(_ name: String, _ values: [TorchScriptValue]) throws -> TorchScriptValue? {
        guard values.count == 3, let first = values[0].integer, let second = values[1].integer,
            let third = values[2].integer
        else { return nil }
        if name == "__derive_index" {
            // index, start, step
            let (product, overflow) = first.multipliedReportingOverflow(by: third)
            let (sum, sumOverflow) = product.addingReportingOverflow(second)
            guard !overflow, !sumOverflow else { throw arithmeticFault }
            return .integer(sum)
        }
        let (width, overflow) =
            third > 0
            ? second.subtractingReportingOverflow(first) : first.subtractingReportingOverflow(second)
        guard third != 0, third != .min, !overflow else { throw arithmeticFault }
        guard width > 0 else { return .integer(0) }
        return .integer((width - 1) / abs(third) + 1)
    }
}
