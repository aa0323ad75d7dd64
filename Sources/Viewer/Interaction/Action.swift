/// What a person can do in the window.
enum Action: Hashable, Sendable {
    case chooseLayer(Int)
    case nextLayer, previousLayer
    /// The position in ``ExplanationMethods/all``.
    case chooseMode(Int)
    case toggleMethods, toggleOptions
    /// A class by its index.
    case chooseClass(Int)
    case nextClass, previousClass
    case nextPage, previousPage
    case setOption(String, String)
    case toggleGroup([String])
    case zoomIn, zoomOut, fitDiagram
    case scrollDiagram(Double)
    case nextPhoto, previousPhoto
    case toggleModelMenu
    /// Goes up or down in the list of networks.
    case nextModel, previousModel
    /// The position in ``ModelMenu/rows``; nil for the highlighted one.
    case chooseModel(Int?)
    case cancelDownload
    /// The channel to see beside the photo.
    case enlarge(Int)
    case toggleKeys
    case toggleFullScreen
    case save
    case notify(String)
    case closeOrCancel
    case quit
}
