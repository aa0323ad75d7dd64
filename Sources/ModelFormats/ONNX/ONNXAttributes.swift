import Words

/// The attributes of a node, checked against what its operator declares.
///
/// Asking for one that the operator does not declare, or for another type, is a mistake in the operator's entry.
struct ONNXAttributes: Sendable {
    private let declared: [ONNXAttribute]
    private let values: [String: ONNXAttribute.Value]

    /// The attributes of a node that has not been checked.
    static let none = ONNXAttributes(declared: [], values: [:])

    private init(declared: [ONNXAttribute], values: [String: ONNXAttribute.Value]) {
        self.declared = declared
        self.values = values
    }

    /// - Parameters:
    ///   - protos: as the file has them.
    ///   - declared: all that the operator has in any opset.
    ///   - fault: the error for an attribute, what was expected, and what was found.
    /// - Throws: what `fault` makes of a wrong type, a value out of range, or one that is missing or given twice;
    ///   ``UnsupportedFeature`` for an attribute that the operator does not have.
    init(
        _ protos: [Onnx_AttributeProto], declared: [ONNXAttribute], opset: Int,
        fault: (String, ONNXExpectation, Words) -> ONNXError
    ) throws {
        var values: [String: ONNXAttribute.Value] = [:]
        var unknown: UnsupportedFeature?
        for proto in protos {
            let known = declared.filter { $0.name == proto.name }
            guard let attribute = known.first(where: { $0.opsets.contains(opset) }) else {
                unknown = unknown ?? .attribute(proto.name, opset: known.isEmpty ? nil : opset)
                continue
            }
            let value = try Self.value(of: proto, as: attribute, fault: fault)
            guard values.updateValue(value, forKey: proto.name) == nil else {
                throw fault(proto.name, .once, "given twice")
            }
        }
        for attribute in declared
        where attribute.isRequired && attribute.opsets.contains(opset) && values[attribute.name] == nil {
            throw fault(attribute.name, .form(attribute.form), "nothing")
        }
        if let unknown { throw unknown }
        // The opset's own default goes before those of others.
        self.declared = declared.sorted { $0.opsets.contains(opset) && !$1.opsets.contains(opset) }
        self.values = values
    }

    /// Files of the format's first version do not say an attribute's type; an unset value is a zero.
    private static func value(
        of proto: Onnx_AttributeProto, as attribute: ONNXAttribute,
        fault: (String, ONNXExpectation, Words) -> ONNXError
    ) throws -> ONNXAttribute.Value {
        let present = ONNXAttributeForm.present(in: proto)
        let stated = proto.type == 0 ? attribute.form : ONNXAttributeForm(rawValue: Int(proto.type))
        guard let stated else { throw fault(proto.name, .form(attribute.form), "of type \(proto.type)") }
        if let other = present.first(where: { $0 != attribute.form })
            ?? (stated == attribute.form ? nil : stated)
        {
            throw fault(proto.name, .form(attribute.form), other.words)
        }
        let value = attribute.form.value(of: proto)
        if let expectation = attribute.expectation(for: value) {
            throw fault(proto.name, expectation, Words(verbatim: attribute.offence(in: value)))
        }
        return value
    }

    // MARK: Reading

    func has(_ name: String) -> Bool { values[name] != nil }

    func integer(_ name: String) -> Int {
        guard let value = givenInteger(name) else { preconditionFailure("\(name) has no default") }
        return value
    }

    /// An integer, or the default; nil where neither exists.
    func givenInteger(_ name: String) -> Int? {
        guard let value = value(name, .integer) else { return nil }
        guard case .integer(let integer) = value else { preconditionFailure("\(name) is no integer") }
        return integer
    }

    func flag(_ name: String) -> Bool { integer(name) != 0 }

    func float(_ name: String) -> Float {
        guard case .float(let float)? = value(name, .float) else {
            preconditionFailure("\(name) has no default")
        }
        return float
    }

    func text(_ name: String) -> String {
        guard case .text(let text)? = value(name, .text) else {
            preconditionFailure("\(name) has no default")
        }
        return text
    }

    func integers(_ name: String) -> [Int]? {
        guard case .integers(let list)? = value(name, .integers) else { return nil }
        return list
    }

    func floats(_ name: String) -> [Float]? {
        guard case .floats(let list)? = value(name, .floats) else { return nil }
        return list
    }

    func tensor(_ name: String) -> Onnx_TensorProto? {
        guard case .tensor(let tensor)? = value(name, .tensor) else { return nil }
        return tensor
    }

    private func value(_ name: String, _ form: ONNXAttributeForm) -> ONNXAttribute.Value? {
        if let value = values[name] { return value }
        let same = declared.filter { $0.name == name && $0.form == form }
        precondition(!same.isEmpty, "the operator declares no \(name) of type \(form)")
        return same.first?.standard
    }
}
