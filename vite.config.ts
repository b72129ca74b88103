import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Relative addresses: the same build works at the root of a host and in any sub-folder of one.
  base: './',
  plugins: [react()],
  build: { target: 'es2023', outDir: 'dist', chunkSizeWarningLimit: 4000 },
  worker: { format: 'es' },
  test: { include: ['src/**/*.test.ts', 'src/**/*.test.tsx'], environment: 'node' },
})
