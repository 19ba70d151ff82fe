import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { claimDataFolder } from '../../electron/application/claim.ts'
import type { Inspection } from '../../electron/command-line/inspect.ts'
import { nodePrimitives } from '../../electron/journal/node-primitives.ts'
import { chainStart } from '../../shared/log/chain.ts'
import { encodeSegment } from '../../shared/log/segment.ts'
import { newIdentifier, type WorkspaceId, type WriterId } from '../../shared/model/identifiers.ts'
import { editMeeting } from '../../shared/model/meeting.ts'
import { bilingual } from '../../shared/model/bilingual.ts'
import { install, writeCommittee, type Committee } from '../fixtures/installation.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const workspace = newIdentifier<WorkspaceId>()

interface Ended {
  readonly code: number
  readonly output: string
  readonly errors: string
}

/** The real program, as `npm run cli` starts it. */
function cli(...values: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(ROOT, 'electron', 'command-line', 'main.ts'), ...values], { env: { ...process.env, LC_ALL: 'C.UTF-8' } }, (error, output, errors) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, output, errors })
    })
  })
}

async function verified(path: string): Promise<Inspection & { readonly code: number }> {
  const { code, output, errors } = await cli('verify', path, '--json')
  if (output === '') throw new Error(errors)
  return { ...(JSON.parse(output) as Inspection), code }
}

/** Everything is done through a real disk, which may be busy. In milliseconds. */
const HOOK_LIMIT = 60_000

let base: string
/** Two people have shared a workspace here and written into it by turns: 5 and 12 records. */
let shared: string
let data: string
let committee: Committee
let copies = 0

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'minutier-cli-'))
  shared = join(base, 'shared')
  data = join(base, 'anna')
  await mkdir(shared)
  const anna = await install(data, workspace, shared)
  committee = await writeCommittee(anna, workspace)
  await anna.sharing.handlers.setPersonName('Anna')
  await anna.sharing.handlers.shareWorkspace(workspace)
  const bruno = await install(join(base, 'bruno'), workspace, shared)
  await bruno.sharing.handlers.setPersonName('Bruno')
  await bruno.sharing.handlers.joinSharedFolder()
  for (let place = 0; place < 11; place += 1) {
    await bruno.edit({ kind: 'meeting', id: committee.meeting }, (document) => editMeeting(document, { place: bilingual(`Salle ${place}`, 'fr') }))
    // Each in a segment of its own, the older ones put together by and by.
    await bruno.sharing.handlers.shareNow(workspace)
  }
  await anna.edit({ kind: 'meeting', id: committee.meeting }, (document) => editMeeting(document, { ordinal: 14 }))
  await anna.sharing.handlers.shareNow(workspace)
  await anna.close()
  await bruno.close()
}, HOOK_LIMIT)

afterAll(() => rm(base, { recursive: true, force: true }))

let kept: (() => Promise<void>) | undefined
afterEach(async () => {
  await kept?.()
  kept = undefined
})

/** A copy to do damage to. */
async function copyOf(folder: string): Promise<string> {
  copies += 1
  const copy = join(base, `copy-${copies}`)
  await cp(folder, copy, { recursive: true })
  return copy
}

const filesBelow = async (folder: string) =>
  (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort()
const segmentsIn = async (folder: string) => (await filesBelow(folder)).filter((path) => path.endsWith('.minutes'))
const contents = async (folder: string) => Promise.all((await filesBelow(folder)).map(async (path) => [path, (await readFile(path)).toString('base64')]))

describe('verify', () => {
  it('counts what stands in a shared folder, by writer and by document, and changes nothing', async () => {
    const before = await contents(shared)
    const found = await verified(shared)
    expect(found).toMatchObject({ code: 0, kind: 'shared-folder', isFine: true, broken: [], foreign: [] })
    expect(found.writers.map(({ name, records, gaps, forks }) => ({ name, records, gaps, forks })).toSorted((left, right) => left.records - right.records)).toEqual([
      { name: 'Anna', records: 5, gaps: [], forks: [] },
      { name: 'Bruno', records: 12, gaps: [], forks: [] },
    ])
    for (const { firstTime, lastTime, segments, bytes } of found.writers) {
      expect(lastTime).toBeGreaterThanOrEqual(firstTime as number)
      expect([segments > 0, bytes > 100]).toEqual([true, true])
    }
    expect(found.documents.map(({ kind, title, state }) => ({ kind, title, state }))).toEqual([
      { kind: 'workspace', title: 'Réseau des phares', state: 'readable' },
      { kind: 'series', title: 'Comité des feux', state: 'readable' },
      { kind: 'meeting', title: 'Relève de nuit', state: 'readable' },
    ])
    expect(await contents(shared)).toEqual(before)
  })

  it('finds the same in the data folder, also while the application has it open', async () => {
    const claim = await claimDataFolder(data)
    kept = () => claim!.release()
    const before = await contents(join(data, 'journal'))
    const found = await verified(data)
    expect(found).toMatchObject({ code: 0, kind: 'data-folder', isFine: true })
    expect(found.writers.map(({ name }) => name).sort()).toEqual(['Anna', 'Bruno'])
    expect(await contents(join(data, 'journal'))).toEqual(before)
  })

  it('says it in the language of the system, for a person', async () => {
    const english = await cli('verify', shared)
    expect(english.output).toContain('Everything can be read and is complete.')
    const french = await cli('verify', shared, '--language', 'fr')
    for (const part of ['Dossier partagé', 'Réseau des phares', '1 instance, 1 séance', '12 enregistrements', 'Tout est lisible et complet.']) expect(french.output).toContain(part)
    expect(french.errors).toBe('')
  })

  it('names a gap', async () => {
    const copy = await copyOf(shared)
    const bruno = (await verified(shared)).writers.find(({ name }) => name === 'Bruno')!.writer
    // The oldest of Bruno's segments.
    const [first] = (await segmentsIn(join(copy, 'writers', bruno))).toSorted((left, right) => (left.split('/').at(-1)! < right.split('/').at(-1)! ? -1 : 1))
    await rm(first!)
    const found = await verified(copy)
    expect(found.code).toBe(1)
    expect(found.writers.find(({ writer }) => writer === bruno)?.gaps).toEqual([{ from: 1, to: expect.any(Number) as number }])
    expect((await cli('verify', copy)).output).toMatch(/! records 1 to \d+ are missing/u)
  })

  it('names a file whose bytes are not what was written, one that is too short, and one of a later version', async () => {
    const copy = await copyOf(shared)
    const [first, second, third] = await segmentsIn(copy)
    const content = await readFile(first!)
    content[content.length - 9]! ^= 1
    await writeFile(first!, content)
    await writeFile(second!, (await readFile(second!)).subarray(0, -1))
    const later = await readFile(third!)
    later[4] = 2
    await writeFile(third!, later)
    const found = await verified(copy)
    expect(found.code).toBe(1)
    expect(found.broken.map(({ why }) => why).sort()).toEqual(['damaged', 'incomplete', 'newer-format'])
  })

  it('is not troubled by copies, other names and other files, and counts no record twice', async () => {
    const copy = await copyOf(shared)
    const [first] = await segmentsIn(copy)
    await cp(first!, first!.replace('.minutes', ' (conflicted copy 2026-03-14).minutes'))
    await rename(first!, first!.replace('.minutes', '.sync-conflict-20260314-092600-ABCDEFG.minutes'))
    await writeFile(join(copy, 'writers', 'notes.docx'), 'something else')
    const found = await verified(copy)
    expect(found).toMatchObject({ code: 0, isFine: true, foreign: [join('writers', 'notes.docx')] })
    expect(found.writers.reduce((sum, { records }) => sum + records, 0)).toBe(17)
  })

  it('shows where two installations wrote under one name, and that both are kept', async () => {
    const copy = await copyOf(shared)
    const writer = newIdentifier<WriterId>()
    await mkdir(join(copy, 'writers', writer))
    for (const [name, ends] of [['one', 'ab'], ['two', 'acd']] as const) {
      const payloads = [...ends].map((letter) => Uint8Array.of(2, 0, 0, 1, letter.charCodeAt(0)))
      const segment = { space: workspace, writer, first: 1, last: payloads.length, chainBefore: chainStart(workspace, writer, nodePrimitives), payloads }
      await writeFile(join(copy, 'writers', writer, name), encodeSegment(segment, nodePrimitives))
    }
    const found = await verified(copy)
    expect(found.writers.find((known) => known.writer === writer)).toMatchObject({ records: 4, forks: [2], gaps: [] })
    expect(found.code).toBe(0)
  })

  it('finds what was half written at the end of a log, and what was damaged in its middle', async () => {
    const torn = await copyOf(data)
    const log = (await filesBelow(join(torn, 'journal'))).find((path) => path.endsWith('.log'))
    const content = await readFile(log!)
    await writeFile(log!, content.subarray(0, content.length - 3))
    const found = await verified(torn)
    expect(found.broken.map(({ why }) => why)).toEqual(['torn'])
    const damaged = await copyOf(data)
    const path = log!.replace(torn, damaged)
    const middle = Buffer.from(content)
    middle[Math.floor(middle.length / 2)]! ^= 1
    await writeFile(path, middle)
    expect((await verified(damaged))).toMatchObject({ code: 1, broken: [{ why: 'damaged' }] })
  })

  it('ends with 2 where there is nothing to verify', async () => {
    await writeFile(join(base, 'letter.txt'), 'something else')
    for (const values of [['verify', join(base, 'nowhere')], ['verify', join(base, 'letter.txt')], ['verify', tmpdir()], ['verify'], ['polish'], ['verify', shared, '--unknown'], []]) {
      const { code, output, errors } = await cli(...values)
      expect([values, code, output]).toEqual([values, 2, ''])
      expect(errors).not.toMatch(/\bat .*\.ts|Error:/u)
    }
  })
})

describe('backup', () => {
  it('writes a file that can be verified and holds the same', async () => {
    const safe = join(base, 'safe')
    await mkdir(safe)
    const made = await cli('backup', '--to', safe, '--data-dir', data, '--language', 'fr')
    expect(made).toMatchObject({ code: 0, errors: '' })
    const [name] = await readdir(safe)
    expect(made.output).toContain(name)
    const found = await verified(join(safe, name!))
    expect(found).toMatchObject({ code: 0, kind: 'backup', isFine: true })
    expect(found.writers.reduce((sum, { records }) => sum + records, 0)).toBe(17)
    const cut = join(base, 'cut')
    await writeFile(cut, (await readFile(join(safe, name!))).subarray(0, -5))
    expect(await verified(cut)).toMatchObject({ code: 1, broken: [{ file: 'cut', why: 'damaged' }] })
  })

  it('refuses a folder that is not there, data that are not there, and data that are open', async () => {
    expect(await cli('backup', '--to', join(base, 'gone'), '--data-dir', data)).toMatchObject({ code: 2, errors: expect.stringContaining('There is no folder') as string })
    expect(await cli('backup', '--to', base, '--data-dir', join(base, 'empty'))).toMatchObject({ code: 2, errors: expect.stringContaining('no data') as string })
    expect(await readdir(base)).not.toContain('empty')
    const claim = await claimDataFolder(data)
    kept = () => claim!.release()
    expect(await cli('backup', '--to', base, '--data-dir', data)).toMatchObject({ code: 2, errors: expect.stringContaining('Minutier is open') as string })
  })
})

describe('rebuild', () => {
  it('reads everything, and asks for a new view at the next start', async () => {
    const first = await cli('rebuild', '--data-dir', data)
    expect(first).toMatchObject({ code: 0, output: expect.stringContaining('at the next start') as string })
    await cli('rebuild', '--data-dir', data)
    expect(JSON.parse(await readFile(join(data, 'settings.json'), 'utf8'))).toMatchObject({ viewEpoch: 2, personName: 'Anna' })
  })

  it('refuses while the application is open', async () => {
    const claim = await claimDataFolder(data)
    kept = () => claim!.release()
    expect(await cli('rebuild', '--data-dir', data, '--language', 'fr')).toMatchObject({ code: 2, output: '', errors: expect.stringContaining('Minutier est ouvert') as string })
  })
})
