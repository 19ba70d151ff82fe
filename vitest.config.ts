import { defineConfig } from 'vitest/config'
import { replaySentence, seed } from './tests/fixtures/seed.ts'

process.stdout.write(`What is random here is drawn from ${replaySentence(seed)}.\n`)

export default defineConfig({
  test: {
    include: ['tests/{unit,property,golden,crash}/**/*.test.{ts,tsx}'],
    env: { SEED: String(seed) },
    setupFiles: ['tests/fixtures/same-chance.ts'],
    // What is said of a failure at the end of `npm test` has no room for a picture of the difference, but for both values.
    chaiConfig: { truncateThreshold: 400 },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
  },
})
