import Files

/// The description of an exported program, with what every program has.
///
/// Specification: `torch/_export/serde/schema.py` of PyTorch 2.15, major versions 5 to 8.
struct ExportedProgram {
    let path: String
    let nodes: [JSONValue]
    /// The tensors of the weights, by their names in the graph and in the network.
    let weights: [(graphName: String, name: String)]
    /// The names of the tensors that a person gives.
    let inputs: [String]
    let outputs: [String]
    private let tensors: [String: JSONValue]

    /// - Throws: ``ExportedProgramError/Fact/malformed``.
    init(_ description: [UInt8], path: String) throws(ExportedProgramError) {
        self.path = path
        let error = ExportedProgramError(path, .malformed)
        guard let root = JSONValue(parsing: description), let module = root["graph_module"],
            let graph = module["graph"], let nodes = graph["nodes"]?.list, !nodes.isEmpty,
            let tensors = graph["tensor_values"]?.record,
            let sources = module["signature"]?["input_specs"]?.list,
            let targets = module["signature"]?["output_specs"]?.list
        else { throw error }
        self.nodes = nodes
        self.tensors = tensors
        var weights: [(String, String)] = []
        var inputs: [String] = []
        for source in sources {
            guard let (kind, value) = source.record?.first else { throw error }
            if kind == "user_input" {
                if let name = value["arg"]?["as_tensor"]?["name"]?.text { inputs.append(name) }
                continue
            }
            guard let name = value["arg"]?["name"]?.text else { continue }
            let keys = ["parameter_name", "buffer_name", "tensor_constant_name"]
            if let key = keys.compactMap({ value[$0]?.text }).first { weights.append((name, key)) }
        }
        self.weights = weights
        self.inputs = inputs
        outputs = targets.compactMap { $0["user_output"]?["arg"]?["as_tensor"]?["name"]?.text }
    }

    /// The extents of a tensor of the graph; nil for one that is open. Nil where the description does not say them.
    func extents(of name: String) -> [Int?]? {
        tensors[name]?["sizes"]?.list?.map { $0["as_int"]?.integer }
    }

    /// For open extents what they were when the program was written.
    func hints(of name: String) -> [Int?] {
        tensors[name]?["sizes"]?.list?.map {
            let hint = $0["as_expr"]?["hint"]
            return hint?["as_int"]?.integer ?? hint?.integer
        } ?? []
    }

    func elementType(of name: String) -> ATenElementType? {
        tensors[name]?["dtype"]?.integer.flatMap(ATenElementType.init)
    }
}
