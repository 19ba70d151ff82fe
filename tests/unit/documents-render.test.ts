import { unzipSync } from 'fflate'
import { afterAll, describe, expect, it } from 'vitest'
import { fontCoverage } from '../../electron/documents/coverage.ts'
import { readFontFaces } from '../../electron/documents/fonts.ts'
import { createDocumentRenderer, RenderFailure } from '../../electron/documents/render.ts'
import type { Minutes } from '../../shared/minutes/minutes.ts'
import { committeeMinutes } from '../fixtures/minutes-committee.ts'

const minutes = committeeMinutes()
const renderer = createDocumentRenderer()
afterAll(() => renderer.close())

const worker = (source: string) => new URL(`data:text/javascript,${encodeURIComponent(`import { parentPort } from 'node:worker_threads'; ${source}`)}`)
const problemOf = (attempt: Promise<unknown>) => attempt.then(() => 'none', (cause: unknown) => (cause instanceof RenderFailure ? cause.problem : String(cause)))

describe('the document renderer', () => {
  it('makes both formats and a preview', async () => {
    const [docx, pdf, pages] = await Promise.all([
      renderer.render({ minutes, kind: 'decisions', language: 'fr', format: 'docx' }),
      renderer.render({ minutes, kind: 'decisions', language: 'fr', format: 'pdf' }),
      renderer.preview({ minutes, kind: 'decisions', language: 'fr' }),
    ])
    expect(Object.keys(unzipSync(docx))).toContain('word/document.xml')
    expect(Buffer.from(pdf.subarray(0, 5)).toString()).toBe('%PDF-')
    expect(pages.length).toBeGreaterThan(1)
    for (const page of pages) expect(page).toMatch(/^<svg xmlns=.*<\/svg>$/s)
  })

  it('fails with a reason for what is no minutes, and works again', async () => {
    const broken = { ...minutes, agenda: null } as unknown as Minutes
    expect(await problemOf(renderer.render({ minutes: broken, kind: 'minutes', language: 'fr', format: 'pdf' }))).toBe('refused')
    expect((await renderer.render({ minutes, kind: 'decisions', language: 'en', format: 'docx' })).byteLength).toBeGreaterThan(1000)
  })

  it('says that its worker died, and starts another', async () => {
    const dying = createDocumentRenderer({ workerUrl: worker('parentPort.once("message", () => process.exit(3))') })
    expect(await problemOf(dying.preview({ minutes, kind: 'minutes', language: 'fr' }))).toBe('died')
    expect(await problemOf(dying.preview({ minutes, kind: 'minutes', language: 'fr' }))).toBe('died')
    await dying.close()
  })

  it('says that its worker throws', async () => {
    const throwing = createDocumentRenderer({ workerUrl: worker('throw new Error("no fonts")') })
    expect(await problemOf(throwing.preview({ minutes, kind: 'minutes', language: 'fr' }))).toBe('died')
    await throwing.close()
  })

  it('does not wait longer than its time limit', async () => {
    const hanging = createDocumentRenderer({ workerUrl: worker('parentPort.once("message", () => { for (;;); })'), timeLimit: 200 })
    expect(await problemOf(hanging.preview({ minutes, kind: 'minutes', language: 'fr' }))).toBe('too-slow')
    await hanging.close()
  })

  it('refuses once closed', async () => {
    const closed = createDocumentRenderer()
    await closed.close()
    expect(await problemOf(closed.preview({ minutes, kind: 'minutes', language: 'fr' }))).toBe('closed')
  })
})

describe('the coverage of the shipped fonts', () => {
  it('lets through what they show and names the rest', async () => {
    const coverage = fontCoverage(await readFontFaces(new URL('../../resources', import.meta.url).pathname))
    const shown = 'Élan « œuvre » 94\u202f% ☐ ✓ → ∑ 😀 שלום مرحبا Ωμέγα Привет\n'
    expect(coverage.cover(shown)).toBe(shown)
    expect(coverage.cover('a中b')).toBe('a‹U+4E2D›b')
    expect(coverage.cover('👩\u200d🔬 \u{e0041}')).toBe('👩\u200d🔬 ')
    expect(coverage.coverStrictly('é 😀')).toBe('é ‹U+1F600›')
  })
})
