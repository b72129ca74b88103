/** The sample's run, made while the page is built (vite.config.ts, src/cli/sample-run.ts). */
declare module 'virtual:sample-run' {
  const output: import('./simulator/engine.ts').RunOutput
  export default output
}
