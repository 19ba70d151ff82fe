import { describe, expect, it } from 'vitest'
import { clockTime, sharingKind } from '../../renderer/screens/sharing/sharing-kind.ts'
import { SHARING_PROBLEMS, type SharingState } from '../../shared/sharing/sharing.ts'

const shared = (patch: Partial<Extract<SharingState, { kind: 'shared' }>> = {}): SharingState => ({ kind: 'shared', folder: 'Comité', at: 1_000, waiting: 0, access: 'write', problem: null, ...patch })

describe('what a state of sharing means for a person', () => {
  it('is calm while nothing is wrong', () => {
    expect(sharingKind({ kind: 'local' }, false)).toBe('local')
    expect(sharingKind(shared(), false)).toBe('shared')
    expect(sharingKind(shared({ waiting: 2 }), false)).toBe('sharing')
  })

  it('never says shared while something waits, nor before the first time', () => {
    for (const waitsLong of [false, true]) {
      expect(sharingKind(shared({ waiting: 1 }), waitsLong)).not.toBe('shared')
      expect(sharingKind(shared({ at: null }), waitsLong)).not.toBe('shared')
    }
  })

  it('says that something waits once it has waited for long', () => {
    expect(sharingKind(shared({ waiting: 2 }), true)).toBe('waiting')
    expect(sharingKind(shared({ at: null }), true)).toBe('waiting')
  })

  it.each(SHARING_PROBLEMS)('tells of %s before everything else', (problem) => {
    expect(sharingKind(shared({ problem }), false)).toBe('problem')
    expect(sharingKind(shared({ problem, access: 'read-only', waiting: 3 }), true)).toBe('problem')
  })

  it('tells that a folder can only be read, whatever waits', () => {
    expect(sharingKind(shared({ access: 'read-only', waiting: 3 }), true)).toBe('read-only')
  })
})

describe('the time of the last sharing', () => {
  const at = new Date(2026, 2, 12, 14, 32).getTime()

  it('is a time alone on the same day', () => {
    const now = new Date(2026, 2, 12, 18, 0).getTime()
    expect(clockTime(at, 'fr', now)).toEqual({ time: '14\u00a0h\u00a032', date: null })
    expect(clockTime(at, 'en', now)).toEqual({ time: '14:32', date: null })
  })

  it('has its date on any other day, so that an old time never looks like one of today', () => {
    const now = new Date(2026, 2, 13, 8, 0).getTime()
    expect(clockTime(at, 'fr', now).date).toBe('12\u00a0mars 2026')
    expect(clockTime(at, 'en', now).date).toBe('12\u00a0Mar 2026')
  })
})
