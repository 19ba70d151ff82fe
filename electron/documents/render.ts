import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { DocumentFormat, DocumentKind, DocumentLanguage, DocumentRequest } from '../../shared/bridge.ts'
import type { Minutes } from '../../shared/minutes/minutes.ts'

/** Makes documents from minutes, away from the thread that asks. */
export interface DocumentRenderer {
  /**
   * One file. The same request gives the same bytes.
   * @throws {RenderFailure} with nothing half-made behind it; the next request works again.
   */
  render(request: RenderRequest): Promise<Uint8Array>
  /** The pages of the PDF, each as an SVG. @throws {RenderFailure} */
  preview(request: DocumentRequest): Promise<readonly string[]>
  /** Ends the worker. What was not done fails. */
  close(): Promise<void>
}

export interface RenderRequest {
  readonly minutes: Minutes
  readonly kind: DocumentKind
  readonly language: DocumentLanguage
  readonly format: DocumentFormat
}

export interface DocumentRendererOptions {
  /** Holds `fonts/` and `documents/`. Default: the project's `resources`, beside the source or the built files. */
  readonly resourcesDirectory?: string
  /** Default: the worker beside this file, built or as source. */
  readonly workerUrl?: URL
  /** How long one document may take, in milliseconds. */
  readonly timeLimit?: number
}

/** `refused`: this document cannot be made. `died`: the worker ended. `too-slow`: it took longer than the time limit. */
export type RenderProblem = 'refused' | 'died' | 'too-slow' | 'closed'

export class RenderFailure extends Error {
  readonly problem: RenderProblem
  constructor(problem: RenderProblem, message: string) {
    super(message)
    this.name = 'RenderFailure'
    this.problem = problem
  }
}

export interface WorkerData {
  readonly resourcesDirectory: string
}

export interface WorkerRequest extends DocumentRequest {
  readonly id: number
  readonly task: DocumentFormat | 'preview'
}

export type WorkerAnswer =
  | { readonly id: number; readonly ok: true; readonly result: Uint8Array | readonly string[] }
  | { readonly id: number; readonly ok: false; readonly message: string }

const TIME_LIMIT = 30_000

interface Pending {
  readonly resolve: (result: Uint8Array | readonly string[]) => void
  readonly reject: (failure: RenderFailure) => void
  readonly timer: NodeJS.Timeout
}

export function createDocumentRenderer(options: DocumentRendererOptions = {}): DocumentRenderer {
  const { timeLimit = TIME_LIMIT } = options
  const workerUrl = options.workerUrl ?? besideThisFile('./worker.ts', './documents-worker.js', '../documents-worker.js')
  const data: WorkerData = { resourcesDirectory: options.resourcesDirectory ?? fileURLToPath(besideThisFile('../../resources/', '../../../resources/')) }
  const pending = new Map<number, Pending>()
  let worker: Worker | undefined
  let lastId = 0
  let isClosed = false

  function failAll(failure: RenderFailure): void {
    for (const { reject, timer } of pending.values()) {
      clearTimeout(timer)
      reject(failure)
    }
    pending.clear()
  }

  function startWorker(): Worker {
    // Without `execArgv` a worker takes over the flags of its process, of which it cannot take all.
    const started = new Worker(workerUrl, { workerData: data, execArgv: [] })
    const dropped = (reason: string) => {
      if (worker !== started) return
      worker = undefined
      failAll(new RenderFailure('died', reason))
    }
    started.on('message', (answer: WorkerAnswer) => settle(answer))
    started.on('error', (cause: unknown) => dropped(`the document worker failed: ${String(cause)}`))
    started.on('exit', (code) => dropped(`the document worker ended with code ${code}`))
    // A window that closes must not wait for a worker that has nothing to do.
    started.unref()
    return started
  }

  function settle(answer: WorkerAnswer): void {
    const waiting = pending.get(answer.id)
    if (!waiting) return
    pending.delete(answer.id)
    clearTimeout(waiting.timer)
    if (answer.ok) waiting.resolve(answer.result)
    else waiting.reject(new RenderFailure('refused', answer.message))
    if (pending.size === 0) worker?.unref()
  }

  /** A worker that hangs cannot be asked to stop; all that it was to do fails with it. */
  function abandonWorker(failure: RenderFailure): void {
    const abandoned = worker
    worker = undefined
    failAll(failure)
    void abandoned?.terminate()
  }

  function ask(task: WorkerRequest['task'], { minutes, kind, language }: DocumentRequest): Promise<Uint8Array | readonly string[]> {
    if (isClosed) return Promise.reject(new RenderFailure('closed', 'the document renderer is closed'))
    const asked = (worker ??= startWorker())
    const id = (lastId += 1)
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => abandonWorker(new RenderFailure('too-slow', `a document took longer than ${timeLimit} ms`)), timeLimit)
      pending.set(id, { resolve, reject, timer })
      asked.ref()
      asked.postMessage({ id, task, minutes, kind, language } satisfies WorkerRequest)
    })
  }

  return {
    async render(request) {
      const result = await ask(request.format, request)
      if (!(result instanceof Uint8Array)) throw new RenderFailure('refused', 'the worker answered with something else than a file')
      return result
    },
    async preview(request) {
      const result = await ask('preview', request)
      if (result instanceof Uint8Array) throw new RenderFailure('refused', 'the worker answered with something else than pages')
      return result
    },
    async close() {
      isClosed = true
      const ended = worker
      worker = undefined
      failAll(new RenderFailure('closed', 'the document renderer was closed'))
      await ended?.terminate()
    },
  }
}

/** The first of these that exists beside this file, which is source, built, or a piece of what was built. */
function besideThisFile(...candidates: readonly [string, ...string[]]): URL {
  const urls = candidates.map((candidate) => new URL(candidate, import.meta.url))
  return urls.find((url) => existsSync(url)) ?? new URL(candidates[0], import.meta.url)
}
