import Tensors

/// Weights of a file's shapes without values: tensors over memory that nobody touches, so that the layers can be tried
/// without reading the file. What does not fit is remembered, so that the rest can be tried.
final class ShapeWeights: NetworkDetails {
    private let tensors: NamedTensors
    /// The names that stand beside the network: outside of its prefix.
    private let outside: Set<String>
    let hints: NetworkHints
    private(set) var asked: Set<String> = []
    private(set) var fitting = 0
    private(set) var misfit: BareWeightsError.Misfit?
    private(set) var head: NetworkHead?
    private(set) var remarks: [BareWeightsRemark] = []
    private var features: Int?
    private var leftAside: [String] = []

    init(tensors: NamedTensors, outside: Set<String> = [], hints: NetworkHints = NetworkHints()) {
        self.tensors = tensors
        self.outside = outside
        self.hints = hints
    }

    var isHollow: Bool { true }

    /// More elements than any known tensor has; a damaged file's shapes could ask for any number.
    private static let elementLimit = 1 << 28

    private struct TooLarge: Error {}

    func tensor(_ name: String, _ shape: Shape) throws -> Tensor {
        asked.insert(name)
        let found = tensors.shape(of: name)
        if found == shape {
            fitting += 1
        } else if misfit == nil {
            misfit = found.map { .shape(name, expected: shape, found: $0) } ?? .missing(name)
        }
        var count = 1
        for extent in shape.dimensions {
            let (product, overflow) = count.multipliedReportingOverflow(by: extent)
            guard !overflow, product <= Self.elementLimit else {
                misfit = misfit ?? .tooLarge(name)
                throw TooLarge()
            }
            count = product
        }
        return Tensor(shape) { _ in }
    }

    func shape(of name: String) -> Shape? { tensors.shape(of: name) }

    func leaveAside(_ prefix: String) { leftAside.append(prefix) }

    func assume(_ remark: BareWeightsRemark) { remarks.append(remark) }

    /// The rest of the tensors: not asked for, and needed by some networks.
    private var rest: [NamedTensors.Entry] {
        tensors.entries.filter { entry in
            !asked.contains(entry.name) && !BareWeights.isDerived(entry.name)
                && !leftAside.contains { entry.name.hasPrefix($0) }
        }
    }

    func head(at module: String, last: String, features: Int) -> NetworkHead {
        self.features = features
        let found = readHead(at: module, last: last, features: features)
        head = found
        return found
    }

    private func readHead(at module: String, last: String, features: Int) -> NetworkHead {
        if let matrix = shape(of: "\(last).weight") {
            guard matrix.rank > 0, matrix[0] != features,
                let chain = HeadReader(rest.filter { !$0.name.hasPrefix("\(last).") }).chain(from: matrix[0])
            else { return .own }
            return .followed(chain.layers)
        }
        let own = rest.filter { $0.name.hasPrefix("\(module).") }
        if let chain = HeadReader(own).chain(from: features),
            !own.contains(where: { entry in
                !chain.taken.contains { entry.name.hasPrefix("\($0).") }
            })
        {
            return .replaced(chain.layers)
        }
        guard own.isEmpty else { return .own }
        guard let chain = HeadReader(rest).chain(from: features) else { return .none }
        return .replaced(chain.layers)
    }

    /// What the network has no place for: an error inside of it, left aside beside it.
    func leftovers() -> (unused: String?, aside: [String]) {
        var aside = tensors.entries.map(\.name).filter { name in
            leftAside.contains { name.hasPrefix($0) } && !BareWeights.isDerived(name)
        }
        let modules = Set(asked.map { $0.prefix { $0 != "." } })
        for entry in rest {
            let top = entry.name.prefix { $0 != "." }
            let isOther = !modules.contains(top)
            let isSecondHead = entry.shape.rank == 2 ? entry.shape.dimensions.last == features : false
            if outside.contains(entry.name) || isOther && (Self.isLoss(top) || isSecondHead)
                || isOther && entry.shape.rank == 1 && isBiasOfSecondHead(entry.name)
            {
                aside.append(entry.name)
            } else {
                return (entry.name, aside)
            }
        }
        return (nil, aside)
    }

    private func isBiasOfSecondHead(_ name: String) -> Bool {
        guard name.hasSuffix(".bias"), let matrix = shape(of: name.dropLast(4) + "weight") else {
            return false
        }
        return matrix.rank == 2 && matrix[1] == features
    }

    private static func isLoss(_ module: Substring) -> Bool {
        let name = module.lowercased()
        return ["loss", "criterion", "metric"].contains { name.contains($0) }
    }
}
