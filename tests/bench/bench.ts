import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type { Measurement } from './measurement.ts'

/** Each figure and the module that measures it; loaded when it is its turn, so that one does not weigh on another. */
const BENCHES: Readonly<Record<string, () => Promise<Measurement>>> = {
  docx: async () => (await import('./documents-bench.ts')).docxBench(),
  pdf: async () => (await import('./documents-bench.ts')).pdfBench(),
  'keystroke-to-paint': async () => (await import('./keystroke-bench.ts')).keystrokeBench(),
  'keystroke-to-paint-three-hours': async () => (await import('./keystroke-bench.ts')).keystrokeThreeHoursBench(),
  'speaker-completion': async () => (await import('./three-hours-bench.ts')).completionBench(),
  'item-switch': async () => (await import('./three-hours-bench.ts')).itemSwitchBench(),
  'memory-three-hours': async () => (await import('./three-hours-bench.ts')).memoryThreeHoursBench(),
  'start-to-typing': async () => (await import('./application-bench.ts')).startBench(),
  memory: async () => (await import('./application-bench.ts')).memoryBench(),
  'journal-fsync': async () => (await import('./journal-bench.ts')).journalBench(),
  'poll-ten-years': async () => (await import('./folder-bench.ts')).pollBench(),
  'bytes-per-character': async () => (await import('./folder-bench.ts')).bytesBench(),
  'merge-three-writers': async () => (await import('./store-bench.ts')).mergeBench(),
  'rebuild-500': async () => (await import('./rebuild-bench.ts')).rebuildBench(),
}

const { values } = parseArgs({ options: { json: { type: 'string' }, only: { type: 'string', multiple: true } } })
const names = values.only ?? Object.keys(BENCHES)
const unknown = names.filter((name) => !(name in BENCHES))
if (unknown.length > 0) {
  console.error(`No such figure: ${unknown.join(', ')}. There are: ${Object.keys(BENCHES).join(', ')}.`)
  process.exit(2)
}

const measurements: Measurement[] = []
for (const name of names) {
  const measurement = await BENCHES[name]!()
  measurements.push(measurement)
  console.log(line(measurement))
}
if (values.json) await writeFile(values.json, `${JSON.stringify(measurements, null, 2)}\n`)
process.exitCode = measurements.every(({ ok }) => ok) ? 0 : 1

function line({ name, value, unit, reference, ratio, budget, ok }: Measurement): string {
  return `${ok ? 'within' : 'OVER  '}  ${name.padEnd(30)} ${`${value} ${unit}`.padStart(14)}  beside ${`${reference} ${unit}`.padStart(14)}  ratio ${String(ratio).padStart(7)}  (${budget})`
}
