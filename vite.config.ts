import react from '@vitejs/plugin-react'
import { runnerImport, type Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

import type { sampleRunModule } from './src/cli/sample-run.ts'

/**
 * What the built page may do: run its own scripts and WebAssembly (no eval), start its own workers, and reach no network at all. Monaco needs
 * inline styles. The development server needs more, so only the build carries the policy.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'none'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

const contentSecurityPolicy: Plugin = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: CONTENT_SECURITY_POLICY },
      injectTo: 'head-prepend',
    },
  ],
}

/** Has the engine run the sample of a first visit at build time and puts the run into src/state/sample-run.ts. */
const sampleRun: Plugin = {
  name: 'sample-run',
  apply: 'build',
  async load(id) {
    if (!id.endsWith('/src/state/sample-run.ts')) return undefined
    const { module } = await runnerImport<{ sampleRunModule: typeof sampleRunModule }>('./src/cli/sample-run.ts', {
      configFile: false,
    })
    return module.sampleRunModule()
  },
}

export default defineConfig({
  // Relative addresses: the same build works at the root of a host and in any sub-folder of one.
  base: './',
  plugins: [react(), contentSecurityPolicy, sampleRun],
  build: {
    target: 'es2023',
    outDir: 'dist',
    chunkSizeWarningLimit: 4000,
    // The polyfill would fetch, which the policy above forbids; every browser that runs the page preloads modules by itself.
    modulePreload: { polyfill: false },
  },
  worker: { format: 'es' },
  // The limit only ends tests that hang: speed is measured by `npm run bench`, never asserted.
  // Files of tests share a worker and the modules in it, and with them the compiled kernels; what a test changes outside of itself it puts back.
  test: {
    isolate: false,
    pool: 'threads',
    include: ['{src,scripts}/**/*.test.ts', 'src/**/*.test.tsx'],
    environment: 'node',
    setupFiles: ['scripts/unit-setup.ts'],
    testTimeout: 300_000,
  },
})
