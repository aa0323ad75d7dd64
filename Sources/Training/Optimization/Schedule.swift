import Foundation

/// How the learning rate goes over a training.
public struct Schedule: Sendable, Hashable, Codable {
    public enum Shape: String, Sendable, Hashable, Codable, CaseIterable {
        case constant
        /// From the whole rate to 0 in half a cosine, a value for each epoch (`CosineAnnealingLR`).
        case cosine
        /// A tenth after each third of the epochs (`StepLR`).
        case step
    }

    public var shape: Shape
    /// Epochs in which the rate rises evenly to the whole one, step by step, before the shape begins.
    public var warmUp: Int

    public init(_ shape: Shape = .constant, warmUp: Int = 0) {
        self.shape = shape
        self.warmUp = warmUp
    }

    /// The part of the learning rate that a step has.
    ///
    /// - Parameters:
    ///   - epoch: from 0.
    ///   - position: the step's place in the epoch, from 0.
    ///   - steps: of an epoch.
    ///   - epochs: of the training.
    public func factor(epoch: Int, position: Int, steps: Int, epochs: Int) -> Double {
        if epoch < warmUp {
            return Double(epoch * steps + position + 1) / Double(warmUp * max(1, steps) + 1)
        }
        let (done, whole) = (epoch - warmUp, max(1, epochs - warmUp))
        switch shape {
        case .constant: return 1
        case .cosine: return (1 + cos(Double.pi * Double(done) / Double(whole))) / 2
        case .step: return pow(0.1, Double(done / max(1, (whole + 2) / 3)))
        }
    }
}
