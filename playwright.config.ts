// The browser tests run against the built page, served from this machine. PLAYGROUND_CHROMIUM names a Chromium to use; without it
// Playwright takes its own. PLAYGROUND_PORT names another port, for those who test two checkouts at once.

import { defineConfig } from '@playwright/test'

const PORT = Number(process.env['PLAYGROUND_PORT'] ?? 4179)
const executablePath = process.env['PLAYGROUND_CHROMIUM']

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'node_modules/.cache/playwright',
  fullyParallel: true,
  workers: 2,
  forbidOnly: process.env['CI'] !== undefined,
  // One more try where machines are shared; the report names a test that needed it.
  retries: process.env['CI'] === undefined ? 0 : 1,
  reporter: [['list']],
  // Generous, for machines with few cores that do other things meanwhile: nothing waits for time, only for what the page says.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  use: {
    baseURL: `http://127.0.0.1:${PORT}/`,
    trace: 'retain-on-failure',
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
    },
  },
  webServer: {
    command: `npx vite preview --host 127.0.0.1 --port ${PORT} --strictPort`,
    url: `http://127.0.0.1:${PORT}/`,
    reuseExistingServer: false,
  },
})
