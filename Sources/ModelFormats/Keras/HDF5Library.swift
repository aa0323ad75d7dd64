/// The library that reads HDF5 files, which only `glassbox-hdf5` loads.
public enum HDF5Library {
    /// Its version, `1.10.8`: the program is started to tell it. Nil where it does not answer as it must.
    public static var version: String? { version(of: HDF5Process.program) }

    /// - Parameter program: stands in for `glassbox-hdf5` in tests.
    static func version(of program: String) -> String? {
        guard let bytes = HDF5Process.output(["--version"], byteCount: 32, program: program),
            bytes.last == 0x0A
        else { return nil }
        let text = String(decoding: bytes.dropLast(), as: UTF8.self)
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 3 && parts.allSatisfy { UInt16($0) != nil } ? text : nil
    }
}
