/// A setting of an ONNX operator as the specification declares it: its type, its range, its default, and the opsets that
/// have it.
struct ONNXAttribute: Sendable {
    enum Value: Sendable {
        case float(Float)
        case integer(Int)
        case text(String)
        case tensor(Onnx_TensorProto)
        case floats([Float])
        case integers([Int])
        /// A graph, a list of texts or a sparse tensor, which no operator here computes with.
        case other
    }

    let name: String
    let form: ONNXAttributeForm
    let opsets: Range<Int>
    /// What a node without it means; nil where the specification names nothing.
    let standard: Value?
    let isRequired: Bool
    /// The integers that it, or each of its elements, may be.
    let integers: ClosedRange<Int>
    /// The floats that it, or each of its elements, may be; NaN lies in no range.
    let floats: ClosedRange<Float>
    /// The texts that it may be; empty for any.
    let texts: [String]
    /// Whether it changes nothing here.
    let isIgnored: Bool

    private init(
        _ name: String, _ form: ONNXAttributeForm, _ opsets: some RangeExpression<Int>,
        standard: Value? = nil,
        isRequired: Bool = false, integers: ClosedRange<Int> = .min ... .max,
        floats: ClosedRange<Float> = -.infinity ... .infinity, texts: [String] = [],
        isIgnored: Bool = false
    ) {
        self.name = name
        self.form = form
        self.opsets = opsets.ofNaturalNumbers
        self.standard = standard
        self.isRequired = isRequired
        self.integers = integers
        self.floats = floats
        self.texts = texts
        self.isIgnored = isIgnored
    }

    // MARK: Kinds

    static func integer(
        _ name: String, _ standard: Int? = nil, in range: ClosedRange<Int>,
        opsets: some RangeExpression<Int> = 1...
    ) -> ONNXAttribute {
        ONNXAttribute(name, .integer, opsets, standard: standard.map(Value.integer), integers: range)
    }

    /// An integer without which a node means nothing.
    static func required(
        _ name: String, in range: ClosedRange<Int>, opsets: some RangeExpression<Int> = 1...
    ) -> ONNXAttribute {
        ONNXAttribute(name, .integer, opsets, isRequired: true, integers: range)
    }

    /// An integer that is 1 for true and 0 for false.
    static func flag(
        _ name: String, _ standard: Bool = false, opsets: some RangeExpression<Int> = 1...
    ) -> ONNXAttribute {
        integer(name, standard ? 1 : 0, in: 0...1, opsets: opsets)
    }

    /// An axis of a tensor of up to 16 axes, negative from the end.
    static func axis(_ standard: Int? = nil, opsets: some RangeExpression<Int> = 1...) -> ONNXAttribute {
        integer("axis", standard, in: axisRange, opsets: opsets)
    }

    static func float(
        _ name: String, _ standard: Float? = nil, in range: ClosedRange<Float> = -.infinity ... .infinity,
        isRequired: Bool = false, opsets: some RangeExpression<Int> = 1...
    ) -> ONNXAttribute {
        ONNXAttribute(
            name, .float, opsets, standard: standard.map(Value.float), isRequired: isRequired,
            floats: range)
    }

    /// A text out of a list; the first one is the default.
    static func text(
        _ name: String, of texts: [String], opsets: some RangeExpression<Int> = 1...
    ) -> ONNXAttribute {
        ONNXAttribute(name, .text, opsets, standard: .text(texts[0]), texts: texts)
    }

    static func integers(
        _ name: String, _ standard: [Int]? = nil, in range: ClosedRange<Int>, isRequired: Bool = false,
        opsets: some RangeExpression<Int> = 1...
    ) -> ONNXAttribute {
        ONNXAttribute(
            name, .integers, opsets, standard: standard.map(Value.integers), isRequired: isRequired,
            integers: range)
    }

    static func floats(
        _ name: String, in range: ClosedRange<Float>, isRequired: Bool = false,
        opsets: some RangeExpression<Int> = 1...
    ) -> ONNXAttribute {
        ONNXAttribute(name, .floats, opsets, isRequired: isRequired, floats: range)
    }

    static func tensor(_ name: String, opsets: some RangeExpression<Int> = 1...) -> ONNXAttribute {
        ONNXAttribute(name, .tensor, opsets)
    }

    /// An attribute that changes nothing of what is computed here: a hint for memory or precision, or what training needs.
    static func ignored(
        _ name: String, _ form: ONNXAttributeForm, opsets: some RangeExpression<Int> = 1...
    ) -> ONNXAttribute {
        ONNXAttribute(name, form, opsets, isIgnored: true)
    }

    /// An attribute of which only the type is looked at, because what it asks for is not computed.
    static func unread(
        _ name: String, _ form: ONNXAttributeForm, opsets: some RangeExpression<Int> = 1...
    ) -> ONNXAttribute {
        ONNXAttribute(name, form, opsets)
    }

    /// The axes that numbers out of a file may mean.
    static let axisRange = -16...16

    /// What any operator of the first opsets may say of sharing memory, which nothing here depends on.
    static let consumedInputs = ignored("consumed_inputs", .integers)

    // MARK: Checks

    /// What a value should have been; nil where it is within the range.
    func expectation(for value: Value) -> ONNXExpectation? {
        switch value {
        case .integer(let integer): integers.contains(integer) ? nil : .within(integers)
        case .integers(let list): list.allSatisfy(integers.contains) ? nil : .within(integers)
        case .float(let float): floats.contains(float) ? nil : .floatWithin(floats)
        case .floats(let list): list.allSatisfy(floats.contains) ? nil : .floatWithin(floats)
        case .text(let text): texts.isEmpty || texts.contains(text) ? nil : .oneOf(texts)
        case .tensor, .other: nil
        }
    }

    /// What of a value breaks the rule, for a sentence.
    func offence(in value: Value) -> String {
        switch value {
        case .integer(let integer): "\(integer)"
        case .integers(let list): "\(list.first { !integers.contains($0) } ?? 0)"
        case .float(let float): "\(float)"
        case .floats(let list): "\(list.first { !floats.contains($0) } ?? 0)"
        case .text(let text): text
        case .tensor, .other: name
        }
    }
}

extension RangeExpression<Int> {
    /// As a half-open range; without an upper bound it ends at the largest number.
    var ofNaturalNumbers: Range<Int> { relative(to: 0..<Int.max) }
}
