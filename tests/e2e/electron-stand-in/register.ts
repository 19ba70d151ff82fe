import { registerHooks } from 'node:module'

/**
 * Loaded before the built main process (`node --import`): `electron` is then the stand-in beside this file. It shows
 * that the Electron host is wired: main process, preload, scheme, guards, bridge. It is not Electron and says nothing of its
 * sandbox, its isolation, its fuses or its dialogs.
 */
const STAND_IN = new URL('./electron.ts', import.meta.url).href

registerHooks({
  resolve: (specifier, context, next) => (specifier === 'electron' ? { url: STAND_IN, shortCircuit: true } : next(specifier, context)),
})
