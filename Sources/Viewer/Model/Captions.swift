import Words

/// The window's words that never vary, under their names in ``Strings``: members of a value, so that all of them can be gone
/// through.
struct Captions: Sendable {
    let windowTitle = Words(verbatim: "Glassbox")
    let loading: Words = "Loading …"
    let analysing: Words = "Analysing …"
    let computing: Words = "Computing …"
    let photo: Words = "Photo"
    let predictions: Words = "Predictions"
    let noPredictions: Words = "This network has no classifier."
    let input: Words = "Input"
    let output: Words = "Output"
    let layerLabel: Words = "Layer:"
    let modeLabel: Words = "Mode:"
    let classLabel: Words = "Class:"
    let openPhotos: Words = "Open photos"
    let nothingFound: Words = "Nothing has that name."
    let measuring: Words = "Measuring …"
    let nothingToUndo: Words = "There is nothing to undo or redo."
    let lastPhoto: Words = "This is the only photo; open another before you take it off the list."
    let noPhotosInFolder: Words = "There are no pictures in that folder."
    let nothingToPaste: Words = "The clipboard does not hold the path of a file."
    let cannotCopy: Words = "The clipboard cannot be reached."
    let closeHint: Words = "Esc closes"
    let low: Words = "no evidence"
    let high: Words = "strongest"
    let recommended: Words = "Grad-CAM says most at this layer."
    let nothingYet: Words = "Nothing to save yet: there is no result."
    let saving: Words = "Saving …"
    let stopped: Words = "Stopped."
    let sameInWindow: Words = "In the window, Network settings (W) take the same."
    let howToQuit: Words = "Ctrl Q ends the program."
    let quitQuestion: Words = "A computation is still running. Ctrl Q again ends the program all the same."
    let droppedText: Words = "Text cannot be opened; drop a photo as a file."
    let connecting: Words = "Connecting …"
    let closeGroup: Words = "Close this group"
    let seen: Words = "What the network sees"
    let mapOverPhoto: Words = "The map over the photo"
    let back: Words = "Back"
    let pin: Words = "Keep beside the next"
    let unpin: Words = "Kept beside others"
    let pinHint: Words = "Keeps this channel while you go on to others with Page Up and Page Down."
    let clickSuperpixels: Words = "Click superpixels to take them out"
    let superpixelHint: Words = "A click takes this superpixel out of the photo or puts it back."
    let stagesHint: Words = "Drag along the curve to see the picture at each of its points."
    let enlargeHint: Words = "A click enlarges it."
    let notSeen: Words = "The network does not see this part."

    /// All of them.
    var all: [Words] { Mirror(reflecting: self).children.compactMap { $0.value as? Words } }
}
