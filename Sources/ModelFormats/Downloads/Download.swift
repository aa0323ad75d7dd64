import Files
import Foundation
import NeuralNetwork
import Tensors
import Words

/// Brings a published file to this machine: what was begun goes on, and only a file with the published checksum gets
/// its name.
public struct Download {
    private let name: String
    private let file: RemoteFile
    private let target: String
    private let address: String
    private let host: String
    private let stallLimit: Duration
    private let authorities: String?

    /// - Parameters:
    ///   - name: of the network, for messages.
    ///   - folder: where the file is to be.
    ///   - environment: `GLASSBOX_MIRROR` replaces the publisher's server, `GLASSBOX_STALL_SECONDS` the 30 seconds
    ///     after which a silent server is given up, `SSL_CERT_FILE` the system's trusted certificates.
    /// - Throws: ``DownloadError`` when the mirror is no address.
    public init(
        _ file: RemoteFile, named name: String, to folder: String = ModelCache.folder,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(DownloadError) {
        self.name = name
        self.file = file
        target = ModelCache.place(of: file, in: folder)
        address = try Mirror(environment, for: name)?.address(of: file.address) ?? file.address
        let components = URLComponents(string: address)
        host = (components?.host ?? address) + (components?.port.map { ":\($0)" } ?? "")
        stallLimit =
            environment["GLASSBOX_STALL_SECONDS"].flatMap(Double.init).map { .seconds($0) } ?? .seconds(30)
        authorities = environment["SSL_CERT_FILE"]
    }

    /// Downloads what is missing, verifies it and gives it its name.
    ///
    /// - Parameters:
    ///   - cancellation: heeded within a tenth of a second; what has arrived is kept for the next time.
    ///   - progress: told about ten times a second, on the caller's thread.
    /// - Returns: the path of the file.
    /// - Throws: ``DownloadError``, ``FileError``, `CancellationError`.
    public func run(
        cancellation: Cancellation? = nil, progress: @escaping (DownloadProgress) -> Void = { _ in }
    ) throws -> String {
        if try isHere() { return target }
        let part: PartialFile
        do {
            part = try PartialFile(of: target)
        } catch is PartialFile.InUse {
            throw error(.inUse)
        }
        if try isHere() {
            part.discard()
            return target
        }
        try bring(part, cancellation, progress)
        try verify(part, cancellation, progress)
        try part.complete()
        return target
    }

    /// - Throws: ``FileError`` where something else stands in the file's place.
    private func isHere() throws(FileError) -> Bool {
        var status = stat()
        guard stat(target, &status) == 0 else { return false }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .cannotWrite(
                target,
                reason: status.st_mode & S_IFMT == S_IFDIR ? "it is a folder" : "it is not a regular file")
        }
        return true
    }

    private var publishedSize: Int? {
        if case .exactly(let count) = file.size { count } else { nil }
    }

    private func bring(
        _ part: PartialFile, _ cancellation: Cancellation?, _ progress: @escaping (DownloadProgress) -> Void
    ) throws {
        if part.byteCount > 0, part.byteCount == publishedSize { return }
        if part.validator == nil || part.byteCount >= publishedSize ?? .max {
            try part.restart(validator: nil)
        }
        let reception = Reception(of: self, into: part, progress)
        let response = try reception.run(cancellation)
        switch response.status {
        case 200, 206: return
        case 416 where response.total == part.byteCount && publishedSize == nil: return
        case 416 where part.byteCount > 0:
            try part.restart(validator: nil)
            try bring(part, cancellation, progress)
        default: throw error(.status(response.status, address: address))
        }
    }

    private func verify(
        _ part: PartialFile, _ cancellation: Cancellation?, _ progress: (DownloadProgress) -> Void
    ) throws {
        progress(
            DownloadProgress(received: part.byteCount, total: part.byteCount, rate: nil, isVerifying: true))
        let found = try file.checksum.digits(of: part.contents(), cancellation: cancellation)
        guard found == file.checksum.digits else {
            part.discard()
            throw error(
                .checksum(algorithm: file.checksum.algorithm, found: found, published: file.checksum.digits))
        }
    }

    private func error(_ reason: DownloadError.Reason) -> DownloadError {
        DownloadError(name: name, host: host, reason: reason)
    }
}

extension Download {
    /// What happens while one response arrives.
    private final class Reception {
        private let download: Download
        private let part: PartialFile
        private let progress: (DownloadProgress) -> Void
        private var rate = TransferRate()
        private var total: Int?
        private var hasBegun = false
        private var lastReport = ContinuousClock.now

        init(
            of download: Download, into part: PartialFile, _ progress: @escaping (DownloadProgress) -> Void
        ) {
            self.download = download
            self.part = part
            self.progress = progress
        }

        func run(_ cancellation: Cancellation?) throws -> Transfer.Response {
            let transfer = Transfer(
                download.address, from: part.byteCount, validator: part.validator,
                authorities: download.authorities)
            do {
                let response = try transfer.run(
                    stallLimit: download.stallLimit, cancellation: cancellation, receive: take)
                if response.status == 200 || response.status == 206 { try end(response) }
                return response
            } catch let failure as Transfer.Failure {
                throw download.error(reason(of: failure))
            }
        }

        private func take(_ bytes: UnsafeRawBufferPointer, _ response: Transfer.Response) throws {
            if !hasBegun { try begin(response) }
            let most = min(total ?? .max, download.file.size.most)
            guard part.byteCount + bytes.count <= most else {
                part.discard()
                throw download.error(.size(found: part.byteCount + bytes.count, published: most))
            }
            try part.append(bytes)
            let now = ContinuousClock.now
            guard now - lastReport > .milliseconds(100) else { return }
            lastReport = now
            report()
        }

        private func begin(_ response: Transfer.Response) throws {
            hasBegun = true
            let isContinued = response.status == 206 && response.start == part.byteCount
            if response.status == 206, !isContinued {
                part.discard()
                throw download.error(.otherPart)
            }
            total = isContinued ? response.total : response.length
            if let total, let published = download.publishedSize, total != published {
                part.discard()
                throw download.error(.size(found: total, published: published))
            }
            total = total ?? download.publishedSize
            if let total, total > download.file.size.most {
                throw download.error(.size(found: total, published: download.file.size.byteCount))
            }
            if !isContinued { try part.restart(validator: response.validator) }
            try checkSpace()
            report()
        }

        private func end(_ response: Transfer.Response) throws {
            if !hasBegun { try begin(response) }
            report()
            if let total, part.byteCount < total {
                throw download.error(.brokenOff(received: part.byteCount, expected: total))
            }
        }

        private func checkSpace() throws {
            guard let total else { return }
            let (missing, free) = (total - part.byteCount, part.freeSpace)
            if missing > free {
                throw FileError.cannotWrite(
                    download.target,
                    reason: WriteObstacle.tooLittleSpace(missing: missing, free: free).words)
            }
        }

        private func report() {
            rate.add(part.byteCount)
            progress(
                DownloadProgress(received: part.byteCount, total: total, rate: rate.bytesPerSecond))
        }

        private func reason(of failure: Transfer.Failure) -> DownloadError.Reason {
            switch failure {
            case .unknownHost: .unknownHost
            case .noConnection: .noConnection
            case .certificate(let reason): .certificate(reason)
            case .plainRedirect(let address): .plainRedirect(to: address)
            case .brokenOff:
                .brokenOff(received: part.byteCount, expected: total ?? download.file.size.byteCount)
            case .slow: .slow(received: part.byteCount)
            case .stalled:
                .stalled(
                    seconds: Int((download.stallLimit / .seconds(1)).rounded()), received: part.byteCount)
            case .other(let reason): .other(reason)
            }
        }
    }
}
