import { BrowserWindow, screen } from 'electron'
import { guardNavigation } from '../../guards/navigation.ts'
import { assertWebPreferences, safeWebPreferences } from '../../guards/web-preferences.ts'
import { guardWindowOpen } from '../../guards/window-open.ts'
import { otherScreen, projectorWish, PROJECTOR_PAGE } from '../projector.ts'
import { effectivePreferences } from './effective-preferences.ts'

export interface ProjectorWindow {
  /** Opens the second window, or brings it to the front. */
  open(): Promise<boolean>
}

export interface ProjectorSources {
  readonly main: BrowserWindow
  readonly origin: string
  readonly headless: boolean
  readonly packaged: boolean
  readonly ground: () => string
}

/**
 * The window of the second screen: a page of ours without preload and so without a bridge, behind the same guards as the
 * first; those of permissions and network hang on the session, which both share. It closes with the first.
 */
export function createProjectorWindow({ main, origin, headless, packaged, ground }: ProjectorSources): ProjectorWindow {
  let shown: BrowserWindow | undefined
  main.once('closed', () => shown?.destroy())

  const make = (): BrowserWindow => {
    const place = otherScreen(screen.getAllDisplays().map(({ bounds }) => bounds), main.getBounds())
    const window = new BrowserWindow({
      ...(place ?? { width: 1280, height: 720 }),
      fullscreen: place !== undefined,
      minWidth: 640,
      minHeight: 400,
      show: !headless,
      title: 'Minutier',
      // The menu bar is the first window's.
      autoHideMenuBar: true,
      backgroundColor: ground(),
      webPreferences: safeWebPreferences(undefined, packaged),
    })
    try {
      assertWebPreferences(effectivePreferences(window))
    } catch (error) {
      window.destroy()
      throw error
    }
    guardNavigation(window.webContents, origin)
    guardWindowOpen(window.webContents)
    window.removeMenu()
    answerKeys(window)
    // What happens to it is its own affair: the main window never hears of it.
    window.webContents.on('render-process-gone', () => window.destroy())
    window.once('closed', () => (shown = undefined))
    return window
  }

  return {
    async open() {
      if (shown) {
        if (shown.isMinimized()) shown.restore()
        shown.focus()
        return true
      }
      const window = make()
      shown = window
      try {
        await window.loadURL(`${origin}${PROJECTOR_PAGE}`)
        return true
      } catch (error) {
        window.destroy()
        throw error
      }
    },
  }
}

function answerKeys(window: BrowserWindow): void {
  window.webContents.on('before-input-event', (event, { type, key, alt, control, meta }) => {
    const wish = type === 'keyDown' ? projectorWish({ key, altKey: alt, ctrlKey: control, metaKey: meta }) : undefined
    if (!wish) return
    event.preventDefault()
    if (window.isFullScreen()) window.setFullScreen(false)
    else if (wish === 'full-screen') window.setFullScreen(true)
    else window.close()
  })
}
