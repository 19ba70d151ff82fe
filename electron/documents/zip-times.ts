/** 1 January 1980, midnight: the first moment that a zip file can tell. */
const TIME = 0
const DATE = (1 << 5) | 1

/**
 * Sets the time of every file in a zip archive to the same moment, in place: archives of the same content are the same
 * bytes. (The moment of writing is told nowhere else in one.)
 */
export function fixZipTimes(archive: Uint8Array): Uint8Array {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength)
  // The end record is last, and has no comment: the library writes none.
  const end = archive.byteLength - 22
  if (end < 0 || view.getUint32(end, true) !== 0x06054b50) throw new Error('not an archive as the library writes it')
  let entry = view.getUint32(end + 16, true)
  for (let count = view.getUint16(end + 10, true); count > 0; count -= 1) {
    const local = view.getUint32(entry + 42, true)
    view.setUint16(entry + 12, TIME, true)
    view.setUint16(entry + 14, DATE, true)
    view.setUint16(local + 10, TIME, true)
    view.setUint16(local + 12, DATE, true)
    entry += 46 + view.getUint16(entry + 28, true) + view.getUint16(entry + 30, true) + view.getUint16(entry + 32, true)
  }
  return archive
}
