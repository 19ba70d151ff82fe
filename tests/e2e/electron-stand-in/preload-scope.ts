/**
 * A script for every frame, before the page's own: gives the built preload the `require('electron')` that a sandboxed
 * preload has, and runs it where Electron would. `runPreload` is self-contained, because it is sent as text.
 */
export function preloadScript(origin: string, code: string): string {
  // The preload is put in as text: the page's policy forbids to make code from a string there.
  return `(${runPreload.toString()})(${JSON.stringify(origin)}, function (require, module, exports) {\n${code}\n})`
}

/** A script that tells the main process of keys before the page gets them, as `before-input-event` does. */
export function keyScript(): string {
  return `(${tellKeys.toString()})()`
}

function tellKeys(): void {
  const scope = globalThis as unknown as { standInKey?: (input: object) => Promise<void> }
  const tell = scope.standInKey
  delete scope.standInKey
  if (!tell) return
  window.addEventListener('keydown', ({ key, altKey: alt, ctrlKey: control, metaKey: meta }) => void tell({ type: 'keyDown', key, alt, control, meta }), true)
}

type Preload = (require: (name: string) => object, module: object, exports: object) => void

function runPreload(origin: string, preload: Preload): void {
  const scope = globalThis as unknown as {
    standInInvoke?: (channel: string, values: unknown[]) => Promise<unknown>
    standInDeliver?: (channel: string, values: unknown[]) => void
  }
  const invoke = scope.standInInvoke
  if (location.origin !== origin || window !== top || !invoke) return
  const listeners = new Map<string, Set<(event: object, ...values: unknown[]) => void>>()
  const listenersOf = (channel: string) => {
    const known = listeners.get(channel) ?? new Set()
    listeners.set(channel, known)
    return known
  }
  scope.standInDeliver = (channel, values) => {
    for (const listener of listenersOf(channel)) listener({}, ...values)
  }
  const electron = {
    contextBridge: {
      exposeInMainWorld: (name: string, value: object) => Object.defineProperty(globalThis, name, { value: Object.freeze(value), enumerable: true }),
    },
    ipcRenderer: {
      invoke: (channel: string, ...values: unknown[]) => invoke(channel, values),
      on: (channel: string, listener: () => void) => void listenersOf(channel).add(listener),
      off: (channel: string, listener: () => void) => void listenersOf(channel).delete(listener),
    },
  }
  const require = (name: string) => {
    if (name !== 'electron') throw new Error(`module not found: ${name}`)
    return electron
  }
  preload(require, { exports: {} }, {})
}
