import { promisify } from 'node:util'
import { deflateRaw } from 'node:zlib'
import * as v from 'valibot'
import { bridgeArguments, LARGEST_CALL, type BridgeCall, type BridgeHandlers, type BridgeProblem } from '../../shared/bridge.ts'
import { PACKED, PACKED_FROM } from '../hosts/packed-answer.ts'

const deflated = promisify(deflateRaw)
const FASTEST = 1

/**
 * Threat: a script in the page (a mistake of ours, or an attack through pasted or shared content) calls the main
 * process with what it likes: calls that do not exist, arguments of another shape, endless ones; or learns from an
 * error where things stand on the disk.
 *
 * Defences:
 * 1. One door: every call of either host comes through here as one JSON text.
 * 2. The size is limited before the text is read.
 * 3. Only calls that have a schema exist; inherited names (`constructor`, `__proto__`) are none.
 * 4. Arguments are checked by that schema; the handler gets the checked value, never the text's.
 * 5. What is thrown inside is told to the log; the page learns one word (`BridgeProblem`), never a message or a path.
 */
export interface BridgeDoor {
  /** Never rejects: a refusal is an answer too. For `unpackedAnswer` on the other side. */
  pass(message: unknown): Promise<string>
}

export type DoorAnswer = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: BridgeProblem }

/** Told of each refused or failed call; `error` only where a handler threw. */
export type RefusalListener = (refusal: { readonly call: string; readonly problem: BridgeProblem; readonly error?: unknown }) => void

const message = v.strictObject({ call: v.picklist(Object.keys(bridgeArguments) as BridgeCall[]), arguments: v.array(v.unknown()) })

export function createBridgeDoor(handlers: BridgeHandlers, onRefusal: RefusalListener): BridgeDoor {
  const answer = async (text: unknown): Promise<DoorAnswer> => {
    const refuse = (problem: BridgeProblem, call = 'unknown', error?: unknown): DoorAnswer => {
      onRefusal({ call, problem, ...(error !== undefined && { error }) })
      return { ok: false, problem }
    }
    if (typeof text !== 'string') return refuse('invalid-request')
    if (text.length > LARGEST_CALL) return refuse('too-large')
    const envelope = v.safeParse(message, parsed(text))
    if (!envelope.success) return refuse('invalid-request')
    const { call, arguments: values } = envelope.output
    const checked = v.safeParse(bridgeArguments[call], values)
    if (!checked.success) return refuse('invalid-request', call)
    try {
      const handler = handlers[call] as (...values: unknown[]) => Promise<unknown>
      return { ok: true, value: await handler(...(checked.output as unknown[])) }
    } catch (error) {
      return refuse('invalid-request', call, error)
    }
  }
  return {
    async pass(text) {
      const json = JSON.stringify(await answer(text))
      return json.length < PACKED_FROM ? json : `${PACKED}${(await deflated(json, { level: FASTEST })).toString('base64')}`
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
