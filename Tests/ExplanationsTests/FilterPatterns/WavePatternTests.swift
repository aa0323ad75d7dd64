import GoldenData
import ModelFormats
import Tensors
import Testing

@testable import Explanations

@Suite struct WavePatternTests {
    /// Mixes the colours, so that a wrong order shows.
    private let transform = ColourTransform(
        matrix: [[0, 0.5, 2], [-1, 0, 0.25], [1, 1, 0]], shift: [0.5, -1, 0])

    private func state(_ values: [Float], shift: (Int, Int)) -> PatternState {
        var state = PatternState(filter: 0, seed: 0)
        state.values = values
        state.shift = (rows: shift.0, columns: shift.1)
        return state
    }

    @Test func makesThePictureThatLucidMakes() throws {
        let arrays = try GoldenFolder("filter-patterns").tensors("arrays.safetensors")
        let pattern = WavePattern(height: 10, width: 12, transform: transform)
        let values = try WavePlane(height: 10, width: 12).spectra(arrays.tensor("values"))
        let found = pattern.colours(of: state(values.values, shift: (3, 4)))
        #expect(relativeError(found, try arrays.tensor("colours")) <= 1e-5)
    }

    @Test func beginsAnewWithMoreContrastWhereNothingAnswers() {
        let pattern = WavePattern(height: 8, width: 8, transform: transform)
        var states = [pattern.start(0, seed: 1)]
        func size() -> Float { states[0].values.map(abs).max()! }
        let nothing = Tensor([1, 3, 8, 8], repeating: 0)
        for _ in 1...6 {
            let before = size()
            pattern.advance(&states, gradient: nothing, sign: 1)
            #expect(size() > 2 * before && states[0].step == 0 && !states[0].isSettled)
        }
        pattern.advance(&states, gradient: nothing, sign: 1)
        #expect(states[0].isSettled)
    }

    @Test func theInputIsTheColoursMovedAround() {
        let pattern = WavePattern(height: 4, width: 6, transform: transform)
        let count = 3 * WavePlane(height: 4, width: 6).spectrumCount
        let values = uniform([count], index: 5).values
        let colours = pattern.colours(of: state(values, shift: (0, 0)))
        let input = pattern.inputs(of: [state(values, shift: (1, -2)), state(values, shift: (-9, 14))])
        for row in 0..<4 {
            for column in 0..<6 {
                let (red, green, blue) = (
                    colours[row * 6 + column], colours[24 + row * 6 + column], colours[48 + row * 6 + column]
                )
                let expected: [Float] = [green * 0.5 + blue * 2 + 0.5, blue * 0.25 - red - 1, red + green]
                let first = (row + 1) % 4 * 6 + (column + 4) % 6
                let second = (row + 3) % 4 * 6 + (column + 2) % 6
                for channel in 0..<3 {
                    #expect(abs(input[channel * 24 + first] - expected[channel]) < 1e-5)
                    #expect(abs(input[72 + channel * 24 + second] - expected[channel]) < 1e-5)
                }
            }
        }
    }

    @Test func theGradientIsThatOfFiniteDifferences() {
        let (height, width) = (5, 6)
        let pattern = WavePattern(height: height, width: width, transform: transform)
        let count = 3 * WavePlane(height: height, width: width).spectrumCount
        let values = uniform([count], index: 5).values.map { $0 * 0.3 }
        let slopes = uniform([1, 3, height, width], index: 6)
        let found = pattern.gradient(ofInputs: slopes, at: [state(values, shift: (2, 3))])
        func score(_ values: [Float]) -> Double {
            dot(pattern.inputs(of: [state(values, shift: (2, 3))]), slopes)
        }
        let scale = Double(found.values.map(abs).max()!)
        #expect(scale > 0)
        let step: Float = 1e-2
        for position in 0..<count {
            var (more, less) = (values, values)
            more[position] += step
            less[position] -= step
            let expected = (score(more) - score(less)) / Double(2 * step)
            #expect(abs(Double(found[position]) - expected) <= 2e-3 * scale, "value \(position)")
        }
    }
}
