import { expect, test } from 'vitest'
import type { Holding } from '../../renderer/store/holding.ts'
import { SavedChanges } from '../../renderer/store/saved-changes.ts'
import { Space, type Appended } from '../../renderer/store/space.ts'
import type { LogId } from '../../shared/log/record.ts'
import { newIdentifier, type WorkspaceId } from '../../shared/model/identifiers.ts'

const space = new Space(newIdentifier<WorkspaceId>())

function appended(first: number, last = first): Appended {
  const changes = Array.from({ length: last - first + 1 }, (_one, index) => ({
    holding: {} as Holding, update: new Uint8Array([first + index]), targets: new Set<string>(), client: 1, seen: {}, isKept: false, goesAlone: false,
  }))
  return { space, changes, log: 'log' as LogId, first, last }
}

test('what follows in one log is taken at once, and what does not apart', async () => {
  const taken: (readonly [number, number, number])[] = []
  const saved = new SavedChanges({ take: async ({ first, last, changes }) => void taken.push([first, last, changes.length]), onTaken: () => undefined })
  for (const one of [appended(1), appended(2, 4), appended(6)]) saved.add(one)
  await saved.drain()
  expect(taken).toEqual([[1, 4, 4], [6, 6, 1]])
})

test('a round that fails is told to whoever asked for it, and the next one is written', async () => {
  const taken: number[] = []
  let fails = true
  const saved = new SavedChanges({
    take: async ({ first }) => void taken.push(first),
    onTaken: () => {
      if (fails) throw new Error('letting go failed')
    },
  })
  const one = appended(1)
  saved.add(one)
  await expect(saved.drain()).rejects.toThrow('letting go failed')
  fails = false
  saved.add(appended(2))
  await saved.drain()
  expect(taken).toEqual([1, 2])
  expect(saved.holds(one.changes[0]!.holding)).toBe(false)
})
