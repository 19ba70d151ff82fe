import { describe, expect, test } from 'vitest'
import { createFaultyDisk, type FaultyDisk } from '../fixtures/faulty-disk.ts'

/** The experiment itself: a disk that lost too little would prove nothing, and one that lost too much, the wrong thing. */
const text = (content: Uint8Array | undefined) => content && new TextDecoder().decode(content)
const bytes = (content: string) => new TextEncoder().encode(content)

async function written(seed: number, synced: { readonly content: boolean; readonly name: boolean }): Promise<FaultyDisk> {
  const disk = createFaultyDisk({ seed })
  disk.put('/a/present', new Uint8Array())
  const file = await disk.open('/a/file', 'create')
  await file.write(bytes('first.'), 0)
  await file.write(bytes('second.'), 6)
  if (synced.content) await file.sync()
  if (synced.name) await disk.syncFolder('/a')
  disk.crash()
  return disk
}

async function outcomes(synced: { readonly content: boolean; readonly name: boolean }): Promise<Set<string | undefined>> {
  const found = new Set<string | undefined>()
  for (let seed = 0; seed < 300; seed += 1) found.add(text((await written(seed, synced)).files().get('/a/file')))
  return found
}

describe('the disk that fails', () => {
  test('keeps what was synced, content and name', async () => {
    expect(await outcomes({ content: true, name: true })).toEqual(new Set(['first.second.']))
  })

  test('may lose a name that was not synced, and then only that', async () => {
    expect(await outcomes({ content: true, name: false })).toEqual(new Set(['first.second.', undefined]))
  })

  test('keeps any part of what was not synced: none, all, half, the second write without the first, zeros', async () => {
    const found = await outcomes({ content: false, name: true })
    for (const outcome of ['', 'first.', 'first.second.', '\0\0\0\0\0\0second.', 'fir']) expect(found).toContain(outcome)
    expect(found).not.toContain(undefined)
  })

  test('says ENOSPC after a part, and takes more when there is room again', async () => {
    const disk = createFaultyDisk({ seed: 1, faults: { room: 4 } })
    const file = await disk.open('/file', 'create')
    await expect(file.write(bytes('too long'), 0)).rejects.toMatchObject({ code: 'ENOSPC' })
    expect(text(disk.files().get('/file'))).toBe('too ')
    await file.truncate(0)
    await file.write(bytes('now'), 0)
    expect(text(disk.files().get('/file'))).toBe('now')
  })

  test('forgets what could not be synced, and says nothing of it at the next sync', async () => {
    const found = new Set<string | undefined>()
    for (let seed = 0; seed < 100; seed += 1) {
      const disk = createFaultyDisk({ seed, faults: { chances: { sync: { share: 1, codes: ['EIO'] } } } })
      const file = await disk.open('/file', 'create')
      await disk.syncFolder('/')
      await file.write(bytes('lost'), 0)
      await expect(file.sync()).rejects.toMatchObject({ code: 'EIO' })
      disk.faults.chances = {}
      await file.sync()
      expect(text(disk.files().get('/file'))).toBe('lost')
      disk.crash()
      found.add(text(disk.files().get('/file')))
    }
    expect(found).toContain('')
  })

  test('is the same again for the same seed', async () => {
    for (let seed = 0; seed < 20; seed += 1) expect((await written(seed, { content: false, name: false })).files()).toEqual((await written(seed, { content: false, name: false })).files())
  })

  test('folds case, has coarse times, no links, and goes away, where it is told to', async () => {
    const disk = createFaultyDisk({ seed: 1, foldsCase: true, timeStep: 2_000, faults: { hasLinks: false } })
    disk.put('/Folder/File', bytes('a'))
    await expect(disk.open('/folder/FILE', 'create')).rejects.toMatchObject({ code: 'EEXIST' })
    expect((await disk.stat('/folder/file')).modified % 2_000).toBe(0)
    await expect(disk.link('/folder/file', '/folder/other')).rejects.toMatchObject({ code: 'EPERM' })
    const face = disk.face()
    face.vanish()
    await expect(face.list('/folder')).rejects.toMatchObject({ code: 'ENOENT' })
    expect(await disk.list('/folder')).toEqual([{ name: 'File', isFolder: false }])
    face.comeBack()
    expect(await face.list('/folder')).toHaveLength(1)
  })
})
