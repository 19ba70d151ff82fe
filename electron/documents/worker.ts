import { parentPort, workerData } from 'node:worker_threads'
import { presentMinutes } from '../../shared/minutes/present.ts'
import { writeDocx } from './docx.ts'
import { createPdfWriter, type PdfWriter } from './pdf.ts'
import type { WorkerAnswer, WorkerData, WorkerRequest } from './render.ts'

/** The thread that makes documents: setting a long document must not hold up the window. */
const port = parentPort
if (!port) throw new Error('this file runs as a worker')
const { resourcesDirectory } = workerData as WorkerData

let pdfWriter: Promise<PdfWriter> | undefined
/** Reading fonts takes a moment: once, and not before the first document that needs them. */
function openPdfWriter(): Promise<PdfWriter> {
  pdfWriter ??= createPdfWriter(resourcesDirectory)
  return pdfWriter
}

async function answer({ task, minutes, kind, language }: WorkerRequest): Promise<Uint8Array | readonly string[]> {
  const presentation = presentMinutes(minutes, kind, language)
  switch (task) {
    case 'docx':
      return writeDocx(presentation)
    case 'pdf':
      return (await openPdfWriter()).write(presentation)
    case 'preview':
      return (await openPdfWriter()).pages(presentation)
  }
}

port.on('message', (request: WorkerRequest) => {
  answer(request).then(
    (result) => port.postMessage({ id: request.id, ok: true, result } satisfies WorkerAnswer),
    (cause: unknown) => port.postMessage({ id: request.id, ok: false, message: String(cause) } satisfies WorkerAnswer),
  )
})
