import Tensors

/// What follows a matrix product, in this order.
struct MatrixProductTail: Sendable {
    /// What the product is multiplied by; 1 where there is a bias.
    var factor: Float = 1
    /// One value for each column, or nil.
    var bias: Tensor?
    /// Whether another input of the product's shape is added.
    var adds = false
    /// Applied then, or nil.
    var activation: Activation?
}
