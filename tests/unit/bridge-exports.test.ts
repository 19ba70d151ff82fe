import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { createFile, replaceFile } from '../../electron/disk/durable-file.ts'
import { createExports, exportStem } from '../../electron/application/exports.ts'
import { fileStem } from '../../electron/application/file-name.ts'
import { realDisk, type Disk } from '../../electron/disk/disk.ts'
import { createFolderGate } from '../../electron/folder/folder-gate.ts'
import { createSettingsFile } from '../../electron/application/settings.ts'
import { committeeMinutes } from '../fixtures/minutes-committee.ts'

const minutes = committeeMinutes()
const request = { minutes, kind: 'minutes', language: 'fr' } as const
const content = Buffer.from('content')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'minutier-exports-'))
})

const settings = () => createSettingsFile(join(folder, 'settings.json'))

describe('file names', () => {
  it.each([
    ['Visio nº 14', 'Visio nº 14'],
    ['a/b\\c|d', 'a-b-c-d'],
    ['what? "this": <that>*', 'what this that'],
    ['CON', '_CON'],
    ['aux.txt', '_aux.txt'],
    ['LPT1', '_LPT1'],
    ['...hidden', 'hidden'],
    ['ends with dots...', 'ends with dots'],
    ['e\u0301te\u0301', 'été'],
    ['\u202eexe.fdp', 'exe.fdp'],
    ['two\nlines\tand a tab', 'two lines and a tab'],
    ['📝 notes', '📝 notes'],
    ['אבג', 'אבג'],
    ['\ud800', ''],
    ['   ', ''],
    ['..', ''],
  ])('%j becomes %j', (text, name) => {
    expect(fileStem(text)).toBe(name)
  })

  it('can be kept by every system, whatever the title', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), fc.string({ unit: 'grapheme', maxLength: 400 })), (text) => {
        const name = fileStem(text)
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(121)
        expect(name).not.toMatch(/[/\\<>:"|?*\p{Cc}]/u)
        expect(name).not.toMatch(/^[\s.]|[\s.]$/u)
        expect(name.isWellFormed()).toBe(true)
        expect(fileStem(name)).toBe(name)
      }),
    )
  })

  it('say the date, the title and the kind in the language of the document', () => {
    expect(exportStem(request)).toMatch(/^\d{4}-\d{2}-\d{2} .+ - compte-rendu$/)
    expect(exportStem({ ...request, kind: 'decisions', language: 'en' })).toMatch(/ - decisions$/)
    expect(exportStem({ ...request, kind: 'decisions', language: 'both' })).toMatch(/ - relevé de décisions \+ decisions$/)
    expect(exportStem({ ...request, minutes: { ...minutes, date: null, title: { ...minutes.title, fr: '?', en: null } } })).toBe('compte-rendu')
  })
})

describe('durable files', () => {
  it('replace what stood there, and leave nothing else', async () => {
    const path = join(folder, 'a')
    writeFileSync(path, 'old')
    await replaceFile(path, content)
    expect(readFileSync(path, 'utf8')).toBe('content')
    expect(readdirSync(folder)).toEqual(['a'])
  })

  it('never replace where the name must be new', async () => {
    const path = join(folder, 'a')
    writeFileSync(path, 'old')
    await expect(createFile(path, content)).rejects.toMatchObject({ code: 'EEXIST' })
    expect(readFileSync(path, 'utf8')).toBe('old')
    expect(readdirSync(folder)).toEqual(['a'])
  })
})

describe('exports', () => {
  it('make their folder when first needed, and number what is there already', async () => {
    const target = join(folder, 'made', 'here')
    const exports = createExports({ settings: settings(), override: target })
    const files = [await exports.write(request, 'pdf', content), await exports.write(request, 'pdf', content), await exports.write(request, 'docx', content)]
    const stem = exportStem(request)
    expect(files.map((file) => file.name)).toEqual([`${stem}.pdf`, `${stem} (2).pdf`, `${stem}.docx`])
    expect(readdirSync(target).toSorted()).toEqual(files.map((file) => file.name).toSorted())
    expect(exports.pathOf(files[0]?.id ?? '')).toBe(join(target, `${stem}.pdf`))
    expect(exports.pathOf('another')).toBeUndefined()
  })

  it('two at once get two names', async () => {
    const exports = createExports({ settings: settings(), override: folder })
    const files = await Promise.all(Array.from({ length: 8 }, () => exports.write(request, 'pdf', content)))
    expect(new Set(files.map((file) => file.name)).size).toBe(8)
  })

  it('remember the folder that was chosen', async () => {
    const chosen = join(folder, 'chosen')
    mkdirSync(chosen)
    await createExports({ settings: settings() }).chooseFolder(chosen)
    const exports = createExports({ settings: settings() })
    expect(await exports.folder()).toBe(chosen)
    expect((await exports.shownFolder()).label).toMatch(/ › chosen$/)
  })

  it('say that a drive is not there which does not answer, and ask it one thing at a time', async () => {
    mkdirSync(join(folder, 'drive'))
    let underWay = 0
    const dead: Disk = { ...realDisk, stat: () => new Promise(() => (underWay += 1)) }
    const exports = createExports({ settings: settings(), outside: createFolderGate({ atOnce: 1, patience: 50, longest: 100 }).disk(dead, 'outside') })
    await exports.chooseFolder(join(folder, 'drive'))
    const written = await Promise.all(Array.from({ length: 5 }, () => exports.write(request, 'pdf', content).catch((error: unknown) => error)))
    for (const refused of written) expect(refused).toMatchObject({ problem: 'folder-missing' })
    expect(underWay).toBe(1)
  })

  it('write all of a document through the gate', async () => {
    const asked: string[] = []
    const watched = new Proxy(realDisk, { get: (disk, name: keyof Disk) => (asked.push(name), disk[name]) })
    await createExports({ settings: settings(), override: folder, outside: watched }).write(request, 'pdf', content)
    expect(asked).toEqual(expect.arrayContaining(['open', 'link']))
  })

  it('do not invent a chosen folder that is gone', async () => {
    const chosen = join(folder, 'drive')
    mkdirSync(chosen)
    const exports = createExports({ settings: settings() })
    await exports.chooseFolder(chosen)
    rmSync(chosen, { recursive: true })
    await expect(exports.write(request, 'pdf', content)).rejects.toMatchObject({ problem: 'folder-missing' })
    expect(existsSync(chosen)).toBe(false)
  })

  it.runIf(process.platform === 'linux')('say that a folder is read-only', async () => {
    // Root may write anywhere but there.
    const exports = createExports({ settings: settings(), override: '/sys' })
    await expect(exports.write(request, 'pdf', content)).rejects.toMatchObject({ problem: 'folder-read-only' })
  })

  it('say that a file stands where the folder should be', async () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    await expect(createExports({ settings: settings(), override: file }).write(request, 'pdf', content)).rejects.toMatchObject({ problem: 'write-failed' })
  })

  it('start anew from a settings file that cannot be read', async () => {
    writeFileSync(join(folder, 'settings.json'), '{"exportFolder": 7')
    expect(await settings().read()).toEqual({})
    await settings().change({ exportFolder: '/x' })
    expect(await settings().read()).toEqual({ exportFolder: '/x' })
  })
})
