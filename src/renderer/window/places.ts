/** Lets pages float over the canvas, fill the window, and go back to where they are docked. */
import { isPanelShown, isSide, placeOf, useLayoutStore } from './layout-store'
import type { Frame, PageName, Place } from './layout-store'
import { sideWidths } from './side-panels'
import type { SideName } from './side-panels'

type Places = Readonly<Partial<Record<PageName, Place>>>

/** Where the first one floats, and how far from it the next. */
const FIRST: Frame = { left: 32, top: 72, width: 460, height: 320 }
const NEXT = 28
/** A side is narrow and tall. */
const SIDE = { width: 300, height: 420 }

/** Lets it float, where it did last. */
export function floatPage(name: PageName): void {
  place(name, (places) => ({ frame: places[name]?.frame ?? firstFrame(name, places), full: false }))
  if (isSide(name))
    useLayoutStore.setState(({ panels }) => ({ panels: { ...panels, [name]: true }, pageWanted: name }))
  else useLayoutStore.setState({ pageWanted: name })
}

/** Whether it is seen, and not docked. */
export function isFloating(name: SideName): boolean {
  const state = useLayoutStore.getState()
  return isPanelShown(state, name) && placeOf(state, name) !== null
}

/** Lets it float, or docks it where it does. */
export function switchFloats(name: SideName): void {
  if (isFloating(name)) dockPage(name)
  else floatPage(name)
}

/** Lets it fill all that is below the top bar, or, where it does, stand where it stood before. */
export function fillPage(name: PageName): void {
  const before = useLayoutStore.getState().places[name]
  if (before?.full === true && before.frame === null) return dockPage(name)
  place(name, () => ({ frame: before?.frame ?? null, full: before?.full !== true }))
  useLayoutStore.setState({ pageWanted: name })
}

/** Puts it back to where it is docked. */
export function dockPage(name: PageName): void {
  useLayoutStore.setState(({ places, panels, asked }) => {
    const { [name]: _, ...others } = places
    return isSide(name)
      ? {
          places: others,
          panels: { ...panels, [name]: true },
          asked: [...asked.filter((side) => side !== name), name],
        }
      : { places: others, panels: { ...panels, bottom: true }, bottomTab: name }
  })
}

/** Puts all of them back. */
export function dockAll(): void {
  useLayoutStore.setState({ places: {} })
}

/** Takes it before the others. */
export function raisePage(name: PageName): void {
  if (Object.keys(useLayoutStore.getState().places).at(-1) === name) return
  place(name, (places) => places[name])
}

/** Lets it float there. */
export function movePage(name: PageName, frame: Frame): void {
  place(name, () => ({ frame, full: false }))
}

function place(name: PageName, make: (places: Places) => Place | undefined): void {
  useLayoutStore.setState(({ places }) => {
    const made = make(places)
    if (made === undefined) return {}
    const { [name]: _, ...others } = places
    return { places: { ...others, [name]: made } }
  })
}

function firstFrame(name: PageName, places: Places): Frame {
  const away = NEXT * Object.keys(places).length
  const { width, height } = isSide(name) ? SIDE : FIRST
  const state = useLayoutStore.getState()
  const beside = isPanelShown(state, 'palette') && !isFloating('palette') && name !== 'palette'
  const left = FIRST.left + away + (beside ? sideWidths.palette.usual : 0)
  return { left, top: FIRST.top + away, width, height }
}
