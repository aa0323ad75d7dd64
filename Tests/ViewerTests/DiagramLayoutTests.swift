import ModelFormats
import NeuralNetwork
import Testing

@testable import Viewer

@Suite struct DiagramLayoutTests {
    private static func graph(_ name: String) throws -> Graph {
        try ModelCatalogue.load(name, weights: name == "vgg16" ? .random(seed: 1) : .trained).graph
    }

    private static func allGroups(of graph: Graph) -> Set<[String]> {
        Set(graph.nodes.flatMap(DiagramLayout.groups(around:)))
    }

    @Test(arguments: ["efficientnet-lite0", "vgg16-features"])
    func layersAndClosedGroupsDoNotOverlap(name: String) throws {
        let graph = try Self.graph(name)
        for open in [[], Self.allGroups(of: graph)] as [Set<[String]>] {
            let layout = DiagramLayout(graph, open: open, fitting: 1030)
            let leaves = layout.boxes.filter {
                switch $0.content {
                case .layer, .closedGroup: true
                case .openGroup, .block: false
                }
            }
            for (index, box) in leaves.enumerated() {
                #expect(box.frame.x >= 0 && box.frame.maxX <= layout.width)
                #expect(box.frame.y >= 0 && box.frame.maxY <= DiagramLayout.rowHeight)
                #expect(box.frame.height > 40)
                for other in leaves.dropFirst(index + 1) {
                    #expect(!box.frame.overlaps(other.frame), "\(box) and \(other)")
                }
            }
        }
    }

    @Test func groupsHoldTheirLayers() throws {
        let graph = try Self.graph("efficientnet-lite0")
        let layout = DiagramLayout(graph, open: Self.allGroups(of: graph), fitting: 1030)
        let frames = Dictionary(
            uniqueKeysWithValues: layout.boxes.compactMap { box -> ([String], Rect)? in
                if case .openGroup(let path) = box.content { (path, box.frame) } else { nil }
            })
        #expect(frames.count == Self.allGroups(of: graph).count)
        for node in graph.nodes {
            let frame = try #require(layout.frame(ofLayer: node.id))
            for group in DiagramLayout.groups(around: node) {
                let outer = try #require(frames[group])
                #expect(outer.intersection(frame) == frame)
                #expect(frame.y >= outer.y + DiagramLayout.titleHeight)
            }
        }
    }

    @Test(arguments: ["efficientnet-lite0", "vgg16-features"])
    func everyLayerIsFoundAgainUnderItsMiddle(name: String) throws {
        let graph = try Self.graph(name)
        let layout = DiagramLayout(graph, open: Self.allGroups(of: graph), fitting: 1030)
        for node in graph.nodes {
            let frame = try #require(layout.frame(ofLayer: node.id))
            let box = layout.box(at: Point(x: frame.midX, y: frame.midY))
            #expect(box?.content == .layer(node.id))
        }
    }

    @Test func closedGroupsStandForTheirLayers() throws {
        let graph = try Self.graph("efficientnet-lite0")
        let layout = DiagramLayout(graph, open: [], fitting: 1030)
        for node in graph.nodes where !node.scope.isEmpty {
            let frame = try #require(layout.frame(ofLayer: node.id))
            #expect(
                layout.box(at: Point(x: frame.midX, y: frame.midY))?.content == .closedGroup([node.scope[0]]))
        }
    }

    @Test func flatNetworksFitTheirRoom() throws {
        for name in ["vgg16-features"] {
            let layout = DiagramLayout(try Self.graph(name), open: [], fitting: 1030)
            #expect(layout.width <= 1030.5)
            #expect(layout.width > 900)
            #expect(!layout.boxes.contains { if case .closedGroup = $0.content { true } else { false } })
        }
    }

    @Test func skipConnectionsShowOnceTheirBlocksDo() throws {
        let graph = try Self.graph("efficientnet-lite0")
        let additions = graph.nodes.filter { $0.kind == .merge }
        #expect(!additions.isEmpty)
        let opened = DiagramLayout(graph, open: Self.allGroups(of: graph), fitting: 1030)
        #expect(opened.skips.count == additions.count)
        #expect(opened.skips.allSatisfy { $0.start.x < $0.end.x })
        #expect(DiagramLayout(graph, open: [], fitting: 1030).skips.isEmpty)
    }
}

extension DiagramLayoutTests {
    private static func efficientNet() throws -> (graph: Graph, open: Set<[String]>) {
        let graph = try ModelCatalogue.load("efficientnet-lite0", weights: .trained).graph
        return (graph, Set(graph.nodes.flatMap(DiagramLayout.groups(around:))))
    }

    @Test func severalRowsFillAWindow() throws {
        let (graph, open) = try Self.efficientNet()
        let layout = DiagramLayout(graph, open: open, fitting: 1200, rows: 0.75)
        #expect(layout.height > 2 * DiagramLayout.rowHeight)
        #expect(abs(layout.height / layout.width - 0.75) < 0.2)
        for node in graph.nodes {
            let frame = try #require(layout.frame(ofLayer: node.id))
            #expect(frame.x >= 0 && frame.maxX <= layout.width && frame.y >= 0 && frame.maxY <= layout.height)
            let box = layout.box(at: Point(x: frame.midX, y: frame.midY))
            #expect(box?.content == .layer(node.id))
        }
        // Reading order is the network's.
        let places = graph.nodes.compactMap { layout.frame(ofLayer: $0.id) }
        #expect(zip(places, places.dropFirst()).allSatisfy { $0.y < $1.y - 100 || $0.x < $1.x })
    }

    @Test func oneRowStaysWhereItFits() throws {
        let (graph, _) = try Self.efficientNet()
        let layout = DiagramLayout(graph, open: [], fitting: 4000, rows: 0.1)
        #expect(layout.height == DiagramLayout.rowHeight)
    }

    /// As in files of ONNX, where each layer has a group of its own.
    @Test func groupsOfOneLayerAreThatLayer() throws {
        var builder = GraphBuilder(name: "loners", input: [3, 8, 8])
        var last = 0
        for index in 0..<40 {
            builder.scope = index < 38 ? ["features", "relu\(index)"] : ["classifier"]
            last = try builder.add("/layer\(index)/Relu", ActivationLayer(.relu), last)
        }
        let graph = builder.build(logits: nil)
        let layout = DiagramLayout(graph, open: [["features"]], fitting: 1030)
        #expect(layout.loners.count == 38)
        #expect(layout.boxes.count { if case .closedGroup = $0.content { true } else { false } } == 1)
        #expect(Strings.caption(ofLayer: "/features/conv0/Conv", in: []) == "Conv")
    }
}
