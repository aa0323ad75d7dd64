import CCurl
import Foundation
import NeuralNetwork

/// One request for a file, with libcurl on the caller's thread, so that a slow disk slows the sender down.
///
/// Redirects are followed to https addresses only.
final class Transfer {
    /// What a server says before it sends a body, without redirects.
    struct Response: Equatable {
        var status = 0
        /// Bytes of the body.
        var length: Int?
        /// Where a part begins in the file; nil for a whole file.
        var start: Int?
        /// The bytes of the whole file that a part belongs to.
        var total: Int?
        /// What `If-Range` takes: a strong entity tag, else the time of the last change (RFC 9110, section 13.1.5).
        var validator: String?
        fileprivate var location: String?
    }

    /// Why no response or no whole body came.
    enum Failure: Error, Equatable {
        case unknownHost
        case noConnection
        case certificate(String)
        case plainRedirect(String)
        case brokenOff
        case stalled
        /// Less came than the least rate.
        case slow
        /// What libcurl says of anything else.
        case other(String)
    }

    /// Bytes a second that a server has to send, on average over twice the time that it may be silent.
    static let leastRate = 1000

    private let handle: OpaquePointer
    private var headers: UnsafeMutablePointer<curl_slist>?
    private var response = Response()
    private var lastSign = ContinuousClock.now
    /// What came since a while ago.
    private var recent: (since: ContinuousClock.Instant, byteCount: Int) = (.now, 0)
    private var receive: (UnsafeRawBufferPointer, Response) throws -> Void = { _, _ in }
    private var refusal: (any Error)?

    /// A body that is no file: the transfer ends.
    private struct UnwantedBody: Error {}

    /// - Parameters:
    ///   - address: https, or http for a mirror.
    ///   - offset: bytes of the file that are here already.
    ///   - validator: of the file that those bytes belong to; needed where `offset` is not 0.
    ///   - authorities: a file of the certificates that are trusted; nil for the system's.
    init(_ address: String, from offset: Int = 0, validator: String? = nil, authorities: String? = nil) {
        guard let handle = curl_easy_init() else { preconditionFailure("libcurl gives no handle") }
        self.handle = OpaquePointer(handle)
        set(CURLOPT_URL, address)
        set(CURLOPT_USERAGENT, "glassbox")
        set(CURLOPT_NOSIGNAL, 1)
        // libcurl's own standard, said where it can be read.
        set(CURLOPT_SSL_VERIFYPEER, 1)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        set(CURLOPT_FOLLOWLOCATION, 1)
        set(CURLOPT_MAXREDIRS, 5)
        set(CURLOPT_BUFFERSIZE, 1 << 18)
        _ = curl_set_protocols(handle, address.hasPrefix("http:") ? 1 : 0)
        curl_set_quick_exit(handle)
        if let authorities { set(CURLOPT_CAINFO, authorities) }
        if offset > 0, let validator {
            set(CURLOPT_RANGE, "\(offset)-")
            headers = curl_slist_append(nil, "If-Range: \(validator)")
            _ = curl_set_headers(handle, headers)
        }
    }

    deinit {
        curl_easy_cleanup(UnsafeMutableRawPointer(handle))
        curl_slist_free_all(headers)
    }

    /// Asks and waits for the whole body.
    ///
    /// - Parameters:
    ///   - stallLimit: how long nothing at all may come.
    ///   - cancellation: heeded within a tenth of a second.
    ///   - receive: takes the body of a response with status 200 or 206 in pieces.
    /// - Returns: the response, whatever its status.
    /// - Throws: ``Failure``, `CancellationError`, what `receive` throws.
    func run(
        stallLimit: Duration, cancellation: Cancellation?,
        receive: @escaping (UnsafeRawBufferPointer, Response) throws -> Void
    ) throws -> Response {
        self.receive = receive
        defer { self.receive = { _, _ in } }
        _ = curl_set_receivers(
            UnsafeMutableRawPointer(handle),
            { bytes, _, count, context in Transfer.of(context).takeHeader(bytes, count) },
            { bytes, _, count, context in Transfer.of(context).takeBody(bytes, count) },
            Unmanaged.passUnretained(self).toOpaque())
        let code = try drive(stallLimit: stallLimit, cancellation: cancellation)
        if let refusal, !(refusal is UnwantedBody) { throw refusal }
        guard code == CURLE_OK || refusal != nil else { throw failure(code) }
        return response
    }

    private func drive(stallLimit: Duration, cancellation: Cancellation?) throws -> CURLcode {
        guard let multi = curl_multi_init() else { preconditionFailure("libcurl gives no handle") }
        let handle = UnsafeMutableRawPointer(handle)
        curl_multi_add_handle(multi, handle)
        defer {
            curl_multi_remove_handle(multi, handle)
            curl_multi_cleanup(multi)
        }
        lastSign = .now
        recent = (.now, 0)
        var running: Int32 = 1
        while true {
            let state = curl_multi_perform(multi, &running)
            guard state == CURLM_OK else { throw Failure.other(String(cString: curl_multi_strerror(state))) }
            if running == 0 { return CURLcode(UInt32(max(0, curl_transfer_result(multi)))) }
            try cancellation?.check()
            guard ContinuousClock.now - lastSign < stallLimit else { throw Failure.stalled }
            let elapsed = ContinuousClock.now - recent.since
            if elapsed > stallLimit * 2 {
                guard Double(recent.byteCount) >= Double(Self.leastRate) * (elapsed / .seconds(1)) else {
                    throw Failure.slow
                }
                recent = (.now, 0)
            }
            curl_multi_poll(multi, nil, 0, 50, nil)
        }
    }

    private func failure(_ code: CURLcode) -> Failure {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .unknownHost
        case CURLE_COULDNT_CONNECT: .noConnection
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CERTPROBLEM:
            .certificate(String(cString: curl_easy_strerror(code)))
        case CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING, CURLE_HTTP2,
            CURLE_HTTP2_STREAM:
            .brokenOff
        case CURLE_OPERATION_TIMEDOUT: .stalled
        case CURLE_UNSUPPORTED_PROTOCOL where response.location != nil: .plainRedirect(response.location!)
        default: .other(String(cString: curl_easy_strerror(code)))
        }
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> Transfer {
        Unmanaged<Transfer>.fromOpaque(context!).takeUnretainedValue()
    }

    private func takeHeader(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        lastSign = .now
        let line = String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
        if line.hasPrefix("HTTP/") {
            response = Response()
            response.status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        } else if let colon = line.firstIndex(of: ":") {
            response.take(
                line[..<colon].lowercased(),
                line[line.index(after: colon)...].trimmingCharacters(in: .whitespacesAndNewlines))
        }
        return count
    }

    private func takeBody(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        lastSign = .now
        do {
            guard response.status == 200 || response.status == 206 else { throw UnwantedBody() }
            try receive(UnsafeRawBufferPointer(start: bytes, count: count), response)
            recent.byteCount += count
            // Writing took its own time.
            lastSign = .now
            return count
        } catch {
            refusal = error
            return 0
        }
    }

    private func set(_ option: CURLoption, _ text: String) {
        _ = curl_set_text(UnsafeMutableRawPointer(handle), option, text)
    }

    private func set(_ option: CURLoption, _ number: Int) {
        _ = curl_set_number(UnsafeMutableRawPointer(handle), option, number)
    }
}

extension Transfer.Response {
    fileprivate mutating func take(_ name: String, _ value: String) {
        switch name {
        case "content-length": length = Int(value)
        case "content-range":
            // bytes 100-199/1000, or bytes */1000
            let parts = value.split(whereSeparator: { " -/".contains($0) })
            start = parts.dropFirst().first.flatMap { Int($0) }
            total = parts.last.flatMap { Int($0) }
        case "etag" where value.hasPrefix("\""): validator = value
        case "last-modified" where validator == nil: validator = value
        case "location": location = value
        default: break
        }
    }
}
