import Foundation
import Tensors

extension SafeTensorsFile {
    /// The bytes of a file of 32-bit floats, as the safetensors library reads them.
    ///
    /// - Parameters:
    ///   - tensors: of different names, in the order in which their values are to lie.
    ///   - metadata: what else the file says.
    public static func data(of tensors: [(name: String, tensor: Tensor)], metadata: [String: String] = [:])
        -> Data
    {
        var end = 0
        var fields = tensors.map { name, tensor in
            let start = end
            end += tensor.count * 4
            let shape = tensor.shape.dimensions.map(String.init).joined(separator: ",")
            return
                "\(quoted(name)):{\"dtype\":\"F32\",\"shape\":[\(shape)],\"data_offsets\":[\(start),\(end)]}"
        }
        if !metadata.isEmpty {
            let strings = metadata.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(quoted($0.value))" }
            fields.insert("\"__metadata__\":{\(strings.joined(separator: ","))}", at: 0)
        }
        var header = Data("{\(fields.joined(separator: ","))}".utf8)
        // The values begin at a multiple of 8.
        header.append(Data(repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8))
        var data = Data(capacity: 8 + header.count + end)
        withUnsafeBytes(of: UInt64(header.count).littleEndian) { data.append(contentsOf: $0) }
        data.append(header)
        for (_, tensor) in tensors {
            tensor.withUnsafeBufferPointer { data.append(contentsOf: UnsafeRawBufferPointer($0)) }
        }
        return data
    }

    /// A JSON string.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            default:
                if scalar.value < 0x20 {
                    result += String(format: "\\u%04x", scalar.value)
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }
}
