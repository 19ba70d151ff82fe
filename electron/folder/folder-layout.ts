import { join } from 'node:path'
import type { WriterId } from '../../shared/model/identifiers.ts'
import type { SegmentHeader } from '../../shared/log/segment.ts'

/** Where things stand in a shared folder: `docs/folder-format.md`. Names are small, plain and the same on every system. */
export const WRITERS = 'writers'
export const ARCHIVE = 'archive'
/** In a writer's folder: segments of others' logs that stood nowhere else any more. */
export const CARRIED = 'carried'
export const PRESENCE = 'here.json'

export function writersFolder(folder: string): string {
  return join(folder, WRITERS)
}

export function writerFolder(folder: string, writer: WriterId): string {
  return join(folder, WRITERS, writer)
}

const DIGITS = 12

/**
 * A name for the eye and for uniqueness; nobody reads anything from it. Two different contents never have one name.
 * @param attempt from the second on, for a name under which something else stands.
 */
export function segmentName({ first, last, chainAfter }: Pick<SegmentHeader, 'first' | 'last' | 'chainAfter'>, attempt: number): string {
  const stem = `${String(first).padStart(DIGITS, '0')}-${String(last).padStart(DIGITS, '0')}-${Buffer.from(chainAfter.subarray(0, 4)).toString('hex')}`
  return attempt === 1 ? `${stem}.minutes` : `${stem}-${attempt}.minutes`
}

/** Only a file with such a name is ever removed, and only by its owner. */
export function isSegmentName(name: string): boolean {
  return /^\d{12,16}-\d{12,16}-[0-9a-f]{8}(?:-\d+)?\.minutes$/u.test(name)
}

/** What a writer's identifier is; the name of its folder may be spelt otherwise. */
export function isUuid(text: string): boolean {
  return /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/u.test(text)
}

/** What systems and drives put into an empty folder by themselves. */
const SYSTEM_NAMES = new Set(['desktop.ini', 'thumbs.db', 'ehthumbs.db', 'icon\r', '$recycle.bin', 'system volume information', 'lost+found', '__macosx', '#recycle', '@eadir'])

/** True for what a person who looks into the folder does not see. */
export function isInvisible(name: string): boolean {
  return name.startsWith('.') || SYSTEM_NAMES.has(name.toLowerCase())
}
