import ModelFormats
import NeuralNetwork
import Tensors

extension TargetNetwork {
    /// Where boxes lie along the rows or the columns, in pixels of the input, as layers of one number for each box.
    enum BoxSide {
        case edges(start: Int, end: Int)
        case middle(Int, extent: Int)
    }

    /// Numbers of some boxes in a row, those of a box together.
    mutating func row(_ numbers: Range<Int>, of source: BoxLayout.Numbers, _ boxes: [Int]) throws -> Int {
        let places = boxes.flatMap { box in numbers.map { source.place(of: $0, ofBox: box) } }
        return try picked([nil, places], of: add(Reshape.flatten, source.layer))
    }

    /// What the network says of some boxes along an axis.
    ///
    /// - Parameter alongRows: left and right, else top and bottom.
    /// - Throws: `GraphError`, `EngineError`.
    mutating func side(alongRows: Bool, of boxes: [Int], _ layout: BoxLayout) throws -> BoxSide {
        let values = try analysis.forward.output(of: layout.box.layer).part(0).values
        func value(_ number: Int, _ box: Int) -> Float { values[layout.box.place(of: number, ofBox: box)] }
        let scale = layout.scale(in: analysis.model.graph, value)
        let factor = Tensor([1], [Float(alongRows ? scale.across : scale.down)])
        func number(_ number: Int) throws -> Int {
            try scaled(row(number..<number + 1, of: layout.box, boxes), by: factor)
        }
        let axis = alongRows ? 0 : 1
        switch layout.corners {
        case .ofPlaces(let places):
            let places = boxes.map { places[$0] }
            let strides = Tensor([places.count], places.map { Float($0.stride) })
            let shifts = Tensor([places.count], places.map { Float(alongRows ? $0.x : $0.y) })
            return .middle(
                try add(
                    ElementwiseArithmetic(.add, constant: shifts), scaled(number(axis), by: strides)),
                extent: try scaled(add(ActivationLayer(.exponential), number(2 + axis)), by: strides))
        case .topFirst: return .edges(start: try number(1 - axis), end: try number(3 - axis))
        case _ where layout.areCorners(value):
            return .edges(start: try number(axis), end: try number(2 + axis))
        default: return .middle(try number(axis), extent: try number(2 + axis))
        }
    }
}
