import type { Bridge, BridgeCall, BridgeProblem, Failure, MenuCommand } from '../../shared/bridge.ts'
import type { DoorAnswer } from '../guards/bridge-door.ts'

/** How the page's side of the bridge reaches the main process. */
export interface BridgeWire {
  send(message: string): Promise<string>
  /** Returns the unsubscribe. */
  onMenuCommand(listener: (command: MenuCommand) => void): () => void
}

/**
 * The page's side of the bridge, the same in both hosts. A call that the door refuses rejects with an error whose
 * message is the `BridgeProblem`; calls whose result can be a `Failure` resolve with one instead.
 */
export function createBridgeClient(wire: BridgeWire): Bridge {
  const ask = async (call: BridgeCall, values: readonly unknown[]): Promise<DoorAnswer> =>
    JSON.parse(await wire.send(JSON.stringify({ call, arguments: values }))) as DoorAnswer

  const call = async <Value>(name: BridgeCall, ...values: readonly unknown[]): Promise<Value> => {
    const answer = await ask(name, values)
    if (!answer.ok) throw refusal(answer.problem)
    return answer.value as Value
  }

  const attempt = async <Value>(name: BridgeCall, ...values: readonly unknown[]): Promise<Value | Failure> => {
    const answer = await ask(name, values)
    return answer.ok ? (answer.value as Value) : { ok: false, problem: answer.problem }
  }

  return {
    describe: () => call('describe'),
    reportReady: () => call('reportReady'),
    setLanguage: (language) => call('setLanguage', language),
    previewDocument: (request) => attempt('previewDocument', request),
    exportDocuments: (request) => attempt('exportDocuments', request),
    exportFolder: () => call('exportFolder'),
    chooseExportFolder: () => attempt('chooseExportFolder'),
    openExported: (file) => call('openExported', file),
    revealExported: (file) => call('revealExported', file),
    openLink: (address) => call('openLink', address),
    quit: () => call('quit'),
    onMenuCommand: (listener) => wire.onMenuCommand(listener),
  }
}

function refusal(problem: BridgeProblem): Error {
  const error = new Error(problem)
  error.name = 'BridgeRefusal'
  return error
}
