/** How many tests passed, and what is to be said of those that did not. */
export interface Outcome {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly failures: readonly Failure[]
}

export interface Failure {
  /** Where it stands, from the root of the project; for a tool, its name. */
  readonly file: string
  /** The test's full name; empty where it is the file or the tool as a whole. */
  readonly test: string
  readonly message: string
  /** What the application showed and complained of when it failed. */
  readonly witnessed?: string
  /** It passed at the second try, and counts as passed. */
  readonly isPassedLater?: boolean
}

const MOST_LINES = 25
const LONGEST_LINE = 600

export function passed(): Outcome {
  return { passed: 1, failed: 0, skipped: 0, failures: [] }
}

export function failed(failure: Failure): Outcome {
  return { passed: 0, failed: 1, skipped: 0, failures: [failure] }
}

export function total(outcomes: readonly Outcome[]): Outcome {
  const sum = (count: (outcome: Outcome) => number) => outcomes.reduce((so, outcome) => so + count(outcome), 0)
  return {
    passed: sum((outcome) => outcome.passed),
    failed: sum((outcome) => outcome.failed),
    skipped: sum((outcome) => outcome.skipped),
    failures: outcomes.flatMap(({ failures }) => failures),
  }
}

export function inWords({ passed: well, failed: badly, skipped }: Outcome): string {
  return `${well} passed, ${badly} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

/** What failed, for somebody who sees nothing but the end of what was printed. */
export function inFull({ file, test, message, witnessed, isPassedLater }: Failure, part: string): string {
  const title = [part, file, test].filter(Boolean).join(' › ')
  const lines = [...firstLines(message), ...(witnessed ? ['', 'What it showed:', ...firstLines(witnessed)] : [])].map((line) => `    ${line}`)
  return [`✘ ${title}${isPassedLater ? ' (passed at the second try)' : ''}`, ...lines].join('\n')
}

/** The last lines of what a tool said: there it says what it found. */
export function tail(output: string): string {
  return plain(output).trimEnd().split('\n').slice(-MOST_LINES).join('\n')
}

/** Without the lines of a stack that stand in somebody else's code. */
function firstLines(message: string): readonly string[] {
  const lines = plain(message)
    .trim()
    .split('\n')
    .filter((line) => !/^\s+at .*(?:node_modules|node:internal|new Promise \(<anonymous>)/u.test(line))
    .map((line) => (line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}… (${line.length} characters)` : line))
  return lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES), `… (${lines.length - MOST_LINES} more lines)`] : lines
}

/** Without the colours of a terminal. */
function plain(text: string): string {
  return text.replaceAll(/\u001b\[[\d;?]*[A-Za-z]/gu, '')
}
