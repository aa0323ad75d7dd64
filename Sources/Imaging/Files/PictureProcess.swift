import CLinux
import Files
import Foundation
import PictureReport
import Synchronization

/// The program `glassbox-pictures`, which decodes pictures behind walls; started once, and again if it is gone.
final class PictureProcess: Sendable {
    static let shared = PictureProcess(program: ConfinedProcess.path(of: "glassbox-pictures"))

    private let program: String
    private let server = Mutex<ConfinedServer?>(nil)
    /// Seconds until a picture has to be decoded, on a machine that is busy.
    private static let patience = 300

    /// - Parameter program: another one in tests.
    init(program: String) { self.program = program }

    /// Decodes a picture and lays transparent pixels over white.
    ///
    /// - Parameter reduction: of the sides of a JPEG picture, 1, 2, 4 or 8.
    /// - Throws: ``ImageFault``: `damaged` where the decoder refuses the picture or does not survive it, `noDecoder` where there is
    ///   none.
    func decode(
        _ bytes: UnsafeRawBufferPointer, as kind: PictureRequest.Kind, reduction: Int = 1
    ) throws(ImageFault) -> Picture {
        let request = PictureRequest(kind, pixelLimit: ImageFile.maximumPixelCount, reduction: reduction)
        guard let file = try? MappedFile.memoryFile(of: bytes, path: "") else { throw .noDecoder }
        defer { close(file) }
        let result = linux_memory_file("glassbox-picture")
        guard result >= 0 else { throw .noDecoder }
        defer { close(result) }
        // The second time with a new program: the one that was there may have ended.
        guard ask(request.message, file, result) || ask(request.message, file, result),
            linux_seal(result) == 0
        else { throw .noDecoder }
        guard let answer = try? MappedFile(descriptor: result, path: ""),
            let report = PictureReport(answer.bytes, pixelLimit: request.pixelLimit)
        else { throw .damaged }
        try ImageFault.check(width: report.width, height: report.height)
        return Picture(width: report.width, height: report.height) { destination in
            UnsafeMutableRawBufferPointer(destination).copyMemory(
                from: UnsafeRawBufferPointer(rebasing: answer.bytes[PictureReport.byteCount...]))
        }
    }

    /// - Returns: whether the request was taken and is done, with a result or without.
    private func ask(_ message: String, _ file: Int32, _ result: Int32) -> Bool {
        let server = server.withLock { server in
            if server == nil { server = ConfinedServer(program) }
            return server
        }
        guard let server else { return false }
        let answer = server.ask(message, file: file, result: result, seconds: Self.patience)
        if answer != .done {
            // Whoever comes next starts a new one.
            self.server.withLock { if $0 === server { $0 = nil } }
        }
        return answer == .done
    }
}
