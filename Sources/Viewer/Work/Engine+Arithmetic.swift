import Explanations

/// How one element of an enlarged map, or of a class activation map, comes about.
extension Engine {
    /// Delivers the arithmetic of the element that the request names, where the method shows what the layer puts out.
    func showArithmetic(_ inquiry: Inquiry) throws {
        let request = inquiry.request
        if inquiry.method is CAM, let element = request.element, let index = inquiry.classIndex {
            return inquiry.job.deliver(
                .arithmetic(try CAM.element(at: element, ofClass: index, in: inquiry.analysis)))
        }
        guard let channel = request.enlarged, let element = request.element, inquiry.method is FeatureMaps,
            ArithmeticReader.obstacle(at: inquiry.layer) == nil
        else { return }
        if arithmetic?.layer.id != inquiry.layer.id {
            arithmetic = ArithmeticReader(of: inquiry.layer, in: inquiry.analysis)
        }
        let map = inquiry.layer.map
        let place = ElementArithmetic.Place(
            row: min(element.row, (map?.rows ?? 1) - 1), column: min(element.column, (map?.columns ?? 1) - 1))
        guard let reader = arithmetic, channel < map?.channels ?? inquiry.layer.shape.count else { return }
        inquiry.job.deliver(.arithmetic(try reader.element(channel: channel, place: place)))
    }
}
