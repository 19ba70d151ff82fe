import type { Disk, DiskFile } from './disk.ts'

/** A disk that nothing can change: what would, is refused with EROFS, as a folder without the right to write refuses it. */
export function readOnlyDisk(disk: Disk): Disk {
  return {
    async open(path, how) {
      return how === 'create' ? refused() : readOnlyFile(await disk.open(path, 'read'))
    },
    list: (folder) => disk.list(folder),
    stat: (path) => disk.stat(path),
    room: (path) => disk.room(path),
    rename: refused,
    link: refused,
    remove: refused,
    makeFolder: refused,
    syncFolder: () => Promise.resolve(),
  }
}

function readOnlyFile(file: DiskFile): DiskFile {
  return {
    write: refused,
    truncate: refused,
    sync: () => Promise.resolve(),
    read: (position, length) => file.read(position, length),
    facts: () => file.facts(),
    close: () => file.close(),
  }
}

function refused(): Promise<never> {
  return Promise.reject(Object.assign(new Error('this disk is only read'), { code: 'EROFS' }))
}
