import type { Bridge, BridgeCall, BridgeProblem, MenuCommand } from '../../shared/bridge.ts'
import type { DoorAnswer } from '../guards/bridge-door.ts'
import { unpackedAnswer } from './packed-answer.ts'

interface DoorRefusal {
  readonly ok: false
  readonly problem: 'invalid-request' | 'too-large'
}

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
    JSON.parse(await unpackedAnswer(await wire.send(JSON.stringify({ call, arguments: values })))) as DoorAnswer

  const call = async <Value>(name: BridgeCall, ...values: readonly unknown[]): Promise<Value> => {
    const answer = await ask(name, values)
    if (!answer.ok) throw refusal(answer.problem)
    return answer.value as Value
  }

  /** For calls whose result can say that they failed. The door itself refuses only what is not a request, or too large. */
  const attempt = async <Value>(name: BridgeCall, ...values: readonly unknown[]): Promise<Value | DoorRefusal> => {
    const answer = await ask(name, values)
    return answer.ok ? (answer.value as Value) : { ok: false, problem: answer.problem === 'too-large' ? 'too-large' : 'invalid-request' }
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
    openProjector: () => call('openProjector'),
    news: (after) => call('news', after),
    quit: () => call('quit'),
    logs: () => call('logs'),
    appendChanges: (request) => attempt('appendChanges', request),
    readChanges: (request) => attempt('readChanges', request),
    sharing: () => call('sharing'),
    shareWorkspace: (workspace) => attempt('shareWorkspace', workspace),
    joinSharedFolder: () => attempt('joinSharedFolder'),
    stopSharing: (workspace) => call('stopSharing', workspace),
    shareNow: (workspace) => call('shareNow', workspace),
    revealSharedFolder: (workspace) => call('revealSharedFolder', workspace),
    reportPlace: (place) => call('reportPlace', place),
    personName: () => call('personName'),
    setPersonName: (name) => call('setPersonName', name),
    makeBackup: () => attempt('makeBackup'),
    restoreBackup: () => attempt('restoreBackup'),
    automaticBackups: () => call('automaticBackups'),
    restoreAutomaticBackup: (name) => attempt('restoreAutomaticBackup', name),
    onMenuCommand: (listener) => wire.onMenuCommand(listener),
  }
}

function refusal(problem: BridgeProblem): Error {
  const error = new Error(problem)
  error.name = 'BridgeRefusal'
  return error
}
