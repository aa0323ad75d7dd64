/// An expression of TorchScript's code.
indirect enum TorchScriptExpression: Equatable {
    case name(String)
    case none
    case boolean(Bool)
    case integer(Int)
    case float(Double)
    case text(String)
    case attribute(TorchScriptExpression, String)
    case call(TorchScriptExpression, [TorchScriptExpression], [TorchScriptKeyword])
    case element(TorchScriptExpression, TorchScriptExpression)
    case part(TorchScriptExpression, from: TorchScriptExpression?, to: TorchScriptExpression?)
    case list([TorchScriptExpression])
    case tuple([TorchScriptExpression])
    /// Keys and values by turns.
    case dictionary([TorchScriptExpression])
    /// An operator between its operands, which a function of the same meaning stands for: `torch.add`.
    case operation(String, [TorchScriptExpression])
    case choice(TorchScriptExpression, if: TorchScriptExpression, else: TorchScriptExpression)
}

/// An argument that is given by its name.
struct TorchScriptKeyword: Equatable {
    let name: String
    let value: TorchScriptExpression
}

/// A statement of TorchScript's code, with its line.
struct TorchScriptStatement: Equatable {
    indirect enum Form: Equatable {
        case pass
        case expression(TorchScriptExpression)
        /// Several targets take the parts of a tuple or a list.
        case assignment([TorchScriptExpression], TorchScriptExpression)
        case result(TorchScriptExpression?)
        case branch(TorchScriptExpression, [TorchScriptStatement], [TorchScriptStatement])
        case counting(String, TorchScriptExpression, [TorchScriptStatement])
        case looping(TorchScriptExpression, [TorchScriptStatement])
        case context([TorchScriptStatement])
    }

    let form: Form
    let line: Int
}

/// A function of TorchScript's code.
struct TorchScriptFunction: Equatable {
    struct Parameter: Equatable {
        let name: String
        let type: TorchScriptExpression?
        let standard: TorchScriptExpression?
    }

    let name: String
    let parameters: [Parameter]
    let body: [TorchScriptStatement]
}

/// A class of TorchScript's code.
struct TorchScriptClass: Equatable {
    let name: String
    /// `Module`, `NamedTuple` and the like.
    let base: String
    /// In their order, with a value where the class gives one.
    let attributes: [(name: String, value: TorchScriptExpression?)]
    let methods: [String: TorchScriptFunction]

    static func == (a: TorchScriptClass, b: TorchScriptClass) -> Bool {
        a.name == b.name && a.base == b.base && a.methods == b.methods
            && a.attributes.map(\.name) == b.attributes.map(\.name)
            && a.attributes.map(\.value) == b.attributes.map(\.value)
    }
}

/// What a file of TorchScript's code defines.
struct TorchScriptSource: Equatable {
    var functions: [String: TorchScriptFunction] = [:]
    var classes: [String: TorchScriptClass] = [:]
}
