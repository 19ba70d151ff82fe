import type { BrowserWindow } from 'electron'

/** Electron has this method and does not declare it; without it nothing can be checked, and nothing is opened. */
export function effectivePreferences({ webContents }: BrowserWindow): Readonly<Record<string, unknown>> | null {
  const known = webContents as typeof webContents & { getLastWebPreferences?: () => Readonly<Record<string, unknown>> | null }
  return known.getLastWebPreferences?.() ?? null
}
