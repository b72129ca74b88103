// Help: what this is, what the signs mean, and where it differs from a kernel.

import { Chord } from '../commands/Keys.tsx'
import { Dialog } from '../parts/Dialog.tsx'
import { DIFFERENCES } from '../help/differences.ts'
import { Mark, type MarkKind } from '../parts/Mark.tsx'
import { usePlaygroundState } from '../playground.ts'
import './HelpDialog.css'

const SIGNS: readonly { mark: MarkKind; name: string; kernel: string; meaning: string }[] = [
  {
    mark: 'select',
    name: 'Select',
    kernel: 'BPF_EVAL_SELECT',
    meaning: 'This task is the chosen one now, in place of any other. The last one selected dies.',
  },
  { mark: 'next', name: 'Next', kernel: 'BPF_EVAL_NEXT', meaning: 'Passed over; whoever was chosen stays chosen.' },
  { mark: 'abort', name: 'Abort', kernel: 'BPF_EVAL_ABORT', meaning: 'The search ends and nobody is killed now.' },
  {
    mark: 'default',
    name: 'Left to the kernel',
    kernel: 'NO_BPF_POLICY',
    meaning: 'The kernel scores the task with oom_badness(); the highest score is chosen.',
  },
  {
    mark: 'shield',
    name: 'Shielded',
    kernel: 'oom_unkillable_task()',
    meaning: 'Cannot be killed, or gets no score: init, kernel threads, oom_score_adj -1000 and others.',
  },
  { mark: 'victim', name: 'Victim', kernel: 'mark_victim', meaning: 'Killed at the end of the round.' },
  {
    mark: 'group',
    name: 'Group kill',
    kernel: 'memory.oom.group',
    meaning: 'The whole cgroup dies together with its victim.',
  },
]

export default function HelpDialog({ onClose }: { onClose: () => void }) {
  const openDialog = usePlaygroundState((state) => state.openDialog)
  const explainRule = usePlaygroundState((state) => state.explainRule)
  return (
    <Dialog title="Help" onClose={onClose}>
      <p>
        When memory runs out, Linux walks the processes and chooses one to kill. With the hook of the RFC “BPF OOM
        policy” (v2), a BPF program is asked about each of them. Here you write that program, put it on a machine that
        is out of memory, and watch each decision. The policy is compiled and run in this browser; nothing is sent
        anywhere.
      </p>
      <h3>Signs</h3>
      <dl className="help-signs">
        {SIGNS.map(({ mark, name, kernel, meaning }) => (
          <div key={name}>
            <dt>
              <Mark kind={mark} /> {name} <code>{kernel}</code>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <h3>Keys and commands</h3>
      <p>
        Everything can be done by keyboard. <Chord chord="?" /> shows all keys, <Chord chord="F1" /> finds any command
        by a few letters.
      </p>
      <div className="help-ways">
        <button type="button" onClick={() => openDialog('keys')}>
          All keys
        </button>
        <button type="button" onClick={() => openDialog('commands')}>
          All commands
        </button>
      </div>
      <h3>Problems explained</h3>
      <p>
        “Why?” at a problem says what is behind it. The list has everything that can be wrong with a policy, with what
        the kernel’s verifier says and with examples.
      </p>
      <div className="help-ways">
        <button type="button" onClick={() => explainRule(null)}>
          All problems
        </button>
      </div>
      <section aria-label="Where we differ from the kernel">
        <h3>Where we differ from the kernel</h3>
        <p className="faint">
          Selection, kills and the report follow the kernel’s source. What is simpler here is this, and a test holds
          each.
        </p>
        <ul className="help-differences">
          {DIFFERENCES.map(({ kernel, playground, test }) => (
            <li key={test.title}>
              <p>{kernel}</p>
              <p>
                <b>Here:</b> {playground}
              </p>
              <p className="faint">
                Test: <code>{test.file}</code>, “{test.title}”
              </p>
            </li>
          ))}
        </ul>
      </section>
    </Dialog>
  )
}
