/// What a person has to know to read a method's picture.
public struct MethodGuide: Sendable, Equatable {
    /// What is computed, in a few plain sentences.
    public let computes: String
    /// The same as a formula; empty where there is none.
    public let formula: String
    /// How to read the picture.
    public let reading: String
    /// What the picture cannot tell.
    public let limits: String
    /// The paper.
    public let source: String
}

extension ExplanationMethod {
    public var guide: MethodGuide {
        MethodGuide.all[name]
            ?? MethodGuide(computes: summary, formula: "", reading: "", limits: "", source: "")
    }
}

extension MethodGuide {
    /// By the methods' names.
    static let all: [String: MethodGuide] = [
        "feature-map": MethodGuide(
            computes:
                "The photo goes through the network up to the layer. Every channel of the layer's output is one tile.",
            formula: "A[k] = layer(x)[k]",
            reading:
                "Bright places are where the channel finds its pattern: edges and colours in the first layers, parts of objects in deep ones. "
                + "Point at a tile for its values, click it to see it beside the photo.",
            limits:
                "It shows where a channel responds, not what it looks for (see Filter) nor whether the answer depends on it.",
            source: "Chollet, Deep Learning with Python, 2017, section 5.4.1"),
        "filter-pattern": MethodGuide(
            computes:
                "The photo plays no part. Starting from noise, a picture is changed step by step so that one filter answers more and more strongly.",
            formula: "x ← x + η · ∂ mean A[k](x) / ∂x",
            reading:
                "Each tile is what its filter likes best: stripes and colours in the first layers, textures and parts of objects in deep ones.",
            limits: "It is one of many pictures the filter likes, and exaggerated: no photo looks like it.",
            source: "Erhan et al. 2009; Olah, Mordvintsev, Schubert: Feature Visualization, Distill 2017"),
        "cam": MethodGuide(
            computes:
                "The last feature maps are added up with the weights by which the class's score is made of them.",
            formula: "L = Σ w[k] · A[k]   over the channels k",
            reading: "Warm places speak for the class.",
            limits:
                "Only networks that end in global average pooling and one dense layer have it, and only at their last feature maps.",
            source: "Zhou et al.: Learning Deep Features for Discriminative Localization, CVPR 2016"),
        "grad-cam": MethodGuide(
            computes:
                "How much the class's score would rise with each channel of the layer, averaged over the photo, weighs that channel's feature map; "
                + "the sum is shown where it is positive.",
            formula: "L = ReLU( Σ α[k] · A[k] ),   α[k] = mean of ∂y / ∂A[k]   (y: the class's score)",
            reading: "Warm places speak for the class. Choose another class to see what speaks for that one.",
            limits:
                "It is as coarse as the layer is, and shows only what speaks for the class. A layer far from the end gives scattered maps: "
                + "the last convolution is the usual choice.",
            source: "Selvaraju et al.: Grad-CAM, ICCV 2017"),
        "grad-cam++": MethodGuide(
            computes:
                "Like Grad-CAM, but each place of a channel has its own weight, made of higher derivatives, and only rising places count.",
            formula: "α[k] = Σ a · ReLU(g),   a = g² / (2g² + g³ · ΣA[k]),   g = ∂y / ∂A[k]",
            reading:
                "Warm places speak for the class; several objects of the class show better than in Grad-CAM.",
            limits: "As coarse as the layer, and its derivation assumes an exponential score.",
            source: "Chattopadhyay et al.: Grad-CAM++, WACV 2018"),
        "hires-cam": MethodGuide(
            computes:
                "Gradient times activation, place by place, summed over the channels: nothing is averaged.",
            formula: "L = ReLU( Σ ∂y / ∂A[k] ⊙ A[k] )",
            reading:
                "Warm places speak for the class. Where the layer is followed by one dense layer, the map is exactly what the score is made of.",
            limits: "Noisier than Grad-CAM in layers before the last ones.",
            source: "Draelos, Carin: HiResCAM, 2020"),
        "layer-cam": MethodGuide(
            computes: "Every place of a channel is weighted by its own gradient, where that is positive.",
            formula: "L = ReLU( Σ ReLU(∂y / ∂A[k]) ⊙ A[k] )",
            reading: "Warm places speak for the class. It stays sharp in early layers, where Grad-CAM fails.",
            limits: "Early layers show fine detail but also everything else that has strong edges.",
            source: "Jiang et al.: LayerCAM, IEEE TIP 2021"),
        "xgrad-cam": MethodGuide(
            computes: "Like Grad-CAM, but the gradients are averaged with the activations as weights.",
            formula: "α[k] = Σ (A[k] · ∂y / ∂A[k]) / ΣA[k]",
            reading: "Warm places speak for the class.",
            limits: "As coarse as the layer; differs little from Grad-CAM where few channels matter.",
            source: "Fu et al.: Axiom-based Grad-CAM, BMVC 2020"),
        "eigen-cam": MethodGuide(
            computes:
                "The first principal component of the feature maps: what most of the channels have in common.",
            formula: "L = A · v,   v: the first right singular vector of A",
            reading: "Warm places are what the layer is occupied with.",
            limits:
                "No class is involved: it is the same for every class, and says nothing about why one was chosen.",
            source: "Muhammad, Yeasin: Eigen-CAM, IJCNN 2020"),
        "score-cam": MethodGuide(
            computes:
                "Each feature map is laid over the photo as a mask, and the network says how much of the class is left. No gradient is used.",
            formula: "L = ReLU( Σ α[k] · A[k] ),   α = softmax of y(x ⊙ norm(A[k]))",
            reading: "Warm places keep the class's score when only they are visible.",
            limits: "One pass for each channel: it takes as long as there are channels.",
            source: "Wang et al.: Score-CAM, CVPR Workshops 2020"),
        "lift-cam": MethodGuide(
            computes:
                "How much each channel contributes to the score against a channel of zeros, by DeepLIFT's rules, weighs its feature map.",
            formula: "L = ReLU( Σ α[k] · A[k] ),   α[k] = DeepLIFT's contribution of channel k",
            reading: "Warm places speak for the class.",
            limits: "As coarse as the layer; the contributions are approximations of SHAP values.",
            source: "Jung, Oh: Towards Better Explanations of Class Activation Mapping, ICCV 2021"),
        "lime": MethodGuide(
            computes:
                "The photo is cut into superpixels. Many variants with some of them hidden go through the network, and a simple linear model "
                + "is fitted to the answers: its coefficients say what each superpixel is worth.",
            formula: "min over w of Σ π(z) (f(z) − w · z)² + λ ‖w‖²,   π(z) = √exp(−D(z)² / 0.25²)",
            reading:
                "Outlined superpixels speak for the class most. Click superpixels to hide them and see the prediction change.",
            limits:
                "It depends on how the photo is cut and which variants were drawn: another seed gives another answer. R² says how well the simple model fits.",
            source: "Ribeiro, Singh, Guestrin: Why Should I Trust You?, KDD 2016"),
        "shap": MethodGuide(
            computes:
                "What each place adds to the class's score against typical other photos, averaged over such photos and the ways from them to this one.",
            formula: "φ = E over b, α of (x − b) · ∂y / ∂x at b + α (x − b)",
            reading:
                "Red raises the class's score, blue lowers it; together they make up the difference to the background's score.",
            limits: "It depends on the background photos and is an estimate: its standard error is given.",
            source: "Lundberg, Lee: A Unified Approach to Interpreting Model Predictions, NeurIPS 2017"),
        "saliency": MethodGuide(
            computes: "How strongly the class's score reacts to a small change of each pixel.",
            formula: "M = max over colours of | ∂y / ∂x |",
            reading: "Bright pixels are those the score reacts to.",
            limits:
                "Noisy, and it tells about small changes only: a pixel may matter without the score reacting to a little more of it.",
            source: "Simonyan, Vedaldi, Zisserman: Deep Inside Convolutional Networks, 2013"),
        "guided-backpropagation": MethodGuide(
            computes: "The gradient, but at every ReLU only what is positive goes back.",
            formula: "R ← (f > 0) · (R > 0) · R   at every ReLU",
            reading: "Fine edges that the network responds to.",
            limits:
                "It hardly depends on the class, and partly just restores edges of the photo (Adebayo et al. 2018).",
            source: "Springenberg et al.: Striving for Simplicity, ICLR Workshops 2015"),
        "guided-grad-cam": MethodGuide(
            computes: "Guided backpropagation, kept where Grad-CAM is warm.",
            formula: "Grad-CAM (enlarged) ⊙ guided backpropagation",
            reading: "Fine edges in the places that speak for the class.",
            limits: "The detail comes from guided backpropagation and has its weaknesses.",
            source: "Selvaraju et al.: Grad-CAM, ICCV 2017"),
        "integrated-gradients": MethodGuide(
            computes:
                "The gradients on the straight way from an input of zeros to the photo, averaged, times the difference.",
            formula: "IG = (x − x′) · mean over α of ∂y / ∂x at x′ + α (x − x′)",
            reading:
                "What each pixel adds to the score against the baseline; all together make up the difference.",
            limits: "It depends on the baseline: where the input is zero already, a pixel gets nothing.",
            source: "Sundararajan, Taly, Yan: Axiomatic Attribution for Deep Networks, ICML 2017"),
        "smoothgrad": MethodGuide(
            computes: "The gradient, averaged over many slightly noisy copies of the photo.",
            formula: "mean over n of ∂y / ∂x at x + N(0, σ²)",
            reading: "As saliency, with less noise.",
            limits: "As saliency; how strong the noise should be is a matter of taste.",
            source: "Smilkov et al.: SmoothGrad, 2017"),
        "occlusion": MethodGuide(
            computes:
                "A patch is moved over the photo, and at each place the network says how much of the class's score is lost.",
            formula: "M(i, j) = mean over patches covering (i, j) of y(x) − y(x with patch)",
            reading: "Warm places are missed when they are covered; cold ones are better covered.",
            limits: "It depends on the patch's size and colour, and finds nothing that is there twice.",
            source: "Zeiler, Fergus: Visualizing and Understanding Convolutional Networks, ECCV 2014"),
        "rise": MethodGuide(
            computes:
                "Many random soft masks cover the photo; each mask counts as much as the class's probability under it.",
            formula: "S = Σ f(x ⊙ M) · M / (N · E[M])",
            reading: "Warm places raise the class's probability when they are visible.",
            limits: "An estimate from random masks: few of them give a blotchy map.",
            source: "Petsiuk, Das, Saenko: RISE, BMVC 2018"),
    ]
}
