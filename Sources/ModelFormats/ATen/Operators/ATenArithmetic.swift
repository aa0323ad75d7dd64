import Foundation
import NeuralNetwork
import Tensors

/// Element-wise operators; one operand may be a number.
extension ATenOperators {
    static let sums: [ATenOperator] = [
        ("add", "Add", false), ("sub", "Sub", false), ("subtract", "Sub", false), ("rsub", "Sub", true),
    ].map { name, operation, isReversed in
        ATenOperator("\(name)(self, other, alpha?)", kind: .merge) { call, network in
            let first = try call.operand("self", like: nil, in: &network)
            var second = try call.operand("other", like: first, in: &network)
            var (left, right) = (first, second)
            let alpha = try call.float("alpha", 1)
            if alpha != 1 {
                guard !isReversed else { throw UnsupportedFeature.argument("alpha") }
                second = try network.emit(
                    "Mul", call, [try floats(second, &network), network.translation.float(alpha)],
                    part: "scaled")
                (left, right) = (first, second)
            }
            if isReversed { swap(&left, &right) }
            return [.value(try merged(operation, call, left, right, &network))]
        }
    }

    static let binary: [ATenOperator] = [
        ("mul", "Mul"), ("multiply", "Mul"), ("maximum", "Max"), ("minimum", "Min"), ("fmod", "Mod"),
        ("remainder", "Mod"), ("logical_and", "And"), ("logical_or", "Or"), ("logical_xor", "Xor"),
        ("bitwise_and", "And"), ("bitwise_or", "Or"), ("eq", "Equal"), ("lt", "Less"), ("le", "LessOrEqual"),
        ("gt", "Greater"), ("ge", "GreaterOrEqual"),
    ].map { name, operation in
        ATenOperator("\(name)(self, other)", kind: .merge) { call, network in
            let first = try call.operand("self", like: nil, in: &network)
            let second = try call.operand("other", like: first, in: &network)
            if ["bitwise_and", "bitwise_or"].contains(name) {
                guard first.constant?.isBoolean ?? true, second.constant?.isBoolean ?? true else {
                    throw UnsupportedFeature.constants(operation: name)
                }
            }
            return [.value(try merged(operation, call, first, second, &network))]
        }
    }

    static let notEqual = ATenOperator("ne(self, other)", kind: .merge) { call, network in
        let first = try call.tensor("self")
        let second = try call.operand("other", like: first, in: &network)
        let equal = try network.emit("Equal", call, [first, second], part: "equal")
        return [.value(try network.emit("Not", call, [equal]))]
    }

    /// A true quotient, or one that is rounded down or towards zero.
    static let quotients: [ATenOperator] = ["div", "divide", "true_divide", "floor_divide"].map { name in
        ATenOperator("\(name)(self, other, rounding_mode?)", kind: .merge) { call, network in
            let mode = try name == "floor_divide" ? "floor" : call.text("rounding_mode", "")
            let first = try call.operand("self", like: nil, in: &network)
            let second = try call.operand("other", like: first, in: &network)
            if let a = first.constant, let b = second.constant, !a.isFloat, !b.isFloat, !mode.isEmpty {
                return [.value(try wholeQuotient(a, b, rounds: mode, call, &network))]
            }
            let values = [try floats(first, &network), try floats(second, &network)]
            guard !mode.isEmpty else { return [.value(try network.emit("Div", call, values))] }
            guard mode == "floor" else { throw UnsupportedFeature.argument("rounding_mode") }
            let quotient = try network.emit("Div", call, values, part: "quotient")
            return [.value(try network.emit("Floor", call, [quotient]))]
        }
    }

    private static func wholeQuotient(
        _ a: ONNXValue, _ b: ONNXValue, rounds mode: String, _ call: ATenCall, _ network: inout ATenNetwork
    ) throws -> TranslatedValue {
        guard b.count == 1, b.integers[0] != 0, b.integers[0] != -1 else {
            throw UnsupportedFeature.argument("other")
        }
        let divisor = b.integers[0]
        let quotients = a.integers.map { value in
            let quotient = value / divisor
            let isOff = mode == "floor" && value % divisor != 0 && (value < 0) != (divisor < 0)
            return Int64(isOff ? quotient - 1 : quotient)
        }
        return network.translation.constant(ONNXValue(a.dimensions, .integers(quotients)))
    }

    static let power = ATenOperator("pow(self, exponent)", kind: .activation) { call, network in
        if let exponent = try? call.optionalFloat("exponent"), let base = try call.optionalTensor("self"),
            base.constant == nil
        {
            // The commonest powers by what they are, which every engine computes exactly.
            if exponent == 2 { return [.value(try network.emit("Mul", call, [base, base]))] }
            if exponent == 0.5 { return [.value(try network.emit("Sqrt", call, [base]))] }
        }
        let first = try floats(call.operand("self", like: nil, in: &network), &network)
        let second = try floats(call.operand("exponent", like: first, in: &network), &network)
        return [.value(try network.emit("Pow", call, [first, second]))]
    }

    static let square = ATenOperator("square(self)", kind: .activation) { call, network in
        let value = try call.tensor("self")
        return [.value(try network.emit("Mul", call, [value, value]))]
    }

    static let reciprocalSquareRoot = ATenOperator("rsqrt(self)", kind: .activation) { call, network in
        let root = try network.emit("Sqrt", call, [try call.tensor("self")], part: "root")
        return [.value(try network.emit("Reciprocal", call, [root]))]
    }

    /// eˣ − 1
    static let exponentialLessOne = ATenOperator("expm1(self)", kind: .activation) { call, network in
        let power = try network.emit("Exp", call, [try call.tensor("self")], part: "exp")
        return [.value(try network.emit("Sub", call, [power, network.translation.float(1)]))]
    }

    static let logarithmOfOneMore = ATenOperator("log1p(self)", kind: .activation) { call, network in
        let sum = try network.emit(
            "Add", call, [try call.tensor("self"), network.translation.float(1)], part: "sum")
        return [.value(try network.emit("Log", call, [sum]))]
    }

    /// self + value·tensor1·tensor2, or with their quotient.
    static let combined: [ATenOperator] = [("addcmul", "Mul"), ("addcdiv", "Div")].map { name, operation in
        ATenOperator("\(name)(self, tensor1, tensor2, value?)", kind: .merge) { call, network in
            var term = try network.emit(
                operation, call, [try call.tensor("tensor1"), try call.tensor("tensor2")], part: "term")
            let factor = try call.float("value", 1)
            if factor != 1 {
                term = try network.emit(
                    "Mul", call, [term, network.translation.float(factor)], part: "scaled")
            }
            return [.value(try network.emit("Add", call, [try call.tensor("self"), term]))]
        }
    }

    static let choice = ATenOperator("where(condition, self, other)", kind: .merge) { call, network in
        let condition = try call.tensor("condition")
        let one = network.translation.float(1)
        let first = try call.operand("self", like: one, in: &network)
        let second = try call.operand("other", like: one, in: &network)
        return [.value(try network.emit("Where", call, [condition, first, second]))]
    }

    static let maskedFill = ATenOperator("masked_fill(self, mask, value)", kind: .merge) { call, network in
        let value = try call.tensor("self")
        let filling = network.translation.float(try call.float("value"))
        return [.value(try network.emit("Where", call, [try call.tensor("mask"), filling, value]))]
    }

    // MARK: Kinds of numbers

    /// An operator of constants of different kinds takes floats.
    private static func merged(
        _ operation: String, _ call: ATenCall, _ left: TranslatedValue, _ right: TranslatedValue,
        _ network: inout ATenNetwork
    ) throws -> TranslatedValue {
        guard let a = left.constant, let b = right.constant, a.isFloat != b.isFloat else {
            return try network.emit(operation, call, [left, right])
        }
        return try network.emit(
            operation, call, [try floats(left, &network), try floats(right, &network)])
    }

    static func floats(_ value: TranslatedValue, _ network: inout ATenNetwork) throws -> TranslatedValue {
        guard let constant = value.constant, !constant.isFloat else { return value }
        return network.translation.constant(ONNXValue(constant.tensor.reshaped(Shape(constant.dimensions))))
    }
}
