import CHDF5
import CLinux
import CWalls
import Glibc
import HDF5Report

/// Reads one HDF5 file for the program that started it, and nothing else.
///
/// libhdf5 is not made for files that mean harm, so it runs here, in a process of its own, behind walls that it raises before it
/// looks at the file: few resources, no files, no plugins, few system calls. Descriptor 3 holds the file, descriptor 4 is an empty file for the result. The arguments are where the HDF5
/// file starts and ends in descriptor 3, how many bytes may be decoded, and the groups at its root that are left out.
/// `--version` alone prints the library's.
@main
enum HDF5Reader {
    private static let input: Int32 = 3
    private static let result: Int32 = 4

    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        if Array(arguments) == ["--version"] { printVersion() }
        guard arguments.count >= 3, let start = Int(arguments[1]), let end = Int(arguments[2]),
            let limit = Int(arguments[3]),
            let bytes = map(start, end)
        else { exit(EXIT_FAILURE) }
        limitResources(byteCount: bytes.count)
        guard H5open() >= 0, H5PLset_loading_state(0) >= 0, hdf5_silence() >= 0,
            walls_raise(result + 1) >= 0
        else { exit(EXIT_FAILURE) }
        let report: HDF5Report
        var decoded = 0
        do throws(HDF5Problem) {
            let file = hdf5_open_bytes(bytes.baseAddress, bytes.count)
            guard file >= 0 else { throw HDF5Problem.notReadable }
            var reading = TreeReading(
                fileSize: bytes.count, limit: min(limit, HDF5Limits.declaredBytes),
                omitted: Set(arguments.dropFirst(3)))
            try reading.readTree(of: file)
            decoded = try reading.decode(into: result)
            report = .contents(reading.contents)
        } catch {
            report = .problem(error)
        }
        guard ftruncate(result, decoded) == 0, write(report.bytes(at: decoded), at: decoded) else {
            exit(EXIT_FAILURE)
        }
        // libhdf5's own clean-up has nothing to do in a file that was only read.
        _exit(EXIT_SUCCESS)
    }

    private static func printVersion() -> Never {
        var (major, minor, release): (UInt32, UInt32, UInt32) = (0, 0, 0)
        guard H5get_libversion(&major, &minor, &release) >= 0 else { exit(EXIT_FAILURE) }
        print("\(major).\(minor).\(release)")
        exit(EXIT_SUCCESS)
    }

    /// Maps the file, which need not start where a page does.
    private static func map(_ start: Int, _ end: Int) -> UnsafeMutableRawBufferPointer? {
        var status = stat()
        guard fstat(input, &status) == 0, start >= 0, start < end, end <= Int(status.st_size) else {
            return nil
        }
        let lead = start % (1 << 16)
        guard let pages = mmap(nil, end - start + lead, PROT_READ, MAP_PRIVATE, input, start - lead),
            pages != MAP_FAILED
        else { return nil }
        return UnsafeMutableRawBufferPointer(start: pages + lead, count: end - start)
    }

    /// No further file can be opened.
    private static func limitResources(byteCount: Int) {
        let decoded = UInt(HDF5Limits.declaredBytes)
        let space = UInt(HDF5Limits.addressSpace + byteCount)
        let isLimited =
            linux_end_with_parent() == 0 && linux_limit_core() == 0
            && linux_limit_file_size(decoded + UInt(2 * HDF5Limits.textBytes)) == 0
            && linux_limit_open_files(UInt(result) + 1) == 0
            && linux_limit_processor_time(UInt(HDF5Limits.seconds(forFileOf: byteCount))) == 0
            && linux_limit_address_space(space, space + decoded) == 0
        guard isLimited else { exit(EXIT_FAILURE) }
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
