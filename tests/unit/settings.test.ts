import { mkdir, mkdtemp, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSettingsFile, sharedThrough } from '../../electron/application/settings.ts'
import type { WorkspaceId, WriterId } from '../../shared/model/identifiers.ts'

let folder: string
let path: string
let problems: string[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'minutier-settings-'))
  path = join(folder, 'settings.json')
  problems = []
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const open = () => createSettingsFile(path, { problem: (event) => void problems.push(event) })
const kept = { sharedFolders: { one: 'somewhere' }, personName: 'Inès' }

describe('what is remembered', () => {
  it('is nothing where there is no file, and what was changed after that', async () => {
    expect(await open().read()).toEqual({})
    await open().change(kept)
    await open().change({ viewEpoch: 2 })
    expect(await open().read()).toEqual({ ...kept, viewEpoch: 2 })
    expect(await readdir(folder)).toEqual(['settings.json'])
    expect(problems).toEqual([])
  })

  it.each(['', '{"personName": "Inè', '[1]', 'null'])('is kept aside where it cannot be read (%j), and told', async (content) => {
    await writeFile(path, content)
    await writeFile(`${path}.damaged-1`, 'of before')
    const settings = open()
    expect(await settings.read()).toEqual({})
    expect(await readdir(folder)).toHaveLength(2)
    await settings.change({ personName: 'Zoé' })
    await settings.change({ viewEpoch: 1 })
    expect(await settings.read()).toEqual({ personName: 'Zoé', viewEpoch: 1 })
    expect(await readFile(`${path}.damaged-1`, 'utf8')).toBe('of before')
    expect(await readFile(`${path}.damaged-2`, 'utf8')).toBe(content)
    expect(await readdir(folder)).toHaveLength(3)
    expect(problems).toEqual(['settings damaged'])
  })

  it('loses only the part that cannot be read, and that is kept aside', async () => {
    const content = JSON.stringify({ ...kept, exportFolder: 7, viewEpoch: -1 })
    await writeFile(path, content)
    const settings = open()
    expect(await settings.read()).toEqual(kept)
    await settings.change({ viewEpoch: 1 })
    expect(await settings.read()).toEqual({ ...kept, viewEpoch: 1 })
    expect(await readFile(`${path}.damaged-1`, 'utf8')).toBe(content)
  })

  it('is not replaced by nothing where the disk did not give it', async () => {
    // Reading a folder fails with EISDIR on every system.
    await mkdir(path)
    const settings = open()
    expect(await settings.read()).toEqual({})
    await expect(settings.change({ personName: 'Zoé' })).rejects.toMatchObject({ code: 'EISDIR' })
    await rmdir(path)
    await writeFile(path, JSON.stringify(kept))
    // Somebody may hold the nothing that was read.
    await expect(settings.change({ sharedFolders: {} })).rejects.toMatchObject({ code: 'EISDIR' })
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(kept)
    expect(await open().read()).toEqual(kept)
    expect(problems).toEqual(['settings not read'])
  })

  it('is what was read before where the disk does not give it any more', async () => {
    await writeFile(path, JSON.stringify(kept))
    const settings = open()
    await settings.read()
    await rm(path)
    await mkdir(path)
    expect(await settings.read()).toEqual(kept)
    await expect(settings.change({ viewEpoch: 1 })).rejects.toThrow()
    await rmdir(path)
    await writeFile(path, JSON.stringify(kept))
    await settings.change({ viewEpoch: 1 })
    expect(await settings.read()).toEqual({ ...kept, viewEpoch: 1 })
  })

  it('says how far a log is known to be shared, of that writer only', async () => {
    await writeFile(path, JSON.stringify({ lastShared: { one: { writer: 'me', through: 12, at: null } } }))
    const through = sharedThrough(open())
    expect(await through('one' as WorkspaceId, 'me' as WriterId)).toBe(12)
    expect(await through('one' as WorkspaceId, 'another' as WriterId)).toBe(0)
    expect(await through('two' as WorkspaceId, 'me' as WriterId)).toBe(0)
  })
})
