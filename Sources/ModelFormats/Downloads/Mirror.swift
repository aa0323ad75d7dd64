import Foundation

/// A server that has the catalogue's files under the same paths as their publishers, for example a school's.
///
/// It may be asked without encryption: the checksums of the catalogue hold for its files, too.
struct Mirror: Equatable {
    /// Scheme, host and what goes before every path, without a slash at the end.
    let base: String

    /// What `GLASSBOX_MIRROR` names, or nil.
    ///
    /// - Throws: ``DownloadError/Reason/mirror(_:)``.
    init?(_ environment: [String: String], for name: String) throws(DownloadError) {
        guard let named = environment["GLASSBOX_MIRROR"], !named.isEmpty else { return nil }
        guard let address = URLComponents(string: named), ["http", "https"].contains(address.scheme),
            address.host?.isEmpty == false, address.query == nil, address.fragment == nil
        else {
            throw DownloadError(name: name, host: "", reason: .mirror(named))
        }
        base = String(named.reversed().drop { $0 == "/" }.reversed())
    }

    /// Where the mirror has the file that its publisher has at `address`.
    func address(of address: String) -> String {
        base + (URLComponents(string: address)?.path ?? "")
    }
}
