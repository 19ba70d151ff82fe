import { useSyncExternalStore } from 'react'
import { LANGUAGES, type Language } from '../../shared/model/bilingual.ts'
import type { WorkspaceId } from '../../shared/model/identifiers.ts'

/**
 * What this person prefers on this computer. Small, never part of the minutes, and read before the first paint:
 * hence the browser's synchronous storage and not the database.
 */
export interface Preferences {
  /** Language of the interface. */
  readonly language: Language
  readonly theme: 'system' | 'light' | 'dark'
  /** The workspace that opens at start. */
  readonly workspace: WorkspaceId | null
  /** The screen that was last shown: a restart finds it again. */
  readonly lastAddress: string
  /** Columns of the meeting screen that are folded away. */
  readonly foldedColumns: readonly ('agenda' | 'attendance')[]
  /** Lines that are typed become what they say they are. */
  readonly quickTyping: boolean
  /** What is typed gets the quotation marks, spaces and dashes of its language. */
  readonly typography: boolean
  /** Going on to another item starts its clock, while that of another runs. */
  readonly clockFollows: boolean
}

const KEY = 'minutier:preferences'
const DEFAULTS: Preferences = { language: 'fr', theme: 'system', workspace: null, lastAddress: '', foldedColumns: [], quickTyping: true, typography: true, clockFollows: false }

let current: Preferences = DEFAULTS
const listeners = new Set<() => void>()

/** Reads the preferences; `systemLanguage` serves at the first start. */
export function loadPreferences(systemLanguage: Language): Preferences {
  current = { ...DEFAULTS, language: systemLanguage, ...validPreferences(localStorage.getItem(KEY)) }
  return current
}

export function preferences(): Preferences {
  return current
}

export function setPreferences(patch: Partial<Preferences>): void {
  current = { ...current, ...patch }
  try {
    localStorage.setItem(KEY, JSON.stringify(current))
  } catch {
    // The storage is full: the preference holds until Minutier is closed, and a preference is not worth a broken screen.
  }
  for (const listener of listeners) listener()
}

export function subscribePreferences(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribePreferences, preferences)
}

function validPreferences(json: string | null): Partial<Preferences> {
  let stored: Record<string, unknown>
  try {
    stored = JSON.parse(json ?? '{}') as Record<string, unknown>
  } catch {
    return {}
  }
  const language = LANGUAGES.find((candidate) => candidate === stored.language)
  const theme = (['system', 'light', 'dark'] as const).find((candidate) => candidate === stored.theme)
  const folded = Array.isArray(stored.foldedColumns) ? (['agenda', 'attendance'] as const).filter((name) => (stored.foldedColumns as unknown[]).includes(name)) : []
  return {
    ...(language && { language }),
    ...(theme && { theme }),
    foldedColumns: folded,
    ...(typeof stored.quickTyping === 'boolean' && { quickTyping: stored.quickTyping }),
    ...(typeof stored.typography === 'boolean' && { typography: stored.typography }),
    ...(typeof stored.clockFollows === 'boolean' && { clockFollows: stored.clockFollows }),
    ...(typeof stored.lastAddress === 'string' && { lastAddress: stored.lastAddress }),
    ...(typeof stored.workspace === 'string' && { workspace: stored.workspace as WorkspaceId }),
  }
}
