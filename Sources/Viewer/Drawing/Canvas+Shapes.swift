import CSDL2

extension Canvas {
    func fill(_ rect: Rect, _ colour: Colour) {
        set(colour)
        var area = pixels(rect)
        SDL_RenderFillRect(renderer, &area)
    }

    /// A border inside the rectangle.
    func outline(_ rect: Rect, _ colour: Colour, thickness: Double = 1) {
        set(colour)
        let area = pixels(rect)
        let edge = Int32(max(1, (thickness * scale).rounded()))
        var parts = [
            SDL_Rect(x: area.x, y: area.y, w: area.w, h: edge),
            SDL_Rect(x: area.x, y: area.y + area.h - edge, w: area.w, h: edge),
            SDL_Rect(x: area.x, y: area.y + edge, w: edge, h: area.h - 2 * edge),
            SDL_Rect(x: area.x + area.w - edge, y: area.y + edge, w: edge, h: area.h - 2 * edge),
        ]
        SDL_RenderFillRects(renderer, &parts, Int32(parts.count))
    }

    /// A filled rectangle with round corners.
    func fill(_ rect: Rect, _ colour: Colour, radius: Double) {
        fillRounded(pixels(rect), colour, radius: Int32((radius * scale).rounded()))
    }

    /// A filled rectangle with round corners and a border inside it.
    func fill(
        _ rect: Rect, _ colour: Colour, radius: Double, border: Colour, thickness: Double = 1
    ) {
        let area = pixels(rect)
        let edge = Int32(max(1, (thickness * scale).rounded()))
        let radius = Int32((radius * scale).rounded())
        let inner = SDL_Rect(x: area.x + edge, y: area.y + edge, w: area.w - 2 * edge, h: area.h - 2 * edge)
        guard inner.w > 2 * radius, inner.h > 2 * radius else {
            fillRounded(area, border, radius: radius)
            fillRounded(inner, colour, radius: max(0, radius - edge))
            return
        }
        // Only corners and edges of the border: filling a card twice would double the time of a frame.
        fillCorners(area, border, radius: radius)
        set(border)
        var parts = [
            SDL_Rect(x: area.x + radius, y: area.y, w: area.w - 2 * radius, h: edge),
            SDL_Rect(x: area.x + radius, y: area.y + area.h - edge, w: area.w - 2 * radius, h: edge),
            SDL_Rect(x: area.x, y: area.y + radius, w: edge, h: area.h - 2 * radius),
            SDL_Rect(x: area.x + area.w - edge, y: area.y + radius, w: edge, h: area.h - 2 * radius),
        ]
        SDL_RenderFillRects(renderer, &parts, Int32(parts.count))
        fillRounded(inner, colour, radius: max(0, radius - edge))
    }

    private func fillRounded(_ area: SDL_Rect, _ colour: Colour, radius: Int32) {
        guard area.w > 0, area.h > 0 else { return }
        let radius = min(radius, area.w / 2, area.h / 2)
        set(colour)
        guard radius > 0 else {
            var area = area
            SDL_RenderFillRect(renderer, &area)
            return
        }
        var parts = [
            SDL_Rect(x: area.x + radius, y: area.y, w: area.w - 2 * radius, h: area.h),
            SDL_Rect(x: area.x, y: area.y + radius, w: radius, h: area.h - 2 * radius),
            SDL_Rect(x: area.x + area.w - radius, y: area.y + radius, w: radius, h: area.h - 2 * radius),
        ]
        SDL_RenderFillRects(renderer, &parts, Int32(parts.count))
        fillCorners(area, colour, radius: radius)
    }

    private func fillCorners(_ area: SDL_Rect, _ colour: Colour, radius: Int32) {
        guard radius > 0, let corner = cornerTexture(Int(radius)) else { return }
        SDL_SetTextureColorMod(corner, colour.red, colour.green, colour.blue)
        SDL_SetTextureAlphaMod(corner, colour.alpha)
        for (right, bottom) in [(false, false), (true, false), (false, true), (true, true)] {
            var source = SDL_Rect(x: right ? radius : 0, y: bottom ? radius : 0, w: radius, h: radius)
            var target = SDL_Rect(
                x: right ? area.x + area.w - radius : area.x, y: bottom ? area.y + area.h - radius : area.y,
                w: radius, h: radius)
            SDL_RenderCopy(renderer, corner, &source, &target)
        }
    }

    /// A white disc with a soft edge, 2·radius pixels wide.
    private func cornerTexture(_ radius: Int) -> OpaquePointer? {
        if let texture = cornerTextures[radius] { return texture }
        let side = 2 * radius
        var bytes = [UInt8](repeating: 255, count: side * side * 4)
        for y in 0..<side {
            for x in 0..<side {
                let (dx, dy) = (Double(x) + 0.5 - Double(radius), Double(y) + 0.5 - Double(radius))
                let cover = min(max(Double(radius) + 0.5 - (dx * dx + dy * dy).squareRoot(), 0), 1)
                bytes[(y * side + x) * 4 + 3] = UInt8(cover * 255)
            }
        }
        guard
            let texture = SDL_CreateTexture(
                renderer, SDL_PIXELFORMAT_ABGR8888.rawValue, Int32(SDL_TEXTUREACCESS_STATIC.rawValue),
                Int32(side), Int32(side))
        else { return nil }
        SDL_UpdateTexture(texture, nil, &bytes, Int32(side * 4))
        SDL_SetTextureBlendMode(texture, SDL_BLENDMODE_BLEND)
        cornerTextures[radius] = texture
        return texture
    }

    /// A disc.
    func disc(_ centre: Point, radius: Double, _ colour: Colour) {
        fill(
            Rect(x: centre.x - radius, y: centre.y - radius, width: 2 * radius, height: 2 * radius), colour,
            radius: radius)
    }

    /// A disc with a tick, for what is done.
    func checkMark(_ centre: Point, radius: Double) {
        disc(centre, radius: radius, Theme.edge(of: .dense))
        path(
            [(-0.45, 0.02), (-0.12, 0.36), (0.5, -0.34)].map {
                Point(x: centre.x + $0.0 * radius, y: centre.y + $0.1 * radius)
            }, Theme.surface, thickness: radius / 4)
    }

    /// A polygon without holes that every line cuts at most twice.
    func polygon(_ points: [Point], _ colour: Colour) {
        guard points.count > 2 else { return }
        let vertices = points.map { vertex($0, colour, alpha: colour.alpha) }
        var indices: [Int32] = []
        for index in 1..<points.count - 1 { indices += [0, Int32(index), Int32(index + 1)] }
        SDL_RenderGeometry(
            renderer, nil, vertices, Int32(vertices.count), indices, Int32(indices.count))
        path(points + [points[0]], colour, thickness: 0.5)
    }

    /// Straight lines from point to point, with a soft edge.
    func path(_ points: [Point], _ colour: Colour, thickness: Double) {
        let half = max(thickness * scale / 2, 0.5)
        var vertices: [SDL_Vertex] = []
        var indices: [Int32] = []
        for (start, end) in zip(points, points.dropFirst()) {
            let (dx, dy) = (end.x - start.x, end.y - start.y)
            let length = (dx * dx + dy * dy).squareRoot()
            guard length > 0 else { continue }
            let (nx, ny) = (-dy / length / scale, dx / length / scale)
            let first = Int32(vertices.count)
            for (offset, alpha) in [(-half - 0.5, 0), (-half + 0.5, 255), (half - 0.5, 255), (half + 0.5, 0)]
            {
                for point in [start, end] {
                    let place = Point(x: point.x + nx * offset, y: point.y + ny * offset)
                    vertices.append(vertex(place, colour, alpha: UInt8(Int(colour.alpha) * alpha / 255)))
                }
            }
            for strip: Int32 in 0..<3 {
                let corner = first + strip * 2
                indices += [corner, corner + 1, corner + 2, corner + 1, corner + 3, corner + 2]
            }
        }
        guard !indices.isEmpty else { return }
        SDL_RenderGeometry(
            renderer, nil, vertices, Int32(vertices.count), indices, Int32(indices.count))
    }

    /// The upper half of an ellipse from one point over to another, `rise` above the higher of them.
    func arc(from start: Point, to end: Point, rise: Double, _ colour: Colour, thickness: Double) {
        let steps = 24
        let top = min(start.y, end.y) - rise
        let points = (0...steps).map { step -> Point in
            let share = Double(step) / Double(steps)
            let base = share < 0.5 ? start.y : end.y
            // A parabola of fourth order: steep at its feet, flat at its top.
            let fromTop = (2 * share - 1) * (2 * share - 1)
            return Point(
                x: start.x + (end.x - start.x) * share, y: top + (base - top) * fromTop * fromTop)
        }
        path(points, colour, thickness: thickness)
    }

    /// A broad arrow to the right that fills a rectangle.
    func blockArrow(_ rect: Rect, _ colour: Colour) {
        let shaft = rect.height * 0.48
        let neck = rect.maxX - min(rect.width * 0.55, rect.height * 0.6)
        fill(Rect(x: rect.x, y: rect.midY - shaft / 2, width: neck - rect.x + 0.5, height: shaft), colour)
        polygon(
            [Point(x: neck, y: rect.y), Point(x: rect.maxX, y: rect.midY), Point(x: neck, y: rect.maxY)],
            colour)
    }

    private func vertex(_ point: Point, _ colour: Colour, alpha: UInt8) -> SDL_Vertex {
        SDL_Vertex(
            position: SDL_FPoint(
                x: Float(point.x * scale), y: Float(point.y * scale)),
            color: SDL_Color(r: colour.red, g: colour.green, b: colour.blue, a: alpha),
            tex_coord: SDL_FPoint(x: 0, y: 0))
    }
}
