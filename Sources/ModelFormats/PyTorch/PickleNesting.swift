/// Finds containers that hold themselves and those that are nested too deep, with a stack of bounded depth.
///
/// What objects hold does not count: networks refer to their parts and those to them. Who looks into an object bounds its own
/// way.
struct PickleNesting {
    private enum State { case unknown, open, known(height: Int) }

    let containers: [[PickleValue]]
    let path: String
    private var states: [State]

    init(containers: [[PickleValue]], path: String) {
        self.containers = containers
        self.path = path
        states = Array(repeating: .unknown, count: containers.count)
    }

    func check(_ root: PickleValue) throws(PyTorchError) {
        var copy = self
        _ = try copy.height(of: root, depth: 0)
    }

    private mutating func height(of value: PickleValue, depth: Int) throws(PyTorchError) -> Int {
        let index: Int
        switch value {
        case .tuple(let position), .list(let position), .dictionary(let position): index = position
        default: return 0
        }
        guard depth < PickleReader.depthLimit else { throw PyTorchError(path, .tooDeep) }
        switch states[index] {
        case .open: throw PyTorchError(path, .cyclic)
        case .known(let height):
            guard depth + height <= PickleReader.depthLimit else { throw PyTorchError(path, .tooDeep) }
            return height
        case .unknown:
            states[index] = .open
            var greatest = 0
            for item in containers[index] { greatest = max(greatest, try height(of: item, depth: depth + 1)) }
            states[index] = .known(height: greatest + 1)
            return greatest + 1
        }
    }
}
