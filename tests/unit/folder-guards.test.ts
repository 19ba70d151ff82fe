import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newIdentifier, type WorkspaceId } from '../../shared/model/identifiers.ts'
import { install, writeCommittee, type Installation } from '../fixtures/installation.ts'

const workspace = newIdentifier<WorkspaceId>()

/** Everything is done through a real disk, which may be busy. In milliseconds. */
const HOOK_LIMIT = 60_000

let base: string
let shared: string
let anna: Installation
let bruno: Installation

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'minutier-guards-'))
  shared = join(base, 'shared')
  await mkdir(shared)
  anna = await install(join(base, 'anna'), workspace, shared)
  await writeCommittee(anna, workspace)
  await anna.sharing.handlers.shareWorkspace(workspace)
  bruno = await install(join(base, 'bruno'), workspace, shared)
  await bruno.sharing.handlers.joinSharedFolder()
}, HOOK_LIMIT)

afterEach(async () => {
  await anna.close()
  await bruno.close()
  await rm(base, { recursive: true, force: true })
})

const recordsOf = async ({ journal }: Installation) => (await journal.space(workspace)).positions().reduce((sum, { last }) => sum + last, 0)
const stateOf = async ({ sharing }: Installation) => (await sharing.handlers.sharing())[0]!.state
const files = async () => (await readdir(shared, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort()
const segments = async () => (await files()).filter((path) => path.endsWith('.minutes'))
const both = async () => {
  await anna.sharing.handlers.shareNow(workspace)
  await bruno.sharing.handlers.shareNow(workspace)
}
const rename14 = (by: Installation) => by.edit({ kind: 'workspace', id: workspace }, (document) => document.getMap('facts').set('workspace/name.fr', 'Phares du nord'))

describe('a shared folder', () => {
  it('from which somebody takes files away gets them back, and nobody loses anything', async () => {
    const before = [await recordsOf(anna), await recordsOf(bruno)]
    expect(before).toEqual([3, 3])
    for (const path of await segments()) await rm(path)
    await both()
    expect([await recordsOf(anna), await recordsOf(bruno)]).toEqual(before)
    expect(await segments()).not.toEqual([])
    // Whoever comes now reads all of it.
    const third = await install(join(base, 'third'), workspace, shared)
    await third.sharing.handlers.joinSharedFolder()
    await expect.poll(() => recordsOf(third)).toBe(3)
    await third.close()
  })

  it('that is empty, as an unplugged drive leaves it behind, is left alone, and serves again when it is back', async () => {
    await rename(shared, `${shared}-away`)
    await mkdir(shared)
    await rename14(anna)
    await both()
    expect(await files()).toEqual([])
    expect(await stateOf(anna)).toMatchObject({ waiting: 1, problem: 'other-content' })
    expect([await recordsOf(anna), await recordsOf(bruno)]).toEqual([4, 3])
    await rm(shared, { recursive: true })
    await rename(`${shared}-away`, shared)
    await both()
    await expect.poll(() => recordsOf(bruno)).toBe(4)
    expect(await stateOf(anna)).toMatchObject({ waiting: 0, problem: null })
  })

  it('of a newer version is read as far as it is understood, and never written', async () => {
    // What Anna has written last stands there before the version changes.
    await rename14(anna)
    await anna.sharing.handlers.shareNow(workspace)
    await bruno.close()
    const path = join(shared, 'space.json')
    await writeFile(path, JSON.stringify({ ...(JSON.parse(await readFile(path, 'utf8')) as object), format: 2, else: [] }))
    const before = await files()
    bruno = await install(join(base, 'bruno'), workspace, shared)
    await rename14(bruno)
    await bruno.sharing.handlers.shareNow(workspace)
    expect(await recordsOf(bruno)).toBe(5)
    expect(await stateOf(bruno)).toMatchObject({ access: 'read-only', waiting: 1, problem: 'newer-format' })
    expect((await files()).filter((file) => !before.includes(file))).toEqual([])
  })
})
