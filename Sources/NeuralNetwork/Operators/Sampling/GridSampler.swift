import CVectorLoops
import Foundation
import Tensors

/// The pixels that the places of a grid read: for each item of the grid, `width` tables of one pixel for each place.
struct GridTaps: Sendable {
    let width: Int
    /// Pixels of a plane of the picture.
    var pixels: [Int32]
    /// What the place takes of the pixel, and how that grows with the place's column and row; 0 where it reads none.
    var weights, columnSlopes, rowSlopes: [Float]

    init(places: Int, width: Int) {
        self.width = width
        pixels = [Int32](repeating: 0, count: places * width)
        weights = [Float](repeating: 0, count: places * width)
        columnSlopes = weights
        rowSlopes = weights
    }
}

/// The loops of ``GridSample`` over pictures of one shape.
struct GridSampler: Sendable {
    private let axes: (columns: GridAxis, rows: GridAxis)
    private let items, blocks, lanes: Int
    /// Pixels of a plane, and places of one item's grid.
    private let pixels, places: Int

    init(_ operation: GridSample, planes: PlaneLayout, output: Shape) {
        func axis(_ number: Int) -> GridAxis {
            GridAxis(
                mode: operation.mode, padding: operation.padding, alignsCorners: operation.alignsCorners,
                extent: planes.extents[number])
        }
        axes = (axis(1), axis(0))
        items = planes.items
        blocks = planes.blocks
        lanes = planes.lanes
        pixels = planes.extents.reduce(1, *)
        places = output[2] * output[3]
    }

    /// - Parameter grid: columns and rows of any number of items.
    func taps(at grid: PlainKernel.Floats) -> GridTaps {
        let width = axes.rows.width * axes.columns.width
        var taps = GridTaps(places: grid.count / 2, width: width)
        nonisolated(unsafe) let grid = grid
        taps.pixels.withUnsafeMutableBufferPointer { pixels in
            taps.weights.withUnsafeMutableBufferPointer { weights in
                taps.columnSlopes.withUnsafeMutableBufferPointer { columnSlopes in
                    taps.rowSlopes.withUnsafeMutableBufferPointer { rowSlopes in
                        // Each place has entries of its own.
                        nonisolated(unsafe) let tables = (pixels, weights, columnSlopes, rowSlopes)
                        Team.inParts(grid.count / 2, each: 8 * width) { part in
                            for number in part {
                                write(number, column: grid[2 * number], row: grid[2 * number + 1], tables)
                            }
                        }
                    }
                }
            }
        }
        return taps
    }

    private func write(
        _ number: Int, column: Float, row: Float,
        _ tables: (
            pixels: UnsafeMutableBufferPointer<Int32>, weights: UnsafeMutableBufferPointer<Float>,
            columnSlopes: UnsafeMutableBufferPointer<Float>, rowSlopes: UnsafeMutableBufferPointer<Float>
        )
    ) {
        guard let column = axes.columns.taps(at: Double(column)), let row = axes.rows.taps(at: Double(row))
        else { return }
        let (item, place) = number.quotientAndRemainder(dividingBy: places)
        var entry = item * axes.rows.width * axes.columns.width * places + place
        for y in 0..<axes.rows.width {
            for x in 0..<axes.columns.width {
                if column.pixels[x] >= 0, row.pixels[y] >= 0 {
                    tables.pixels[entry] = row.pixels[y] * Int32(axes.columns.extent) + column.pixels[x]
                    tables.weights[entry] = Float(column.weights[x] * row.weights[y])
                    tables.columnSlopes[entry] = Float(column.slopes[x] * row.weights[y])
                    tables.rowSlopes[entry] = Float(column.weights[x] * row.slopes[y])
                }
                entry += places
            }
        }
    }

    /// The first entry of an item's grid; one grid may count for every item.
    private func entry(ofItem item: Int, _ taps: GridTaps) -> Int {
        taps.pixels.count == places * taps.width ? 0 : item * places * taps.width
    }

    /// Calls `body` with every plane and the first entry of its grid, on all cores.
    private func inPlanes(_ taps: GridTaps, _ body: @Sendable (_ plane: Int, _ entry: Int) -> Void) {
        Team.inParts(items * blocks, each: places * taps.width * lanes) { part in
            for plane in part { body(plane, entry(ofItem: plane / blocks, taps)) }
        }
    }

    func read(_ picture: PlainKernel.Floats, _ taps: GridTaps, into output: PlainKernel.MutableFloats) {
        // Each part of the work writes its own planes.
        nonisolated(unsafe) let (picture, output) = (picture, output)
        inPlanes(taps) { plane, entry in
            taps.pixels.withUnsafeBufferPointer { pixels in
                taps.weights.withUnsafeBufferPointer { weights in
                    loops_weighted_sums(
                        picture.baseAddress! + plane * self.pixels * lanes, lanes,
                        pixels.baseAddress! + entry, weights.baseAddress! + entry, places, taps.width,
                        output.baseAddress! + plane * places * lanes, places)
                }
            }
        }
    }

    /// The gradient to the picture.
    func spread(_ gradient: PlainKernel.Floats, _ taps: GridTaps, into target: PlainKernel.MutableFloats) {
        nonisolated(unsafe) let (gradient, target) = (gradient, target)
        inPlanes(taps) { plane, entry in
            let own = target.baseAddress! + plane * self.pixels * lanes
            own.update(repeating: 0, count: self.pixels * lanes)
            taps.pixels.withUnsafeBufferPointer { pixels in
                taps.weights.withUnsafeBufferPointer { weights in
                    loops_spread_sums(
                        gradient.baseAddress! + plane * places * lanes, lanes, pixels.baseAddress! + entry,
                        weights.baseAddress! + entry, places, taps.width, own, places)
                }
            }
        }
    }

    /// The gradient to the grid.
    func differentiate(
        _ picture: PlainKernel.Floats, _ gradient: PlainKernel.Floats, _ taps: GridTaps,
        into target: PlainKernel.MutableFloats
    ) {
        nonisolated(unsafe) let (picture, gradient, target) = (picture, gradient, target)
        // Places that are worth a visit of every plane.
        let partSize = 256
        let parts = (places + partSize - 1) / partSize
        target.update(repeating: 0)
        Team.inParts(items * parts, each: partSize * blocks * lanes * taps.width) { numbers in
            for number in numbers {
                let (item, part) = number.quotientAndRemainder(dividingBy: parts)
                let first = entry(ofItem: item, taps)
                for plane in item * blocks..<(item + 1) * blocks {
                    for place in part * partSize..<min((part + 1) * partSize, places) {
                        let own = gradient.baseAddress! + (plane * places + place) * lanes
                        var (column, row): (Float, Float) = (0, 0)
                        for tap in 0..<taps.width {
                            let entry = first + tap * places + place
                            let slopes = (taps.columnSlopes[entry], taps.rowSlopes[entry])
                            guard slopes.0 != 0 || slopes.1 != 0 else { continue }
                            let pixel = plane * pixels + Int(taps.pixels[entry])
                            let source = picture.baseAddress! + pixel * lanes
                            var value: Float = 0
                            for lane in 0..<lanes { value += own[lane] * source[lane] }
                            column += value * slopes.0
                            row += value * slopes.1
                        }
                        target[2 * (item * places + place)] += column
                        target[2 * (item * places + place) + 1] += row
                    }
                }
            }
        }
    }
}
