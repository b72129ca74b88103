// The browser tests run against the built page. `npm run e2e` (scripts/e2e.mjs) serves it, finds a Chromium and says where both are.

import { defineConfig } from '@playwright/test'

const baseURL = process.env['PLAYGROUND_ADDRESS']
const executablePath = process.env['PLAYGROUND_CHROMIUM']
if (baseURL === undefined || executablePath === undefined)
  throw new Error('Run the browser tests with `npm run e2e`, which takes all arguments of Playwright behind `--`.')

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'node_modules/.cache/playwright',
  fullyParallel: true,
  workers: 2,
  forbidOnly: process.env['CI'] !== undefined,
  // One more try, for machines that do other things meanwhile. The report names each test that needed it, and there is a trace of that.
  retries: 1,
  reporter: [['list']],
  // Generous for the same reason: nothing waits for time, only for what the page says.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  use: {
    baseURL,
    // Recording takes a third of the time of a test, so only what has failed once is recorded.
    trace: 'on-first-retry',
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
    },
  },
})
