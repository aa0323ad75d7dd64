extension TorchScriptEvaluator {
    /// Follows statements.
    ///
    /// - Returns: what the function gives, if a statement returned.
    func execute(_ statements: [TorchScriptStatement]) throws -> TorchScriptValue? {
        try deeper {
            for statement in statements {
                try step()
                frames[frames.count - 1].line = statement.line
                if let result = try execute(statement.form) { return result }
            }
            return nil
        }
    }

    private func execute(_ form: TorchScriptStatement.Form) throws -> TorchScriptValue? {
        switch form {
        case .pass: return nil
        case .expression(let expression):
            _ = try value(of: expression)
            return nil
        case .assignment(let targets, let expression):
            try assign(targets, try value(of: expression, resultCount: targets.count))
            return nil
        case .result(let expression): return try expression.map { try value(of: $0) } ?? .some(.none)
        case .branch(let condition, let body, let other):
            return try execute(try isTrue(try value(of: condition)) ? body : other)
        case .counting(let name, let count, let body):
            guard let count = try value(of: count).integer else { throw senseless }
            var index = 0
            while index < count {
                try step()
                frames[frames.count - 1].values[name] = .integer(index)
                if let result = try execute(body) { return result }
                index += 1
            }
            return nil
        case .looping(let condition, let body):
            while try isTrue(try value(of: condition)) {
                try step()
                if let result = try execute(body) { return result }
            }
            return nil
        case .context(let body): return try execute(body)
        }
    }

    private func assign(_ targets: [TorchScriptExpression], _ value: TorchScriptValue) throws {
        if targets.count == 1 { return try assign(targets[0], value) }
        guard let items = value.items, items.count == targets.count else { throw senseless }
        for (target, item) in zip(targets, items) { try assign(target, item) }
    }

    private func assign(_ target: TorchScriptExpression, _ value: TorchScriptValue) throws {
        switch target {
        case .name(let name): frames[frames.count - 1].values[name] = value
        case .attribute(let owner, let name):
            switch try self.value(of: owner) {
            case .object(let index, _): changedAttributes[index, default: [:]][name] = value
            case .instance(let instance): instance.attributes[name] = value
            default: throw senseless
            }
        case .tuple(let targets): try assign(targets, value)
        default: throw senseless
        }
    }

    /// A condition's value.
    ///
    /// - Throws: ``TorchScriptObstacle`` where only the picture tells.
    func isTrue(_ condition: TorchScriptValue) throws -> Bool {
        if let number = condition.number { return number != 0 }
        switch condition {
        case .tensor(let name):
            guard let number = try known(name, for: .decision).number else { throw senseless }
            return number != 0
        case .none: return false
        case .list(let list): return !list.items.isEmpty
        case .text(let text): return !text.isEmpty
        default: throw senseless
        }
    }

    /// The only element of a tensor that does not depend on the picture.
    ///
    /// - Throws: ``TorchScriptObstacle`` for others.
    func known(_ name: String, for feature: UnsupportedFeature) throws -> TorchScriptValue {
        readings.note([name])
        guard case .value(let value)? = try network.value(name) else { throw senseless }
        guard let constant = value.constant else {
            throw TorchScriptObstacle(
                operation: "if", reason: value.isUnavailable ? nil : feature.words, inputs: [name])
        }
        guard constant.count == 1 else { throw senseless }
        switch constant.elements {
        case .floats(let tensor): return .float(Double(tensor[0]))
        case .integers(let integers): return .integer(Int(integers[0]))
        case .booleans(let booleans): return .boolean(booleans[0])
        }
    }
}
