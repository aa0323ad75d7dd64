/// A camera of this machine.
struct Camera: Equatable, Sendable {
    /// What the kernel calls it.
    let name: String
    /// Its device, which is opened as a photo is.
    let path: String
}
