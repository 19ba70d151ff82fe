import type { Bridge } from '../../shared/bridge.ts'

declare global {
  interface Window {
    /** Put there by the host before the first script runs. */
    readonly minutier: Bridge
  }
}

/** The main process, as far as the renderer knows it. */
export function bridge(): Bridge {
  return window.minutier
}
