import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { chooseSeed, replaySentence } from './fixtures/seed.ts'
import { inFull, inWords, type Failure } from './outcome.ts'
import { REPORTS, ROOT, runVitest } from './runners.ts'

/**
 * `npm run test:search -- --minutes 20 [FILES]`: runs everything that draws at random again and again, each time with a
 * new seed, and says which seeds made what fail. `npm test` draws the same each time and finds none of these. Ends with 1
 * if something failed, with 2 if it was asked for something that there is not.
 */
const { values: given, positionals } = parseArgs({ allowPositionals: true, options: { minutes: { type: 'string', default: '10' } } })

interface Found {
  readonly failure: Failure
  readonly seeds: readonly number[]
}

async function search(minutes: number, files: readonly string[]): Promise<number> {
  const found = new Map<string, Found>()
  const end = performance.now() + minutes * 60_000
  let rounds = 0
  while (performance.now() < end) {
    // Far from the one before: some tests count up from theirs.
    const seed = chooseSeed('random')
    const began = performance.now()
    const outcome = await runVitest(files, { report: `search-${process.pid}`, environment: { SEED: String(seed) }, isShown: false })
    process.stdout.write(`seed ${seed}: ${inWords(outcome)} (${((performance.now() - began) / 1000).toFixed(0)} s)\n`)
    rounds += 1
    for (const failure of outcome.failures) {
      const name = `${failure.file} › ${failure.test}`
      const before = found.get(name)
      if (!before) process.stdout.write(`${inFull(failure, '')}\n`)
      found.set(name, { failure, seeds: [...(before?.seeds ?? []), seed] })
    }
  }
  for (const { failure, seeds } of found.values()) {
    const [first, ...others] = seeds as [number, ...number[]]
    process.stdout.write(`\n${inFull(failure, '')}\n    with ${replaySentence(first)}${others.length > 0 ? `; also with ${others.join(', ')}` : ''}\n`)
  }
  process.stdout.write(`\n${rounds} seeds tried, ${found.size === 0 ? 'nothing failed' : `${found.size} tests failed`}\n`)
  return found.size === 0 ? 0 : 1
}

/** The property tests, and of the others those that draw. */
async function thatDraw(): Promise<readonly string[]> {
  const unit = (await readdir(join(ROOT, 'tests', 'unit'))).filter((name) => name.includes('.test.')).map((name) => `tests/unit/${name}`)
  const texts = await Promise.all(unit.map((name) => readFile(join(ROOT, name), 'utf8')))
  return ['tests/property/', ...unit.filter((_name, index) => /from '(?:fast-check|\.\.\/fixtures\/seed\.ts)'/u.test(texts[index] ?? ''))]
}

async function run(): Promise<number> {
  const minutes = Number(given.minutes)
  if (!(minutes > 0)) {
    process.stderr.write('--minutes takes a number above 0.\n')
    return 2
  }
  await mkdir(REPORTS, { recursive: true })
  return search(minutes, positionals.length > 0 ? positionals : await thatDraw())
}

process.exitCode = await run()
