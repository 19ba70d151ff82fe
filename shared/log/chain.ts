import type { WorkspaceId, WriterId } from '../model/identifiers.ts'
import type { LogPrimitives } from './primitives.ts'

/**
 * The chain of a log: a hash after each record that depends on all records before it. Two copies of a log that have
 * the same value at the same sequence number are the same up to there; a value that differs shows a second writer
 * under one id (a cloned profile) or a damaged file. It does not depend on how the log is cut into files.
 */
export const CHAIN_BYTES = 32

export function chainStart(space: WorkspaceId, writer: WriterId, { sha256 }: LogPrimitives): Uint8Array {
  return sha256(new TextEncoder().encode(`minutier log 1\n${space}\n${writer}\n`))
}

export function chainAfter(before: Uint8Array, payload: Uint8Array, { sha256 }: LogPrimitives): Uint8Array {
  const content = new Uint8Array(before.length + payload.length)
  content.set(before)
  content.set(payload, before.length)
  return sha256(content)
}

export function sameChain(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index])
}
