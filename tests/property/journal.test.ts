import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chainAfter, chainStart } from '../../shared/log/chain.ts'
import type { WorkspaceId, WriterId } from '../../shared/model/identifiers.ts'
import type { Journal, SpaceJournal } from '../../electron/journal/journal.ts'
import { nodePrimitives } from '../../electron/journal/node-primitives.ts'
import { openJournal } from '../../electron/journal/open-journal.ts'
import { createFaultyDisk, type DiskFace, type Faults, type FaultyDisk } from '../fixtures/faulty-disk.ts'
import { change, labelsOf, NOTHING_SEEN, segmentOf, SPACE } from '../fixtures/journal-records.ts'

const RUNS = Number(process.env.RUNS ?? 400)

/** Small, so that a plan of a few steps fills several files. */
const ROLL_AT = 600
const OTHERS = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'] as WriterId[]
const OTHERS_RECORDS = 30
const HERE = { machine: 'm', path: 'p', folder: ['f'] }

type Step =
  /** Appends that are asked for at once, each of some records. */
  | { readonly kind: 'append'; readonly sizes: readonly number[] }
  | { readonly kind: 'receive'; readonly other: number; readonly first: number; readonly count: number }
  | { readonly kind: 'faults'; readonly faults: Partial<Faults> }
  | { readonly kind: 'restart' }
  /** The process ends, or the power, while appends are under way. */
  | { readonly kind: 'kill' | 'crash'; readonly sizes: readonly number[]; readonly moments: number }

const sizes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 })
const share = fc.constantFrom(0, 0.1, 0.5, 1)
const failing = (codes: readonly string[]) => share.map((part) => ({ share: part, codes }))
const faults: fc.Arbitrary<Partial<Faults>> = fc.oneof(
  fc.record({
    chances: fc.record({
      write: failing(['ENOSPC', 'EIO']),
      sync: failing(['EIO', 'ENOSPC', 'EDQUOT']),
      truncate: failing(['EIO']),
      create: failing(['ENOSPC', 'EACCES']),
      open: failing(['EMFILE', 'EBUSY']),
      rename: failing(['EPERM', 'EBUSY']),
      remove: failing(['EBUSY']),
      syncFolder: failing(['EIO']),
      makeFolder: failing(['ENOSPC']),
    }, { requiredKeys: [] }),
  }),
  fc.record({ room: fc.nat({ max: 900 }) }),
)
const firstReceived = fc.integer({ min: 1, max: OTHERS_RECORDS })
const count = fc.integer({ min: 1, max: 8 })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('append' as const), sizes }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('receive' as const), other: fc.nat({ max: OTHERS.length - 1 }), first: firstReceived, count }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('faults' as const), faults }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'faults' as const, faults: {} }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('kill' as const), sizes, moments: fc.nat({ max: 60 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('crash' as const), sizes, moments: fc.nat({ max: 60 }) }) },
)

const otherLabels = OTHERS.map((_, other) => Array.from({ length: OTHERS_RECORDS }, (_unused, index) => `other ${other} ${index + 1}`))
const otherChains = OTHERS.map((writer, other) => {
  const whole = segmentOf(writer, 1, chainStart(SPACE, writer, nodePrimitives), otherLabels[other]!)
  const chains = [whole.chainBefore]
  for (const payload of whole.payloads) chains.push(chainAfter(chains.at(-1)!, payload, nodePrimitives))
  return chains
})

/** A computer: its disk, the process on it, and what that process has been told. */
class Computer {
  readonly disk: FaultyDisk
  face: DiskFace | undefined
  journal: Journal | undefined
  space: SpaceJournal | undefined
  faults: Partial<Faults> = {}
  /** Labels whose append resolved, in order: nothing of it is ever lost. */
  readonly acknowledged: string[] = []
  /** Labels that must not be found: they were refused, and something was appended after it. */
  readonly refused = new Set<string>()
  private justRefused: string[] = []
  readonly received = OTHERS.map(() => 0)
  private count = 0

  constructor(diskSeed: number) {
    this.disk = createFaultyDisk({ seed: diskSeed })
    this.disk.put('/data/present', new Uint8Array())
  }

  setFaults(wanted: Partial<Faults>): void {
    this.faults = wanted
    if (this.face) Object.assign(this.face.faults, { room: Number.POSITIVE_INFINITY, chances: {} }, wanted)
  }

  /** The process, started if none runs; undefined if it cannot start on such a disk. */
  async running(): Promise<SpaceJournal | undefined> {
    if (this.space) return this.space
    this.face ??= this.disk.face({ ...this.faults })
    try {
      this.journal ??= await openJournal('/data/journal', { disk: this.face, primitives: nodePrimitives, fingerprintOf: async () => HERE, rollAt: ROLL_AT })
      this.space = await this.journal.space(SPACE)
    } catch {
      return undefined
    }
    return this.space
  }

  private labels(size: number): string[] {
    return Array.from({ length: size }, () => `own ${(this.count += 1)}`)
  }

  append(space: SpaceJournal, wanted: readonly number[]): readonly Promise<void>[] {
    return wanted.map(async (size) => {
      const labels = this.labels(size)
      try {
        const { first, last } = await space.append(labels.map((label) => change(label)), NOTHING_SEEN)
        if (this.space !== space) return
        expect(last - first + 1).toBe(size)
        this.acknowledged.push(...labels)
        for (const label of this.justRefused) this.refused.add(label)
        this.justRefused = []
      } catch (error) {
        if (this.space !== space) return
        expect(error).toMatchObject({ problem: expect.stringMatching(/^(disk-full|write-failed)$/) as string })
        this.justRefused.push(...labels)
      }
    })
  }

  end(how: 'kill' | 'crash'): void {
    // What was refused last may stand on a disk that also refused to cut it off: then the next process finds it, whole.
    this.justRefused = []
    this.space = undefined
    this.journal = undefined
    this.face?.vanish('EIO')
    this.face = undefined
    if (how === 'crash') this.disk.crash()
  }

  /** What must hold whenever a process runs on this disk. */
  async check(): Promise<void> {
    const space = await this.running()
    if (!space) return
    const kept = { ...this.face!.faults }
    Object.assign(this.face!.faults, { room: Number.POSITIVE_INFINITY, chances: {} })
    // Damage that is found in reading is left to a new writer behind the scenes; the queue is through when this is answered.
    await labelsOf(space)
    await space.receive(segmentOf(OTHERS[0]!, 1, otherChains[0]![0]!, ['of another workspace'], OTHERS[1] as string as WorkspaceId))
    const own = await labelsOf(space)
    expect(new Set(own).size, 'each once').toBe(own.length)
    const known = new Set(this.acknowledged)
    expect(own.filter((label) => known.has(label)), 'what was acknowledged').toEqual(this.acknowledged)
    expect(own.filter((label) => this.refused.has(label)), 'what was refused').toEqual([])
    const numbers = own.map((label) => Number(label.split(' ')[1]))
    expect(numbers, 'in order').toEqual(numbers.toSorted((left, right) => left - right))
    for (const [other, writer] of OTHERS.entries()) {
      const labels = await labelsOf(space, writer)
      expect(labels).toEqual(otherLabels[other]!.slice(0, labels.length))
      expect(labels.length).toBeGreaterThanOrEqual(this.received[other]!)
      if (labels.length > 0) expect(await space.chainAt(writer, labels.length)).toEqual(otherChains[other]![labels.length])
    }
    for (const { log, last, isOwn } of space.positions()) if (isOwn) expect(last, log).toBe(own.length)
    Object.assign(this.face!.faults, kept)
  }

  async run(current: Step): Promise<void> {
    if (current.kind === 'faults') return this.setFaults(current.faults)
    const space = await this.running()
    if (current.kind === 'restart') {
      await this.journal?.close()
      this.end('kill')
      return
    }
    if (current.kind === 'append') {
      if (space) await Promise.all(this.append(space, current.sizes))
      return
    }
    if (current.kind === 'receive') {
      if (space) await this.receive(space, current)
      return
    }
    const running = space ? this.append(space, current.sizes) : []
    for (let moment = 0; moment < current.moments; moment += 1) await Promise.resolve()
    this.end(current.kind)
    await Promise.all(running)
  }

  private async receive(space: SpaceJournal, { other, first, count }: Extract<Step, { kind: 'receive' }>): Promise<void> {
    const last = Math.min(OTHERS_RECORDS, first + count - 1)
    const segment = segmentOf(OTHERS[other]!, first, otherChains[other]![first - 1]!, otherLabels[other]!.slice(first - 1, last))
    try {
      const outcome = await space.receive(segment)
      expect(outcome).toMatch(/^(added|known|gap)$/)
      if (outcome === 'gap') expect(first).toBeGreaterThan(this.received[other]! + 1)
      else this.received[other] = Math.max(this.received[other]!, last)
    } catch (error) {
      expect(error).toHaveProperty('problem')
    }
  }
}

/** Lives through a plan and goes on after it: what must hold, holds all the time. */
async function live(computer: Computer, plan: readonly Step[]): Promise<void> {
  for (const current of plan) {
    await computer.run(current)
    await computer.check()
  }
  // With room again and nothing failing, it always goes on.
  computer.setFaults({})
  const space = await computer.running()
  if (!space) throw new Error('it does not start on a good disk')
  const before = computer.acknowledged.length
  await Promise.all(computer.append(space, [1, 2]))
  expect(computer.acknowledged.length).toBe(before + 3)
  computer.end('crash')
  await computer.check()
}

describe('the journal on a disk that fails', () => {
  test('keeps every acknowledged record, in order and once, through full disks, failed syncs, kills and power cuts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.array(step, { maxLength: 30 }), (diskSeed, plan) => live(new Computer(diskSeed), plan)),
      { numRuns: RUNS },
    )
  })

  test('never finds behind its end what was cut off by a process that could not sync the cut', async () => {
    const plan: readonly Step[] = [{ kind: 'append', sizes: [1] }, { kind: 'append', sizes: [1] }, { kind: 'faults', faults: { chances: { sync: { share: 1, codes: ['EIO'] } } } }, { kind: 'append', sizes: [4] }, { kind: 'restart' }]
    for (let diskSeed = 0; diskSeed < 60; diskSeed += 1) await live(new Computer(diskSeed), plan)
  })

  test('opens and reads whatever has become of its files, invents nothing, and goes on', async () => {
    const harm = fc.record({
      file: fc.nat(),
      place: fc.double({ min: 0, max: 1, noNaN: true }),
      with: fc.oneof(fc.constantFrom('cut', 'zeros', 'twice', 'gone'), fc.uint8Array({ minLength: 1, maxLength: 9 })),
    })
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 25 }), fc.array(harm, { minLength: 1, maxLength: 3 }), async (diskSeed, records, harms) => {
        const computer = new Computer(diskSeed)
        const first = await computer.running()
        for (let index = 0; index < records; index += 1) await Promise.all(computer.append(first!, [1]))
        await computer.journal!.close()
        computer.end('kill')
        const touched = [...computer.disk.files()].filter(([path]) => path.endsWith('.log') || path.endsWith('.json'))
        for (const { file, place, with: what } of harms) {
          const [path] = touched[file % touched.length]!
          const content = computer.disk.files().get(path)
          if (content) computer.disk.put(path, harmed(content, Math.floor(place * content.length), what))
        }
        const harmedFiles = computer.disk.files()
        fc.pre(!touched.some(([path, before]) => isNewersForAllWeKnow(harmedFiles.get(path), before)))
        const written = new Set(computer.acknowledged)
        for (let round = 0; round < 2; round += 1) {
          const space = (await computer.running())!
          await space.append([change(`after ${round}`)], NOTHING_SEEN)
          for (const { log } of space.positions()) for (const label of await labelsOf(space, log)) expect(label.startsWith('after') || written.has(label), label).toBe(true)
          await space.append([change(`at the end ${round}`)], NOTHING_SEEN)
          written.add(`at the end ${round}`)
          expect(await labelsOf(space)).toContain(`after ${round}`)
          await computer.journal!.close()
          computer.end('kill')
        }
      }),
      { numRuns: RUNS },
    )
  })
})

/** Where the header of a log's file ends, at most. */
const HEADER_END = 128

/**
 * The byte that says who can read a log's file is changed, and not it alone: that may be a newer version's file, which
 * is not touched. (Where it is changed alone, the header's check tells.)
 */
function isNewersForAllWeKnow(content: Uint8Array | undefined, before: Uint8Array): boolean {
  if (!content || Buffer.from(content.subarray(0, 4)).toString() !== 'MNTL' || content[4]! <= 1) return false
  return !Buffer.from(content.subarray(5, HEADER_END)).equals(before.subarray(5, HEADER_END))
}

function harmed(content: Uint8Array, at: number, how: string | Uint8Array): Uint8Array | undefined {
  if (how === 'gone') return undefined
  if (how === 'cut') return content.slice(0, at)
  if (how === 'twice') return Uint8Array.from([...content.subarray(0, at), ...content])
  const result = content.slice()
  if (how === 'zeros') result.fill(0, at)
  else result.set((how as Uint8Array).subarray(0, content.length - at), at)
  return result
}
