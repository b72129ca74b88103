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
    meaning: 'This process is chosen, replacing any other. The last one selected dies.',
  },
  {
    mark: 'next',
    name: 'Next',
    kernel: 'BPF_EVAL_NEXT',
    meaning: 'Passed over. Whoever was chosen before stays chosen.',
  },
  { mark: 'abort', name: 'Abort', kernel: 'BPF_EVAL_ABORT', meaning: 'The search ends. Nobody is killed now.' },
  {
    mark: 'default',
    name: 'Left to the kernel',
    kernel: 'NO_BPF_POLICY',
    meaning: 'The kernel scores the process with oom_badness(); the highest score is chosen.',
  },
  {
    mark: 'shield',
    name: 'Shielded',
    kernel: 'oom_unkillable_task()',
    meaning: 'Cannot be killed or has no score: init, kernel threads, oom_score_adj -1000 and others.',
  },
  { mark: 'victim', name: 'Victim', kernel: 'mark_victim', meaning: 'Killed at the end of the round.' },
  {
    mark: 'group',
    name: 'Group kill',
    kernel: 'memory.oom.group',
    meaning: 'The whole cgroup dies with its victim.',
  },
]

export default function HelpDialog({ onClose }: { onClose: () => void }) {
  const openDialog = usePlaygroundState((state) => state.openDialog)
  const explainRule = usePlaygroundState((state) => state.explainRule)
  return (
    <Dialog title="Help" onClose={onClose}>
      <p>
        When memory runs out, Linux goes through the processes and chooses one to kill. With the hook that the “BPF OOM
        policy” RFC (v2) proposes, the kernel asks a BPF program about each of them. Here you write that program, run it
        on a machine that is out of memory, and watch each decision. The policy is compiled and run in your browser;
        nothing is sent anywhere.
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
        Everything can be done from the keyboard. <Chord chord="?" /> shows all keys, <Chord chord="F1" /> finds any
        command from a few letters.
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
      <section aria-label="Where the playground differs from the kernel">
        <h3>Where the playground differs from the kernel</h3>
        <p className="faint">
          Selection, kills and the report follow the kernel’s source. These parts are simpler here; a test pins each of
          them.
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
