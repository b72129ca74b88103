// The tests of the document: what is expected, whether the run on show does it, and what it did instead. Results follow every run.

import { finishedRun } from '../../state/run-state.ts'
import { formatTest } from '../../reading/test-words.ts'
import { isTested, selectTests } from '../../state/slices/tests.ts'
import { Icon } from '../parts/Icon.tsx'
import { usePlaygroundState } from '../playground.ts'
import { AddTest } from './AddTest.tsx'
import './TestsPane.css'

function Toolbar() {
  const progress = usePlaygroundState((state) => state.testProgress)
  const pinOutcome = usePlaygroundState((state) => state.pinOutcome)
  const runTestsAgain = usePlaygroundState((state) => state.runTestsAgain)
  const stopTests = usePlaygroundState((state) => state.stopTests)
  const hasTests = usePlaygroundState((state) => selectTests(state).length > 0)
  const hasRun = usePlaygroundState((state) => finishedRun(state.run) !== null)
  return (
    <div className="tests-bar">
      <button
        type="button"
        disabled={!hasRun}
        onClick={pinOutcome}
        title="Makes a test of the result of this run (Shift+T)"
      >
        Pin this result
      </button>
      {progress === null ? (
        <button type="button" disabled={!hasTests} onClick={runTestsAgain}>
          Run again
        </button>
      ) : (
        <>
          <button type="button" onClick={stopTests}>
            Stop
          </button>
          <progress aria-label="Tests" value={progress} max={1} />
        </>
      )}
      <AddTest />
    </div>
  )
}

export default function TestsPane() {
  const tests = usePlaygroundState(selectTests)
  const report = usePlaygroundState((state) => state.testReport)
  const current = usePlaygroundState(isTested)
  const removeTest = usePlaygroundState((state) => state.removeTest)
  const debugTest = usePlaygroundState((state) => state.debugTest)
  const results = report?.results ?? null
  return (
    <div className="tests">
      <Toolbar />
      {tests.length === 0 ? (
        <p className="empty">
          No tests yet. Pin the result of this run, or add a test above. Every run is then tested; links and files
          include the tests.
        </p>
      ) : (
        <table aria-label="Tests" aria-busy={!current}>
          <thead>
            <tr>
              <th scope="col">Result</th>
              <th scope="col">Expected</th>
              <th scope="col">What happened</th>
              <th scope="col">
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {tests.map((test) => {
              const index = report?.tests.indexOf(test) ?? -1
              const result = results?.[index]
              const title = formatTest(test)
              const state = result === undefined ? 'waiting' : result.passed ? 'passed' : 'failed'
              return (
                <tr key={title} data-state={state} data-stale={!current}>
                  <td className="tests-state">
                    <Icon name={state === 'passed' ? 'passed' : state === 'failed' ? 'error' : 'hint'} />{' '}
                    {state === 'waiting' ? (report !== null && current ? 'not run' : 'running') : state}
                  </td>
                  <th scope="row">{title}</th>
                  <td>{result?.found ?? ''}</td>
                  <td className="tests-actions">
                    {result === undefined ? null : (
                      <button
                        type="button"
                        aria-label={`${result.shrunk === null ? 'Debug' : 'Open the shrunk machine'}: ${title}`}
                        title={
                          result.shrunk === null
                            ? 'Goes to the step in question'
                            : 'Opens the smallest machine that still fails'
                        }
                        onClick={() => debugTest(result)}
                      >
                        {result.shrunk === null ? 'Debug' : 'Open shrunk'}
                      </button>
                    )}
                    <button
                      type="button"
                      className="quiet"
                      aria-label={`Remove: ${title}`}
                      onClick={() => removeTest(test)}
                    >
                      <Icon name="close" />
                    </button>
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      )}
    </div>
  )
}
