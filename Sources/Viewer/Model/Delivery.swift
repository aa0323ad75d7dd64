import Explanations
import Imaging
import ModelFormats
import NeuralNetwork
import Words

/// What the worker tells the loop.
struct Delivery: Sendable {
    /// The generation of the request that it answers.
    let generation: Int
    let content: Content

    enum Content: Sendable {
        case model(Model)
        case analysis(AnalysedPhoto)
        case answer(Answer)
        /// How one element of the answer's enlarged map comes about.
        case arithmetic(ElementArithmetic)
        /// There is no answer at this layer; one sentence says why.
        case obstacle(Words, AnsweredQuestion)
        /// The photo, network or question cannot be used; one sentence says why.
        case failure(Failure)
        /// How good the answer is, as far as that is measured.
        case evaluation(Evaluation)
        /// How far the computation of the answer is.
        case progress(WorkProgress)
        /// A file was written; one sentence says which.
        case saved(Words)
        case notSaved(any Error)
        /// The trained network was written into this file.
        case networkSaved(String)
        /// A file of that name is there already.
        case nameTaken(Saving)
        /// What was found among the files.
        case file(FileFinding)
        /// How the download of a network of the catalogue is going.
        case download(String, DownloadEvent)
        /// What a watched folder of networks holds now.
        case frames(String, [Film.Frame])
        case training(TrainingNews)
        case set(SetNews)
        /// How a film that is to be saved is going.
        case film(FilmNews, Saving)
        case video(VideoNews)
        /// A frame of a video is a photo now: its path, and the video's.
        case frozen(String, of: String)
        /// Everything asked for is delivered.
        case done
    }
}

/// How far a computation is.
struct WorkProgress: Sendable, Equatable {
    /// 0…1.
    let fraction: Double
    /// Estimated; nil while nothing can be said.
    let remainingSeconds: Double?

    init(fraction: Double, elapsed: Double) {
        self.fraction = fraction
        remainingSeconds = fraction > 0.01 && elapsed > 0.3 ? elapsed * (1 - fraction) / fraction : nil
    }
}

/// What was asked, as far as the window names it.
struct AnsweredQuestion: Sendable {
    let method: String
    let layer: Node
    let classIndex: Int?
}

/// Why something cannot be shown, and what of it.
struct Failure: Sendable {
    enum Subject: Sendable {
        case model(ModelChoice)
        case photo(String)
        case question
    }

    let subject: Subject
    let cause: any Error

    var isOfQuestion: Bool { if case .question = subject { true } else { false } }

    var sentence: Words { Strings.sentence(for: cause) }
}

/// A photo that went through a network.
struct AnalysedPhoto: Sendable {
    let model: ModelChoice
    let path: String
    /// Fitted into the request's photo area.
    let thumbnail: Picture
    /// The extent of the photo's file.
    let extent: (width: Int, height: Int)
    /// What the network sees, in the photo's pixels.
    let region: PixelRectangle
    let predictions: [Prediction]
    /// Nil for a network with class scores, and for one of which the outputs are not understood.
    let found: FoundThings?
    /// What an autoencoder puts out, fitted as the thumbnail is, and how far it is from the photo.
    var reconstruction: (picture: Picture, meanSquaredError: Double)?
    /// Whether it is an array in place of a photo, onto which nothing can be painted.
    let isArray: Bool
    /// Whether it is a video or a camera, and the frame of it.
    var moves = false
    var frame: ShownFrame?
    /// The time of the forward pass.
    var seconds: Double

    /// Whether the network sees all of the photo.
    var seesWhole: Bool {
        let photo = PixelRectangle(x: 0, y: 0, width: extent.width, height: extent.height)
        return region.intersection(photo) == photo
    }
}

/// A photo with some superpixels taken out.
struct PhotoWithout: Sendable {
    let superpixels: Set<Int>
    let picture: Picture
    /// All classes, the most probable first.
    let predictions: [Prediction]
}

/// A method's answer as pictures of the size they are shown at.
struct Answer: Sendable {
    /// A picture with the words under it.
    struct Panel: Sendable {
        enum Role: Sendable, CaseIterable {
            case photo, heat, overlay
        }

        let role: Role
        let picture: Picture
        /// Where the heat map lies in the picture.
        let region: PixelRectangle
    }

    enum Content: Sendable {
        case grid(ActivationGrid, page: Int, picture: Picture, enlarged: Enlargement?)
        case heatMap([Panel], legend: Legend)
        /// Its pictures are as large as they are shown.
        case sheet(PictureSheet)
    }

    let explanation: Explanation
    let content: Content
    /// The time of the explanation and its pictures.
    let seconds: Double
    /// Whether the computation goes on and will refine it.
    var isPartial = false
    /// What the network makes of the photo without the superpixels that a person took out; LIME's only.
    var without: PhotoWithout?
    /// How good the answer is, where that is known already.
    var evaluation: Evaluation?

    /// What its colours say, in one line.
    var caption: Words {
        switch content {
        case .grid: explanation.caption(.maps)
        case .heatMap(_, let legend): explanation.caption(.heat, colours: legend.colours)
        case .sheet(let sheet): explanation.caption(explanation.kind(of: .sheet(sheet)))
        }
    }

    var question: AnsweredQuestion {
        AnsweredQuestion(
            method: explanation.method.name, layer: explanation.layer, classIndex: explanation.classIndex)
    }
}

/// One feature map beside the photo, and a second one where a person pinned it.
struct Enlargement: Sendable {
    struct Map: Sendable {
        let channel: Int
        let picture: Picture
    }

    /// What the network sees of the photo.
    let photo: Picture
    /// The map in its colours over that.
    let overlay: Picture
    /// The enlarged one, and the pinned one after it.
    let maps: [Map]
    /// What of the input an element of the layer can depend on.
    let field: ReceptiveField
    /// Rows and columns of the network's input.
    let inputSize: (rows: Int, columns: Int)
}
