import { describe, expect, test } from 'vitest'
import { readWhole, type Disk } from '../../electron/disk/disk.ts'
import { createFile, isTemporary, replaceFile } from '../../electron/disk/durable-file.ts'
import { createFaultyDisk, type FaultyDisk } from '../fixtures/faulty-disk.ts'

const OLD = new TextEncoder().encode('the old content')
const NEW = new TextEncoder().encode('the new content, which is longer')
const PATH = '/folder/file'

function diskWith(seed: number, content?: Uint8Array): FaultyDisk {
  const disk = createFaultyDisk({ seed })
  disk.put('/folder/present', new Uint8Array())
  if (content) disk.put(PATH, content)
  return disk
}

const read = (disk: Disk) => readWhole(disk, PATH, 1_000)
const temporaries = (disk: FaultyDisk) => [...disk.files().keys()].filter(isTemporary)

describe('a file that is replaced', () => {
  test('is the old or the new one after a power cut at any moment, and the new one once that was said', async () => {
    for (let seed = 0; seed < 400; seed += 1) {
      const disk = diskWith(seed, OLD)
      const face = disk.face()
      let isDone = false
      const replacing = replaceFile(PATH, NEW, face).then(() => (isDone = true), () => undefined)
      for (let moment = 0; moment < seed % 60; moment += 1) await Promise.resolve()
      face.vanish('EIO')
      disk.crash()
      const wasDone = isDone
      await replacing
      const found = await read(disk)
      if (wasDone) expect(found, `seed ${seed}`).toEqual(NEW)
      else expect([OLD, NEW], `seed ${seed}`).toContainEqual(found)
    }
  })

  test('stays the old one when anything fails, and nothing else is left', async () => {
    for (const kind of ['create', 'write', 'sync', 'rename'] as const) {
      const disk = diskWith(1, OLD)
      disk.faults.chances = { [kind]: { share: 1, codes: ['EIO'] } }
      await expect(replaceFile(PATH, NEW, disk)).rejects.toMatchObject({ code: 'EIO' })
      disk.faults.chances = {}
      expect(await read(disk)).toEqual(OLD)
      expect(temporaries(disk)).toEqual([])
    }
  })
})

describe('a file that is made new', () => {
  for (const hasLinks of [true, false]) {
    test(`never takes the place of another (${hasLinks ? 'with' : 'without'} links)`, async () => {
      const disk = diskWith(1, OLD)
      disk.faults.hasLinks = hasLinks
      await expect(createFile(PATH, NEW, disk)).rejects.toMatchObject({ code: 'EEXIST' })
      expect(await read(disk)).toEqual(OLD)
      disk.put(PATH, undefined)
      await createFile(PATH, NEW, disk)
      disk.crash()
      expect(await read(disk)).toEqual(NEW)
      expect(temporaries(disk)).toEqual([])
    })
  }

  test('leaves its name free when it could not be finished on a drive without links', async () => {
    const disk = diskWith(1)
    Object.assign(disk.faults, { hasLinks: false, chances: { rename: { share: 1, codes: ['EBUSY'] } } })
    await expect(createFile(PATH, NEW, disk)).rejects.toMatchObject({ code: 'EBUSY' })
    expect([...disk.files().keys()]).toEqual(['/folder/present'])
  })
})
