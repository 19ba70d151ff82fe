import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { createRendererFiles } from '../../electron/application/renderer-files.ts'
import { keepBrowserKeys, type PageKey } from '../../electron/hosts/chromium/browser-keys.ts'
import { secondStart } from '../../electron/hosts/chromium/projector-window.ts'
import { guardNavigation, isOwnAddress } from '../../electron/guards/navigation.ts'
import { guardNetwork } from '../../electron/guards/network.ts'
import { guardPermissions } from '../../electron/guards/permissions.ts'
import { rendererPath } from '../../electron/guards/renderer-path.ts'
import { isOwnSender } from '../../electron/guards/sender.ts'
import { assertWebPreferences, safeWebPreferences } from '../../electron/guards/web-preferences.ts'
import { guardWindowOpen } from '../../electron/guards/window-open.ts'

const ORIGIN = 'app://minutier'

const FOREIGN = [
  'https://example.com/',
  'app://other/',
  'app://minutier.example.com/',
  'app://user@minutier/',
  'app://minutier:80/',
  'https://minutier/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/html,x',
  'about:blank',
  '',
  'app:',
]

describe('paths of the renderer', () => {
  const folder = '/opt/minutier/out/renderer'

  it('are those of files inside its folder', () => {
    expect(rendererPath(folder, `${ORIGIN}/`)).toBe(join(folder, 'index.html'))
    expect(rendererPath(folder, `${ORIGIN}/assets/a.js?x=../..#y`)).toBe(join(folder, 'assets/a.js'))
    expect(rendererPath(folder, `${ORIGIN}/a%20b.css`)).toBe(join(folder, 'a b.css'))
  })

  it.each(['/../secret', '/%2e%2e/secret', '/..%2fsecret', '/a/../../secret', '/%2e%2e%2f%2e%2e%2fetc%2fpasswd', '/..%5csecret', '/C:/x', '/%00', '/%', '/../renderer-other/x'])(
    'leave out %s',
    (path) => {
      expect(rendererPath(folder, `${ORIGIN}${path}`)).toBeUndefined()
    },
  )

  it('never lead outside, whatever is asked', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('..', '.', '%2e', '%2f', '/', '\\', '%5c', 'a', '%25', '%', ':', '\0', '~')), (parts) => {
        const path = rendererPath(folder, `${ORIGIN}/${parts.join('')}`)
        expect(path === undefined || path.startsWith(`${folder}/`)).toBe(true)
      }),
    )
  })

  it('answer with the policy, also where there is nothing', async () => {
    const files = createRendererFiles(mkdtempSync(join(tmpdir(), 'minutier-guards-')))
    for (const answer of [await files.answer('GET', `${ORIGIN}/missing.js`), await files.answer('POST', `${ORIGIN}/`)]) {
      expect(answer.status).toBeGreaterThanOrEqual(400)
      expect(answer.headers['Content-Security-Policy']).toContain("default-src 'none'")
    }
  })
})

describe('navigation', () => {
  it('knows its own addresses', () => {
    expect(isOwnAddress(`${ORIGIN}/index.html#/meeting`, ORIGIN)).toBe(true)
    expect(isOwnAddress('https://minutier.localhost/', 'https://minutier.localhost')).toBe(true)
    expect(FOREIGN.filter((address) => isOwnAddress(address, ORIGIN))).toEqual([])
  })

  it('is refused to every foreign address, by link, frame and redirect', () => {
    const listeners = new Map<string, (event: { url: string; preventDefault: () => void }) => void>()
    guardNavigation({ on: (name: string, listener: never) => listeners.set(name, listener) } as never, ORIGIN)
    for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
      for (const url of FOREIGN) {
        const preventDefault = vi.fn()
        listeners.get(name)?.({ url, preventDefault })
        expect(preventDefault, `${name} to ${url}`).toHaveBeenCalledOnce()
      }
      const preventDefault = vi.fn()
      listeners.get(name)?.({ url: `${ORIGIN}/`, preventDefault })
      expect(preventDefault).not.toHaveBeenCalled()
    }
    const preventDefault = vi.fn()
    listeners.get('will-attach-webview')?.({ url: `${ORIGIN}/`, preventDefault })
    expect(preventDefault).toHaveBeenCalledOnce()
  })

  it('never opens a window', () => {
    let handler: ((details: never) => { action: string }) | undefined
    guardWindowOpen({ setWindowOpenHandler: (given: never) => (handler = given) } as never)
    expect(handler?.({ url: `${ORIGIN}/` } as never)).toEqual({ action: 'deny' })
  })
})

describe('permissions', () => {
  it('are denied, but for copying', () => {
    const handlers: Record<string, (...values: unknown[]) => unknown> = {}
    const keep = (name: string) => (handler: never) => (handlers[name] = handler)
    guardPermissions({
      setPermissionRequestHandler: keep('request'),
      setPermissionCheckHandler: keep('check'),
      setDevicePermissionHandler: keep('device'),
      on: (name: string, handler: never) => (handlers[name] = handler),
    } as never)
    for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'fullscreen', 'openExternal', 'fileSystem', 'unknown']) {
      const answer = vi.fn()
      handlers.request?.(null, permission, answer)
      expect(answer).toHaveBeenCalledExactlyOnceWith(false)
      expect(handlers.check?.(null, permission)).toBe(false)
    }
    expect(handlers.check?.(null, 'clipboard-sanitized-write')).toBe(true)
    expect(handlers.device?.({})).toBe(false)
    const preventDefault = vi.fn()
    handlers['will-download']?.({ preventDefault })
    expect(preventDefault).toHaveBeenCalledOnce()
  })
})

describe('the network', () => {
  it('is closed: only own files and what the page holds are requested', () => {
    let check: ((details: { url: string }, answer: (response: { cancel: boolean }) => void) => void) | undefined
    guardNetwork({ webRequest: { onBeforeRequest: (given: never) => (check = given) } } as never, ORIGIN)
    const cancelled = (url: string) => {
      let cancel: boolean | undefined
      check?.({ url }, (response) => (cancel = response.cancel))
      return cancel
    }
    for (const url of ['https://example.com/', 'http://127.0.0.1/', 'ws://localhost/', 'file:///etc/passwd', 'app://other/']) expect(cancelled(url)).toBe(true)
    for (const url of [`${ORIGIN}/assets/a.js`, `blob:${ORIGIN}/1`, 'data:image/png;base64,AA']) expect(cancelled(url)).toBe(false)
  })
})

describe('the sender of a call', () => {
  it('is the main frame on a page of ours, and nobody else', () => {
    expect(isOwnSender({ url: `${ORIGIN}/`, parent: null }, ORIGIN)).toBe(true)
    expect(isOwnSender({ url: `${ORIGIN}/`, parent: {} }, ORIGIN)).toBe(false)
    expect(isOwnSender(null, ORIGIN)).toBe(false)
    for (const url of FOREIGN) expect(isOwnSender({ url, parent: null }, ORIGIN)).toBe(false)
  })
})

describe('web preferences', () => {
  const safe = { ...safeWebPreferences('/preload.cjs', true) }

  it('are accepted as they are asked for', () => {
    expect(() => assertWebPreferences(safe)).not.toThrow()
    expect(safe.devTools).toBe(false)
  })

  it.each(['sandbox', 'contextIsolation', 'webSecurity'] as const)('fail closed without %s', (flag) => {
    expect(() => assertWebPreferences({ ...safe, [flag]: false })).toThrow(flag)
    expect(() => assertWebPreferences({ ...safe, [flag]: undefined })).toThrow(flag)
  })

  it.each(['nodeIntegration', 'nodeIntegrationInWorker', 'nodeIntegrationInSubFrames', 'webviewTag', 'allowRunningInsecureContent'] as const)('fail closed with %s', (flag) => {
    expect(() => assertWebPreferences({ ...safe, [flag]: true })).toThrow(flag)
  })

  it('fail closed where they cannot be read', () => {
    expect(() => assertWebPreferences(null)).toThrow()
    expect(() => assertWebPreferences(undefined)).toThrow()
  })
})

describe('the walls', () => {
  const root = join(import.meta.dirname, '..', '..')
  const sources = ['electron', 'renderer', 'shared'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => join(folder, name)),
  )
  const filesWith = (word: RegExp) => sources.filter((file) => word.test(readFileSync(join(root, file), 'utf8'))).map((file) => file.replaceAll('\\', '/'))

  it('leave ipcMain and ipcRenderer in one file each', () => {
    expect(filesWith(/^import .*\bipcMain\b/m)).toEqual(['electron/hosts/electron/window-wire.ts'])
    expect(filesWith(/^import .*\bipcRenderer\b/m)).toEqual(['electron/hosts/electron/renderer-wire.ts'])
  })

  it('leave the flags of the window in one file', () => {
    expect(filesWith(/\b(contextIsolation|nodeIntegration):/)).toEqual(['electron/guards/web-preferences.ts'])
  })
})

describe('the keys of the browser', () => {
  const key = (name: string, ...held: ('ctrl' | 'shift' | 'alt' | 'meta')[]) => ({ key: name, ctrlKey: held.includes('ctrl'), shiftKey: held.includes('shift'), altKey: held.includes('alt'), metaKey: held.includes('meta') })
  const isKept = (pressed: ReturnType<typeof key>): boolean => {
    const listeners: ((event: PageKey) => void)[] = []
    const preventDefault = vi.fn()
    keepBrowserKeys({ addEventListener: (_type, listener) => listeners.push(listener) })
    for (const listener of listeners) listener({ ...pressed, preventDefault })
    return preventDefault.mock.calls.length > 0
  }

  it('that open its tools for developers are kept back', () => {
    for (const letter of ['I', 'C', 'J', 'i', 'c', 'j']) {
      expect(isKept(key(letter, 'ctrl', 'shift'))).toBe(true)
      expect(isKept(key(letter, 'meta', 'alt'))).toBe(true)
    }
    expect(isKept(key('F12'))).toBe(true)
  })

  it('that people need are not', () => {
    for (const letter of ['c', 'i', 'v', 'x', 'a']) expect(isKept(key(letter, 'ctrl'))).toBe(false)
    expect(isKept(key('ć', 'ctrl', 'alt'))).toBe(false)
    expect(isKept(key('I', 'shift'))).toBe(false)
  })
})

describe('the second start of the browser, which opens the window of the second screen', () => {
  it('is off the network as the first is, and opens no port', () => {
    const flags = secondStart('about:blank#1', '/profile', true, 'fr')
    expect(flags).toEqual(expect.arrayContaining(['--user-data-dir=/profile', '--app=about:blank#1', '--host-resolver-rules=MAP * ~NOTFOUND', '--test-type', '--no-first-run']))
    expect(flags.filter((flag) => flag.startsWith('--app=') || flag.startsWith('--remote-debugging') || flag === '--no-sandbox')).toEqual(['--app=about:blank#1'])
    expect(secondStart('about:blank#1', '/profile', false, 'fr')).toContain('--no-sandbox')
  })
})
