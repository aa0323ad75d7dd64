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
                #expect(box.frame.y >= 0 && box.frame.maxY <= DiagramLayout.height)
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
