import Testing

@testable import ModelFormats

@Suite struct MirrorTests {
    private func mirror(_ named: String?) throws -> Mirror? {
        try Mirror(named.map { ["GLASSBOX_MIRROR": $0] } ?? [:], for: "resnet18")
    }

    @Test func replacesSchemeAndHost() throws {
        let original = "https://download.pytorch.org/models/resnet18-f37072fd.pth"
        for (named, address) in [
            ("https://mirror.example.org", "https://mirror.example.org/models/resnet18-f37072fd.pth"),
            ("http://10.0.0.1:8000/", "http://10.0.0.1:8000/models/resnet18-f37072fd.pth"),
            ("http://school.test/glassbox//", "http://school.test/glassbox/models/resnet18-f37072fd.pth"),
        ] {
            #expect(try mirror(named)?.address(of: original) == address)
        }
    }

    @Test func thereNeedBeNone() throws {
        #expect(try mirror(nil) == nil)
        #expect(try mirror("") == nil)
    }

    @Test(arguments: [
        "mirror.example.org", "ftp://mirror.example.org", "https://", "file:///etc", "https://a.test/?q=1",
        "https://a b",
    ])
    func otherThingsAreNoMirror(_ named: String) {
        #expect {
            try mirror(named)
        } throws: {
            "\($0)"
                == "GLASSBOX_MIRROR is no address of a server: \(named); it looks like https://mirror.example.org."
        }
    }
}
