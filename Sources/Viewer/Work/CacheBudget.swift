/// What the window keeps of what it computed, so that it need not be computed again: 400 MB in all.
///
/// `Analysis` keeps gradients of at most 128 MB.
enum CacheBudget {
    /// Bytes of raw results that are kept, of those that took some work and of those that were only read off: a few large
    /// feature maps leave what took long where it is.
    static let explanations = 64 << 20
    /// Bytes that passes have given back and the next one takes again.
    static let freeMemory = 144 << 20
    /// Seconds without work until the memory for the next pass is given back, too.
    static let idleSeconds = 5.0
}
