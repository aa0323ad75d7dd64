import Words

/// The errors of this module.
public enum ImagingRefusals {
    public static let all: [any Refusal.Type] = [ImageError.self, PictureSizeError.self]
}
