import type { ChildProcess } from 'node:child_process'
import type { Page, TestInfo } from '@playwright/test'

/** Name of the attachment that `npm test` prints with a failure. */
export const WITNESSED = 'witnessed'

/** Longest time that the page is given to say what it shows, in milliseconds: it may be what hangs. */
const ANSWER_LIMIT = 3_000
/** Of each kind, the last ones. */
const MOST_LINES = 8

/** Remembers what a window complained of, for who cannot look at the machine on which a test failed. */
export interface Witness {
  /** What the window shows now and what was amiss with it. Never fails, and takes a few seconds at most. */
  inWords(): Promise<string>
}

export function witness(page: Page, process: ChildProcess): Witness {
  const said: string[] = []
  const unanswered = new Set<string>()
  const answered = (url: string) => unanswered.delete(url)
  page.on('console', (message) => message.type() === 'error' && said.push(`console: ${message.text()}`))
  page.on('pageerror', (error) => said.push(`error: ${error.message}`))
  page.on('crash', () => said.push('the page crashed'))
  page.on('request', (request) => unanswered.add(request.url()))
  page.on('requestfinished', (request) => answered(request.url()))
  page.on('requestfailed', (request) => answered(request.url()))
  process.stderr?.on('data', (data: Buffer) => said.push(`stderr: ${data.toString().trim()}`))
  process.once('exit', (code, signal) => said.push(`the process ended with ${code ?? signal}`))
  return {
    async inWords() {
      // Before it answers: what comes after is of taking it down.
      const [complaints, waiting] = [said.slice(-MOST_LINES), [...unanswered].slice(-MOST_LINES)]
      const shown = page.isClosed() ? 'closed' : await page.locator('body').ariaSnapshot({ timeout: ANSWER_LIMIT }).catch((error: unknown) => `does not answer: ${String(error).split('\n')[0]}`)
      return [`${page.url()} (${new Date().toISOString()})`, ...complaints, ...waiting.map((url) => `not answered: ${url}`), shown].join('\n')
    },
  }
}

/** To be called before the applications of a test are taken down. */
export async function attachIfFailed(testInfo: TestInfo, applications: readonly Witness[]): Promise<void> {
  if (testInfo.status === testInfo.expectedStatus) return
  const words = await Promise.all(applications.map((application) => application.inWords()))
  await testInfo.attach(WITNESSED, { body: words.join('\n\n'), contentType: 'text/plain' })
}
