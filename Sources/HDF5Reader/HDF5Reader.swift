import CHDF5
import CLinux
import Glibc
import HDF5Report

/// Reads one HDF5 file for the program that started it, and nothing else.
///
/// libhdf5 is not made for files that mean harm, so it runs here, in a process of its own: few resources, no other
/// files, no plugins. Descriptor 3 is the file, descriptor 4 an empty file for the result. The arguments name the
/// groups at the root that are left out.
@main
enum HDF5Reader {
    private static let input: Int32 = 3
    private static let result: Int32 = 4

    static func main() {
        var status = stat()
        guard fstat(input, &status) == 0 else { exit(EXIT_FAILURE) }
        limitResources(fileSize: Int(status.st_size))
        guard H5open() >= 0, H5PLset_loading_state(0) >= 0, hdf5_silence() >= 0 else { exit(EXIT_FAILURE) }
        let report: HDF5Report
        var end = 0
        do {
            var reading = TreeReading(
                fileSize: Int(status.st_size), omitted: Set(CommandLine.arguments.dropFirst()))
            try reading.readTree(of: try open())
            end = try reading.decode(into: result)
            report = .contents(reading.contents)
        } catch {
            end = 0
            report = .problem(error)
        }
        guard ftruncate(result, end) == 0, write(report.bytes(at: end), at: end) else { exit(EXIT_FAILURE) }
        // libhdf5's own clean-up has nothing to do in a file that was only read.
        _exit(EXIT_SUCCESS)
    }

    /// The one further descriptor is the file's, which libhdf5 opens itself.
    private static func limitResources(fileSize: Int) {
        let decoded = UInt(HDF5Limits.declaredBytes)
        let seconds = UInt(HDF5Limits.seconds(forFileOf: fileSize))
        let isLimited =
            linux_end_with_parent() == 0 && linux_limit_core() == 0
            && linux_limit_file_size(decoded + UInt(2 * HDF5Limits.textBytes)) == 0
            && linux_limit_open_files(UInt(result) + 2) == 0 && linux_limit_processor_time(seconds) == 0
            && linux_limit_address_space(
                UInt(HDF5Limits.addressSpace), UInt(HDF5Limits.addressSpace) + decoded) == 0
        guard isLimited else { exit(EXIT_FAILURE) }
    }

    private static func open() throws(HDF5Problem) -> hid_t {
        let file = hdf5_open_for_reading("/proc/self/fd/\(input)", 0)
        guard file >= 0 else { throw .notReadable }
        return file
    }

    private static func write(_ bytes: [UInt8], at start: Int) -> Bool {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                pwrite(result, $0.baseAddress! + written, bytes.count - written, start + written)
            }
            guard count > 0 else { return false }
            written += count
        }
        return true
    }
}

extension HDF5Problem: Error {}
