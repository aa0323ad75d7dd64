import Foundation

/// Pictures written as 8-bit RGB Netpbm files (P6), which are not compressed: written and read in no time.
public enum PPMFile {
    /// The picture as the bytes of a PPM file: `P6`, columns, rows and 255 as text, then H×W×3 bytes.
    public static func data(for picture: Picture) -> Data {
        var data = Data("P6\n\(picture.width) \(picture.height)\n255\n".utf8)
        picture.withUnsafeBytes { data.append(contentsOf: $0) }
        return data
    }
}
