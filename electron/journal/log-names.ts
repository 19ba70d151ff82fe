import type { LogId } from '../../shared/log/record.ts'
import type { WriterId } from '../../shared/model/identifiers.ts'

/**
 * Threat: identifiers of workspaces come from the page, those of writers from a shared folder, and both become names
 * of folders. Defence: only lower-case letters, digits and hyphens (UUIDs, and the name of the sample) do, so that no name
 * leaves its folder and no two names are one on a disk that folds case.
 */
const IDENTIFIER = /^[a-z\d][a-z\d-]{0,63}$/u
const BRANCH = /^[\da-f]{16}$/u

export function isIdentifier(text: string): boolean {
  return IDENTIFIER.test(text)
}

/** Whose log a folder of this name holds; undefined if it holds none. */
export function writerOfLog(name: string): WriterId | undefined {
  const [writer = '', branch, ...more] = name.split('.')
  return isIdentifier(writer) && more.length === 0 && (branch === undefined || BRANCH.test(branch)) ? (writer as WriterId) : undefined
}

/** Sixteen digits: whoever wanted two branches to have one name would have to try four thousand million histories. */
export function branchOf(writer: WriterId, hash: Uint8Array): LogId {
  return `${writer}.${Buffer.from(hash.subarray(0, 8)).toString('hex')}`
}
