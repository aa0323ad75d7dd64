import GoldenData
import Tensors
import Testing

@testable import Explanations

/// The transform against numpy's `irfft2`, and its adjoint against itself.
@Suite struct WavePlaneTests {
    struct Cases: Decodable {
        let planes: [[Int]]
    }

    @Test func agreesWithNumpy() throws {
        let folder = GoldenFolder("filter-patterns")
        let arrays = try folder.tensors("arrays.safetensors")
        let cases = try folder.decode(Cases.self, from: "cases.json")
        #expect(cases.planes.count == 4)
        for (index, extent) in cases.planes.enumerated() {
            let waves = WavePlane(height: extent[0], width: extent[1])
            let spectra = try waves.spectra(arrays.tensor("spectrum/\(index)"))
            let expected = try arrays.tensor("planes/\(index)")
            #expect(relativeError(waves.planes(of: spectra), expected) <= 1e-6, "\(extent)")
        }
    }

    @Test(arguments: [(8, 8), (9, 6), (5, 7), (1, 3)]) func theAdjointIsTheTransposedMap(extent: (Int, Int)) {
        let waves = WavePlane(height: extent.0, width: extent.1)
        let spectra = uniform([2, waves.spectrumCount], index: 1)
        let gradient = uniform([2, extent.0, extent.1], index: 2)
        let forward = dot(waves.planes(of: spectra), gradient)
        let backward = dot(spectra, waves.adjoint(of: gradient))
        #expect(abs(forward - backward) <= 1e-5 * max(1, abs(forward)))
    }

    @Test func aWaveHasItsFrequency() {
        let waves = WavePlane(height: 4, width: 6)
        #expect(waves.frequencies.count == waves.spectrumCount)
        // Column 1 (1/6 of a cycle per pixel), row 1 (1/4): 1·8 + 1.
        #expect(abs(waves.frequencies[9] - Float((1.0 / 36 + 1.0 / 16).squareRoot())) < 1e-6)
        // Row 3 is −1.
        #expect(waves.frequencies[8 + 3] == waves.frequencies[8 + 1])
    }
}

extension WavePlane {
    /// From numpy's order N × H × F × (real, imaginary).
    func spectra(_ values: Tensor) -> Tensor {
        let count = values.count / spectrumCount
        return Tensor([count, spectrumCount]) { spectra in
            for plane in 0..<count {
                for row in 0..<height {
                    for column in 0..<columns {
                        for part in 0..<2 {
                            spectra[((plane * columns + column) * 2 + part) * height + row] =
                                values[((plane * height + row) * columns + column) * 2 + part]
                        }
                    }
                }
            }
        }
    }
}
