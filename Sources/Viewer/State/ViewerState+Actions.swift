import Explanations
import ModelFormats
import Words

extension ViewerState {
    /// Remembers what was chosen before an action, and forgets what the choices that it changed were about.
    mutating func remember(_ before: Choices, changedBy action: Action) {
        let isSameSetting = action.option != nil && action.option == lastOption
        lastOption = action.option
        guard choices != before else { return }
        let isStep = action == .undo || action == .redo || action.isOfLesson
        var sameAnswer = before
        sameAnswer.hiddenSuperpixels = choices.hiddenSuperpixels
        if choices != sameAnswer, !isAboutDisplay(action) {
            if !isStep { choices.hiddenSuperpixels = [] }
            highlighted = nil
            if !action.isOfLesson { stage = 0 }
        }
        if !isStep, !isSameSetting { history.record(before) }
    }

    /// Whether it only changes how the same answer is shown.
    private func isAboutDisplay(_ action: Action) -> Bool {
        mode.options.contains { $0.name == action.option && $0.stage == .display }
    }

    /// Changes what is wanted.
    mutating func change(_ action: Action) -> Consequence {
        switch action {
        case .chooseLayer(let id): return choose(layer: id)
        case .nextLayer: return choose(layer: (layer?.id ?? -1) + 1)
        case .previousLayer: return choose(layer: (layer?.id ?? 1) - 1)
        case .chooseMode(let index):
            return choose(mode: index)
        case .chooseClass(let index): return choose(classIndex: index)
        case .explain(let target): return choose(target: target)
        case .contrast(let index): return contrast(with: index)
        case .nextClass: return step(by: 1)
        case .previousClass: return step(by: -1)
        case .nextPage: return turnPage(by: 1)
        case .previousPage: return turnPage(by: -1)
        case .setOption(let name, let value): return set(option: name, to: value)
        case .setSeed(let seed):
            guard seed != choices.seed else { return .redraw }
            choices.seed = seed
            return .request
        case .toggleGroup(let path): toggleGroup(path)
        case .zoomIn: zoom(by: 1.25, around: nil)
        case .zoomOut: zoom(by: 0.8, around: nil)
        case .fitDiagram: fitDiagram()
        case .scrollDiagram(let distance): scrollDiagram(by: distance)
        case .centreDiagram(let place): centreDiagram(at: place)
        case .toggleGraph:
            toggleGraph()
            return .rearrange
        case .nextPhoto: return showPhoto(at: choices.photoIndex + 1)
        case .previousPhoto: return showPhoto(at: choices.photoIndex - 1)
        case .showPhoto(let index): return showPhoto(at: index)
        case .closePhoto: return closePhoto()
        case .open(let paths, let origin): return .look(.open(paths, origin))
        case .cancelDownload: return .cancelDownload
        case .fetch(let name): return fetch(ModelChoice(name))
        case .enlarge(let channel):
            choices.enlargedChannel = channel
            return .request
        case .pin(let channel):
            choices.pinnedChannel = choices.pinnedChannel == channel ? nil : channel
            return .request
        case .toggleBrush: return toggleBrush()
        case .choosePaint(let paint): return choose(paint: paint)
        case .resizeBrush(let factor): return resizeBrush(by: factor)
        case .paint(let place): return paint(at: place)
        case .clearPainting: return clearPainting()
        case .select(let place): return select(to: place)
        case .endSelection: return endSelection()
        case .lookFrom(let row, let column): return look(fromRow: row, column: column)
        case .vary(let variation): return vary(variation)
        case .toggleArithmetic: return toggleArithmetic()
        case .inspect(let place): return inspect(place, pins: false)
        case .pinElement(let place): return inspect(place, pins: true)
        case .stepElement(let rows, let columns): return stepElement(rows: rows, columns: columns)
        case .playElements: return playElements()
        case .changePace(let factor): return changePace(factor)
        case .toggleSuperpixel(let superpixel):
            if choices.hiddenSuperpixels.remove(superpixel) == nil {
                choices.hiddenSuperpixels.insert(superpixel)
            }
            return .request
        case .showAllSuperpixels:
            choices.hiddenSuperpixels = []
            return .request
        case .highlight(let place): highlighted = place
        case .showStage(let stage):
            guard stage != self.stage else { return .redraw }
            self.stage = stage
            return .request
        case .compare(let comparison): return compare(comparison)
        case .openCompared(let place): return openCompared(place)
        case .evaluate(let metric):
            card = nil
            if metric != nil, let obstacle = Evaluation.obstacle(for: mode) {
                notice = obstacle.words
            }
            guard metric != choices.metric else { return .redraw }
            choices.metric = metric
            choices.comparison = nil
            return .request
        case .toggleComparedMethod(let name): return toggleCompared(name)
        case .undo: return restore(history.back(from: choices))
        case .redo: return restore(history.forward(from: choices))
        case .toggleDark: preferences.appearance.isDark.toggle()
        case .toggleLarge: preferences.appearance.letters = preferences.appearance.letters.next
        case .train(let action): return train(action)
        case .film(let action): return show(action)
        case .set(let action): return study(action)
        case .video(let action): return change(action)
        case .toggleContrast: preferences.appearance.hasHighContrast.toggle()
        case .toggleMotion:
            preferences.hasReducedMotion.toggle()
            notice = preferences.hasReducedMotion ? Strings.lessMotion : Strings.usualMotion
        case .present: return present()
        case .nextSession: return showSession(by: 1)
        case .previousSession: return showSession(by: -1)
        case .toggleFullScreen: return .toggleFullScreen
        case .export(let export): return ask(export)
        case .paste: return .paste
        case .notify(let sentence): notice = sentence
        case .closeNotice: notice = nil
        case .goOn: return activity == .paused ? .goOn : .redraw
        case .closeOrCancel: return closeOrCancel()
        case .quit: return .quit
        case .closeCard: card = nil
        // What cards do is up to them.
        case .toggle, .type, .deleteBackwards, .step, .take, .browse, .describe, .rememberSettings,
            .clearSettings, .nextStep, .previousStep, .showStep, .leaveLesson:
            break
        }
        return .redraw
    }

    private mutating func restore(_ earlier: Choices?) -> Consequence {
        guard let earlier else {
            notice = Strings.nothingToUndo
            return .redraw
        }
        choices = earlier
        isModeAutomatic = false
        card = nil
        revealLayer()
        return .request
    }

    private mutating func set(option name: String, to value: String) -> Consequence {
        var values = options
        guard (try? values.set(name, to: value, for: mode)) != nil, values != options else { return .redraw }
        choices.optionValues[mode.name] = values
        return .request
    }

    private mutating func closeOrCancel() -> Consequence {
        if card != nil {
            card = nil
        } else if isPresenting {
            return present()
        } else if showsGraph {
            toggleGraph()
            return .rearrange
        } else if playingVideo != nil {
            return change(.play)
        } else if activity == .working {
            return .pauseWork
        } else if docked != nil {
            docked = nil
            return .rearrange
        } else if brush != nil {
            brush = nil
        } else if inspection != nil, inspectableMap != nil {
            return toggleArithmetic()
        } else if choices.enlargedChannel != nil {
            choices.enlargedChannel = nil
            return .request
        } else if choices.comparison != nil {
            return compare(nil)
        } else if choices.metric != nil {
            return change(.evaluate(nil))
        } else if notice != nil {
            notice = nil
        } else if lessonRun != nil {
            return leaveLesson()
        } else if focus != nil {
            focus = nil
        } else {
            notice = Strings.howToQuit
        }
        return .redraw
    }
}

extension Action {
    /// Whether it goes through a lesson, which is no choice of the person's.
    fileprivate var isOfLesson: Bool {
        switch self {
        case .nextStep, .previousStep, .showStep, .leaveLesson: true
        default: false
        }
    }

    /// The setting that it changes, so that a drag counts as one step.
    fileprivate var option: String? {
        switch self {
        case .setOption(let name, _): name
        // A stroke is one step, however many points it has.
        case .paint: "paint"
        case .vary: "vary"
        case .film: "film"
        case .video: "video"
        default: nil
        }
    }
}
