import Imaging
import NeuralNetwork
import Tensors
import Testing

@testable import Viewer

extension OffScreenTests {
    /// The network in the whole window.
    @Suite struct WholeGraph {
        @Test func opensFillsTheWindowAndCloses() throws {
            let window = try OffScreen(state: Viewer.initialState(ViewerOptions(language: "en")))
            window.complete()
            let before = window.screen.state.diagram
            window.perform(.toggleGraph)
            #expect(window.screen.state.showsGraph)
            let layout = try #require(window.screen.state.layout)
            #expect(layout.height > DiagramLayout.rowHeight)
            let layers = try #require(window.screen.scene?.controls.filter { $0.name.hasPrefix("layer.") })
            #expect(layers.count == window.screen.state.model?.graph.nodes.count)
            #expect(layers.allSatisfy { $0.pans })
            let facts = try #require(window.screen.state.facts)
            #expect(facts.layer == window.screen.state.layer?.name)
            window.perform(.closeOrCancel)
            #expect(!window.screen.state.showsGraph && window.screen.state.diagram == before)
        }

        @Test func zoomKeepsWhatLiesUnderThePointer() throws {
            let window = try OffScreen(state: Viewer.initialState(ViewerOptions(language: "en")))
            window.complete()
            window.perform(.toggleGraph)
            window.screen.arranged {
                for _ in 0..<6 { window.screen.state.zoom(by: 1.25, around: nil) }
                let diagram = window.screen.state.diagram
                let view = Layout.diagram
                let point = Point(x: view.x + view.width * 0.6, y: view.y + view.height * 0.4)
                func place(_ diagram: ViewerState.Diagram) -> (Double, Double) {
                    (
                        diagram.scroll.x + (point.x - view.x) / diagram.zoom,
                        diagram.scroll.y + (point.y - view.y) / diagram.zoom
                    )
                }
                window.screen.state.zoom(by: 1.25, around: point)
                let (one, other) = (place(diagram), place(window.screen.state.diagram))
                #expect(abs(one.0 - other.0) < 1e-6 && abs(one.1 - other.1) < 1e-6)
                #expect(window.screen.state.scrollsDown)
                _ = window.screen.state.perform(.scrollDiagram(Point(x: -1e6, y: -1e6)))
                #expect(window.screen.state.diagram.scroll == Point(x: 0, y: 0))
            }
            window.screen.draw()
            #expect(window.screen.scene?.controls.contains { $0.name == "minimap" } == true)
        }
    }
}

@Suite struct LayerFactsTests {
    @Test func whatAConvolutionHolds() throws {
        var builder = GraphBuilder(name: "one", input: [1, 4, 4])
        let weights = Tensor(Shape([2, 1, 3, 3]), (0..<18).map(Float.init))
        let window = Window([3, 3])
        let convolution = Convolution(weights: weights, bias: Tensor(Shape([2]), [1, 2]), window: window)
        let layer = try builder.add("conv", convolution, builder.input)
        let facts = LayerFacts(builder.build(logits: nil).nodes[layer])
        #expect(facts.parameters.map(\.name) == ["weights", "bias"])
        #expect(facts.parameters[0].statistics.greatest == 17)
        #expect(facts.settings.contains(.init(name: "kernel size", value: "3, 3")))
        #expect(facts.settings.contains(.init(name: "groups", value: "1")))
    }
}
