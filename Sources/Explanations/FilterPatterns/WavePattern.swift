import Files
import Foundation
import ModelFormats
import Tensors

/// A pattern described by the waves it is made of, low frequencies weighing more, in colours that do not hang together
/// (Olah, Mordvintsev and Schubert, "Feature Visualization", Distill 2017, and lucid's `param` and `optvis`), moved by Adam.
///
/// Every step sees the pattern at another place: moved around its edges, which fit together.
struct WavePattern: PatternDescription {
    private let waves: WavePlane
    private let transform: ColourTransform
    /// The factor of every value of a spectrum: √(HW) / max(f, 1 / max(H, W)), and lucid's division by 4.
    private let scale: [Float]

    /// Step length of Adam.
    private static let rate: Float = 0.05
    /// The standard deviation of the random start.
    private static let deviation = 0.01
    /// What it is multiplied by each time that the filter does not answer, which happens behind rectifiers.
    private static let revival = 4.0
    private static let revivalLimit = 6
    /// Rows and columns by which a pattern is moved at most.
    private static let jitter = 8
    /// lucid's `color_correlation_svd_sqrt`, colours × components, divided by its greatest column norm.
    private static let colourMatrix: [Float] = {
        let matrix: [Float] = [0.26, 0.09, 0.02, 0.27, 0, -0.05, 0.27, -0.09, 0.03]
        let norms = (0..<3).map { column in
            (0..<3).reduce(Float(0)) { $0 + matrix[$1 * 3 + column] * matrix[$1 * 3 + column] }.squareRoot()
        }
        return matrix.map { $0 / norms.max()! }
    }()

    init(height: Int, width: Int, transform: ColourTransform) {
        waves = WavePlane(height: height, width: width)
        self.transform = transform
        let (area, longest) = (Float(height * width), Float(max(height, width)))
        scale = waves.frequencies.map { area.squareRoot() / max($0, 1 / longest) / 4 }
    }

    var tileShape: Shape { [3, waves.height, waves.width] }

    func start(_ filter: Int, seed: UInt64) -> PatternState {
        var state = PatternState(filter: filter, seed: seed)
        let count = 3 * waves.spectrumCount
        fill(&state, deviation: Self.deviation)
        state.means = [Float](repeating: 0, count: count)
        state.squares = state.means
        move(&state)
        return state
    }

    private func fill(_ state: inout PatternState, deviation: Double) {
        let count = 3 * waves.spectrumCount
        state.values = (0..<count).map { _ in Float(state.random.normal() * deviation) }
    }

    /// Begins anew with more contrast, which sooner or later reaches any filter.
    private func revive(_ state: inout PatternState) {
        guard state.revivals < Self.revivalLimit else {
            state.isSettled = true
            return
        }
        state.revivals += 1
        fill(&state, deviation: Self.deviation * pow(Self.revival, Double(state.revivals)))
        move(&state)
    }

    private func move(_ state: inout PatternState) {
        let range = 2 * Self.jitter + 1
        state.shift = (
            state.random.integer(below: range) - Self.jitter, state.random.integer(below: range) - Self.jitter
        )
    }

    func inputs(of states: [PatternState]) -> Tensor {
        let colours = colours(of: states)
        let (height, width, channels) = (waves.height, waves.width, transform.matrix.count)
        let plane = height * width
        return Tensor([states.count, channels, height, width]) { inputs in
            // Each part of the work writes its own item.
            nonisolated(unsafe) let inputs = inputs
            inParts(states.count, of: 1) { items in
                for item in items {
                    colours.part(item).withUnsafeBufferPointer { colours in
                        for channel in 0..<channels {
                            let row = transform.matrix[channel]
                            let start = (item * channels + channel) * plane
                            eachShifted(states[item].shift) { source, target in
                                inputs[start + target] =
                                    row[0] * colours[source] + row[1] * colours[plane + source]
                                    + row[2] * colours[2 * plane + source] + transform.shift[channel]
                            }
                        }
                    }
                }
            }
        }
    }

    func advance(_ states: inout [PatternState], gradient: Tensor, sign: Float) {
        let slopes = self.gradient(ofInputs: gradient, at: states)
        let count = 3 * waves.spectrumCount
        // Each part of the work changes its own state.
        states.withUnsafeMutableBufferPointer { states in
            nonisolated(unsafe) let states = states
            inParts(states.count, of: 1) { items in
                for item in items {
                    guard gradient.part(item).isFinite else {
                        states[item].isSettled = true
                        continue
                    }
                    // Later on the momentum and the next shift may lead out of it.
                    if states[item].step == 0, gradient.part(item).isZero {
                        revive(&states[item])
                        continue
                    }
                    slopes.withUnsafeBufferPointer { slopes in
                        let slopes = UnsafeBufferPointer(rebasing: slopes[item * count..<(item + 1) * count])
                        Self.adam(&states[item], slopes, sign: sign)
                    }
                    move(&states[item])
                }
            }
        }
    }

    /// Kingma and Ba 2015, with the usual constants.
    private static func adam(_ state: inout PatternState, _ slopes: UnsafeBufferPointer<Float>, sign: Float) {
        state.step += 1
        let (first, second) = (Float(0.9), Float(0.999))
        let step = Float(state.step)
        let length = sign * rate * (1 - pow(second, step)).squareRoot() / (1 - pow(first, step))
        state.values.withUnsafeMutableBufferPointer { values in
            state.means.withUnsafeMutableBufferPointer { means in
                state.squares.withUnsafeMutableBufferPointer { squares in
                    for position in 0..<slopes.count {
                        let slope = slopes[position]
                        let mean = first * means[position] + (1 - first) * slope
                        let square = second * squares[position] + (1 - second) * slope * slope
                        means[position] = mean
                        squares[position] = square
                        values[position] += length * mean / (square.squareRoot() + 1e-12)
                    }
                }
            }
        }
    }

    func colours(of state: PatternState) -> Tensor { colours(of: [state]).part(0) }

    /// N×3×H×W: logistic(colour matrix · planes).
    private func colours(of states: [PatternState]) -> Tensor {
        let planes = waves.planes(of: spectra(of: states))
        let plane = waves.height * waves.width
        let matrix = Self.colourMatrix
        return Tensor([states.count, 3, waves.height, waves.width]) { colours in
            planes.withUnsafeBufferPointer { planes in
                // Each part of the work writes its own item.
                nonisolated(unsafe) let (planes, colours) = (planes, colours)
                inParts(states.count, of: 1) { items in
                    for item in items {
                        let start = item * 3 * plane
                        for colour in 0..<3 {
                            for position in start..<start + plane {
                                let value =
                                    matrix[colour * 3] * planes[position]
                                    + matrix[colour * 3 + 1] * planes[position + plane]
                                    + matrix[colour * 3 + 2] * planes[position + 2 * plane]
                                colours[position + colour * plane] = 1 / (1 + exp(-value))
                            }
                        }
                    }
                }
            }
        }
    }

    /// 3N × values of a spectrum, scaled.
    private func spectra(of states: [PatternState]) -> Tensor {
        let count = waves.spectrumCount
        return Tensor([3 * states.count, count]) { spectra in
            for (item, state) in states.enumerated() {
                state.values.withUnsafeBufferPointer { values in
                    for colour in 0..<3 {
                        let start = colour * count
                        for position in 0..<count {
                            spectra[(item * 3 + colour) * count + position] =
                                values[start + position] * scale[position]
                        }
                    }
                }
            }
        }
    }

    /// The gradient at the values, N × (3 × values of a spectrum), of that at the inputs.
    func gradient(ofInputs gradient: Tensor, at states: [PatternState]) -> Tensor {
        let colours = colours(of: states)
        let (plane, channels) = (waves.height * waves.width, transform.matrix.count)
        let matrix = Self.colourMatrix
        let planes = Tensor([3 * states.count, waves.height, waves.width]) { planes in
            // Each part of the work writes its own item.
            nonisolated(unsafe) let planes = planes
            inParts(states.count, of: 1) { items in
                var slopes = [Float](repeating: 0, count: 3 * plane)
                for item in items {
                    for index in slopes.indices { slopes[index] = 0 }
                    gradient.part(item).withUnsafeBufferPointer { gradient in
                        for channel in 0..<channels {
                            let row = transform.matrix[channel]
                            eachShifted(states[item].shift) { source, target in
                                let slope = gradient[channel * plane + target]
                                slopes[source] += row[0] * slope
                                slopes[plane + source] += row[1] * slope
                                slopes[2 * plane + source] += row[2] * slope
                            }
                        }
                    }
                    colours.part(item).withUnsafeBufferPointer { colours in
                        for index in slopes.indices { slopes[index] *= colours[index] * (1 - colours[index]) }
                    }
                    for component in 0..<3 {
                        for position in 0..<plane {
                            planes[(item * 3 + component) * plane + position] =
                                matrix[component] * slopes[position]
                                + matrix[3 + component] * slopes[plane + position]
                                + matrix[6 + component] * slopes[2 * plane + position]
                        }
                    }
                }
            }
        }
        let spectra = waves.adjoint(of: planes)
        let count = waves.spectrumCount
        return Tensor([states.count, 3 * count]) { result in
            spectra.withUnsafeBufferPointer { spectra in
                for index in 0..<3 * states.count {
                    for position in 0..<count {
                        result[index * count + position] = spectra[index * count + position] * scale[position]
                    }
                }
            }
        }
    }

    /// Calls `body` with every position of a plane and where it comes to lie.
    @inline(__always)
    private func eachShifted(_ shift: (rows: Int, columns: Int), _ body: (Int, Int) -> Void) {
        let (height, width) = (waves.height, waves.width)
        let across = (shift.columns % width + width) % width
        for row in 0..<height {
            let target = ((row + shift.rows) % height + height) % height * width
            for column in 0..<width - across { body(row * width + column, target + column + across) }
            for column in width - across..<width {
                body(row * width + column, target + column + across - width)
            }
        }
    }
}
