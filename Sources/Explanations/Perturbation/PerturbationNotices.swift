import Foundation

/// What one has to know about an answer that was found by changing the photo.
enum PerturbationNotices {
    /// About a class that the network does not see in the photo.
    ///
    /// - Parameter probability: of the class, for the whole photo.
    static func negligible(_ probability: Double) -> String? {
        guard probability < 1e-3 else { return nil }
        return String(
            format: "The network gives this class only %.2g %%, so what changes it may be chance.",
            probability * 100)
    }
}
