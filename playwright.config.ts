import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  timeout: 90_000,
  expect: { timeout: 10_000 },
  // Each test has its own application; two at a time keep two cores busy.
  workers: 2,
  fullyParallel: true,
  // Each test starts a browser of its own on a machine that may be busy. What passes only the second time is shown as flaky.
  retries: 1,
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list']],
  use: { locale: 'fr-FR' },
})
