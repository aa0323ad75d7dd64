import CCrypto
import CCurl

/// The libraries that download and check files, as they are loaded.
public enum DownloadLibraries {
    /// Names and versions: `libcurl` and `7.88.1`, then OpenSSL, which computes the checksums.
    public static var versions: [(name: String, version: String)] {
        // "libcurl/7.88.1 OpenSSL/3.0.15 …"
        let curl = String(cString: curl_version()).split(separator: " ").first?.split(separator: "/").last
        let crypto = OpenSSL_version(OPENSSL_VERSION_STRING).map { String(cString: $0) }
        return [("libcurl", curl.map(String.init) ?? "unknown"), ("OpenSSL", crypto ?? "unknown")]
    }
}
