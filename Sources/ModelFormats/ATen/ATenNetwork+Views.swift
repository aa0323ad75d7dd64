import NeuralNetwork
import Tensors

/// Changes of a part of a tensor through a view of it, such as `mask[0:-7, -3:] = 2`, where all that counts is known.
///
/// Which elements of the whole a view shows is found by applying the view to their numbers.
extension ATenNetwork {
    /// A name that shows elements of another.
    struct View {
        let source: String
        let known: ATenOperator
        let call: ATenCall
    }

    /// The views between a name and the tensor that has the elements, the innermost first; nil where they are not known.
    func chain(to name: String) -> (whole: String, views: [View])? {
        var views: [View] = []
        var current = name
        // A damaged file may give a name twice, and so a circle of views.
        while let view = self.views[current], views.count <= self.views.count {
            views.append(view)
            current = view.source
        }
        guard current == root(name) else { return nil }
        return (current, views.reversed())
    }

    /// Whether a change of a name can be written to the tensor that has its elements.
    func canWriteBack(_ name: String) -> Bool {
        guard case .value(let part)? = values[name], let (whole, views) = chain(to: name), !views.isEmpty,
            case .value(let value)? = values[whole], value.constant != nil, part.constant != nil
        else { return false }
        return relatives(of: name).allSatisfy { chain(to: $0) != nil }
    }

    /// Writes what a view was changed to into the tensor that has the elements, and into its other views.
    ///
    /// - Precondition: ``canWriteBack(_:)`` before the change.
    /// - Throws: ``UnsupportedFeature`` where the change is no constant; what views throw.
    mutating func writeBack(_ name: String) throws {
        guard let (whole, views) = chain(to: name), case .value(let value)? = values[whole],
            let old = value.constant, case .value(let changed)? = values[name], let part = changed.constant
        else { throw UnsupportedFeature.sharedChange }
        guard
            let places = try places(
                in: old, count: part.count, for: name, { try $1.shown(of: $0, through: views) })
        else { throw UnsupportedFeature.sharedChange }
        values[whole] = .value(translation.constant(old.replacing(places, by: part)))
        for other in relatives(of: name) where other != whole {
            guard let (_, views) = chain(to: other), case .value(let value)? = values[whole] else {
                throw UnsupportedFeature.sharedChange
            }
            values[other] = .value(try shown(of: value, through: views))
        }
    }

    /// Which elements of a constant a view of it shows; nil unless they are known and so many. Whoever asks changes them in a copy
    /// of the constant.
    mutating func places(
        in whole: ONNXValue, count: Int, for name: String,
        _ view: (TranslatedValue, inout ATenNetwork) throws -> TranslatedValue?
    ) throws -> [Int]? {
        try translation.budget.spend(2 * whole.count, for: name)
        let numbers = translation.constant(
            ONNXValue(whole.dimensions, .integers((0..<whole.count).map(Int64.init))))
        let places = try view(numbers, &self)?.constant?.integers
        return places?.count == count ? places : nil
    }

    private mutating func shown(of value: TranslatedValue, through views: [View]) throws -> TranslatedValue {
        var value = value
        for view in views {
            let results = try view.known.build(
                view.call.replacing(view.known.parameters[0], by: value), &self)
            guard case .value(let result)? = results.first else { throw UnsupportedFeature.sharedChange }
            value = result
        }
        return value
    }
}

extension ATenCall {
    func replacing(_ name: String, by value: TranslatedValue) -> ATenCall {
        var arguments = arguments
        arguments[name] = .tensor(value)
        return ATenCall(
            operation: operation, name: self.name, arguments: arguments, outputCount: outputCount)
    }
}

extension ONNXValue {
    /// The elements with others, of its own kind, in some places.
    ///
    /// - Precondition: as many places as elements of `other`, each one of these.
    func replacing(_ places: [Int], by other: ONNXValue) -> ONNXValue {
        func replaced<Element>(_ own: [Element], _ new: [Element]) -> [Element] {
            var own = own
            for (place, value) in zip(places, new) { own[place] = value }
            return own
        }
        switch elements {
        case .floats(let tensor):
            return ONNXValue(Tensor(Shape(dimensions), replaced(tensor.values, other.tensor.values)))
        case .integers(let integers):
            return ONNXValue(
                dimensions, .integers(replaced(integers, other.integers.map(Int64.init))), type)
        case .booleans(let booleans):
            return ONNXValue(dimensions, .booleans(replaced(booleans, other.integers.map { $0 != 0 })))
        }
    }
}
