import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { loadPreferences, preferences, setPreferences, subscribePreferences } from '../../renderer/app/preferences.ts'
import { proposedTimeZone } from '../../renderer/screens/home/proposed-time-zone.ts'

let kept: Map<string, string>
let isFull: boolean

beforeEach(() => {
  kept = new Map()
  isFull = false
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => {
      if (isFull) throw new DOMException('full', 'QuotaExceededError')
      kept.set(key, value)
    },
  })
  loadPreferences('fr')
})

afterEach(() => vi.unstubAllGlobals())

describe('preferences', () => {
  it('are found again', () => {
    setPreferences({ language: 'en', theme: 'dark', clockFollows: true })
    expect(loadPreferences('fr')).toMatchObject({ language: 'en', theme: 'dark', clockFollows: true })
  })

  it('hold, and are told, even where the storage is full', () => {
    isFull = true
    const listener = vi.fn<() => void>()
    const unsubscribe = subscribePreferences(listener)
    expect(() => setPreferences({ language: 'en' })).not.toThrow()
    unsubscribe()
    expect(preferences().language).toBe('en')
    expect(listener).toHaveBeenCalledOnce()
  })
})

describe('the time zone that is proposed for a new series', () => {
  it.each(['UTC', 'Etc/UTC', 'Etc/GMT+3', 'GMT', 'no zone at all'])('is that of the language where the computer says %s', (zone) => {
    expect([proposedTimeZone('fr', zone), proposedTimeZone('en', zone)]).toEqual(['Europe/Paris', 'Europe/London'])
  })

  it('is that of the computer everywhere else', () => {
    expect([proposedTimeZone('fr', 'America/Montreal'), proposedTimeZone('en', 'Europe/Berlin')]).toEqual([expect.stringMatching(/^America\//), 'Europe/Berlin'])
  })
})
