// swift-tools-version: 6.0
import PackageDescription

let package = Package(
    name: "Glassbox",
    products: [.executable(name: "glassbox", targets: ["glassbox"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        .systemLibrary(name: "COneDNN"),
        .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas"),
        .systemLibrary(name: "CSDL2", pkgConfig: "sdl2"),

        .target(name: "Tensors", dependencies: ["COpenBLAS"]),
        .target(name: "NeuralNetwork", dependencies: ["Tensors", "COneDNN"]),
        .target(name: "Imaging", dependencies: ["Tensors", "CSDL2"]),
        .target(name: "ModelFormats", dependencies: ["NeuralNetwork", "Imaging"]),
        .target(name: "Explanations", dependencies: ["ModelFormats"]),
        .target(
            name: "Viewer",
            dependencies: ["Explanations", "CSDL2", .product(name: "Logging", package: "swift-log")]),
        .executableTarget(
            name: "glassbox",
            dependencies: [
                "Viewer",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ]),

        .testTarget(name: "TensorsTests", dependencies: ["Tensors"]),
        // Sums over millions of values, which take minutes without optimisation.
        .target(
            name: "GoldenData", dependencies: ["ModelFormats"], path: "Tests/GoldenDataReader",
            swiftSettings: [.unsafeFlags(["-O"])]),
        .testTarget(name: "NeuralNetworkTests", dependencies: ["NeuralNetwork", "GoldenData"]),
        .testTarget(name: "ImagingTests", dependencies: ["Imaging"]),
        .testTarget(name: "ModelFormatsTests", dependencies: ["ModelFormats", "GoldenData"]),
        .testTarget(name: "ExplanationsTests", dependencies: ["Explanations", "GoldenData"]),
        .testTarget(name: "ViewerTests", dependencies: ["Viewer"]),
        .testTarget(name: "glassboxTests", dependencies: ["glassbox"]),
    ],
    swiftLanguageModes: [.v6]
)
