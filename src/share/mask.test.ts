import { expect, test } from 'vitest'

import { POLICY_GALLERY } from '../gallery/policies.ts'
import { SCENARIO_GALLERY } from '../gallery/scenarios.ts'
import { masksOf } from '../scenario/mask.ts'
import { runShared } from '../simulator/testing/run-shared.ts'
import { machine } from '../simulator/testing/machine.ts'
import { evaluate } from '../simulator/testing/play.ts'
import { contentOfLink } from './testing/link-content.ts'
import type { PlaygroundDocument } from '../document/document.ts'
import type { LinkContext } from './form.ts'
import { decodeLink, encodeLink } from './fragment.ts'
import { maskDocument } from './mask.ts'

const CONTEXT: LinkContext = { policies: POLICY_GALLERY, scenarios: SCENARIO_GALLERY }

const SCENARIO = {
  ...machine(`
    oom=/acme-payroll by=77123
    /acme-payroll max=100
    /acme-payroll/ledger-db
      77123 ledgerd  anon=60 start=1
      77991 backup.sh anon=30 start=2 ppid=77123
  `),
  title: 'payroll host at Acme',
}

const POLICY = evaluate(
  `if (task->pid == target_pid)
     return BPF_EVAL_NEXT;
   u64 id = task->cgroups->dfl_cgrp->kn->id;
   int *answer = bpf_map_lookup_elem(&answers, &id);
   return answer ? *answer : 0;`,
  `const volatile int target_pid = 0;
   const volatile char shield[16] = "ledgerd";
   struct {
     __uint(type, BPF_MAP_TYPE_HASH);
     __uint(max_entries, 8);
     __type(key, __u64);
     __type(value, int);
   } answers SEC(".maps");
`,
)

const DOCUMENT: PlaygroundDocument = {
  title: 'who dies on payroll',
  policy: { language: 'c', text: POLICY },
  parameters: { target_pid: '77123', shield: 'ledgerd' },
  maps: { answers: [{ key: 'cgroup:/acme-payroll/ledger-db', value: '3' }] },
  scenario: { kind: 'inline', scenario: SCENARIO },
  view: { round: 0, iteration: 1 },
}

const SECRETS = ['acme', 'payroll', 'ledger', 'backup', '77123', '77991']

test('no original string survives in the link', async () => {
  const { document, left } = maskDocument(DOCUMENT)
  expect(left).toEqual([])
  const link = await encodeLink(document, CONTEXT)
  const content = (await contentOfLink(link)).toLowerCase()
  expect(SECRETS.filter((secret) => content.includes(secret))).toEqual([])
  expect((await contentOfLink(await encodeLink(DOCUMENT, CONTEXT))).toLowerCase()).toContain('acme')
  expect((await decodeLink(link, CONTEXT)).document).toEqual(document)
})

test('parameters, map keys and strings still mean the same tasks and cgroups', () => {
  const run = ({ policy, parameters, maps, scenario }: PlaygroundDocument) => {
    if (scenario.kind === 'gallery') throw new Error('the machine is in the document')
    const { result, inputProblems, diagnostics } = runShared({ policy, parameters, maps, scenario: scenario.scenario })
    expect([inputProblems, diagnostics.filter((one) => one.severity === 'error')]).toEqual([[], []])
    return result?.rounds.map(({ iterations, kills }) => ({ iterations, kills }))
  }
  expect(run(maskDocument(DOCUMENT).document)).toEqual(run(DOCUMENT))
})

test('numbers are pids only where the name says so; quoted names and pid: are replaced everywhere', () => {
  const { document } = maskDocument({
    ...DOCUMENT,
    parameters: { limit: '77123', pids: '{77123, 5, pid:backup.sh}', names: '{"ledgerd", "other"}' },
    maps: { m: [{ key: '"backup.sh"', value: '{.limit = 77991}' }] },
  })
  expect(document.parameters).toEqual({
    limit: '77123',
    pids: '{100, 5, pid:p00000001}',
    names: '{"p000001", "other"}',
  })
  expect(document.maps['m']).toEqual([{ key: '"p00000001"', value: '{.limit = 77991}' }])
})

test('names that stay in comments are named', () => {
  const text = `// never kill ledgerd\n${POLICY}`
  expect(maskDocument({ ...DOCUMENT, policy: { language: 'c', text } }).left).toEqual(['ledgerd'])
})

test('a machine of the gallery is no secret', () => {
  const document: PlaygroundDocument = { ...DOCUMENT, scenario: { kind: 'gallery', id: 'one-hog' } }
  expect(maskDocument(document)).toEqual({ document, left: [], leftOut: 0 })
})

test('breakpoints and watches get the same names; those with a part of a name in a string are left out', () => {
  const anywhere = { line: null, condition: '', task: '', verdict: null, change: false }
  const { document, leftOut } = maskDocument({
    ...DOCUMENT,
    breakpoints: [
      { ...anywhere, line: 3, condition: 'task->pid == 77123 && target_pid != 5' },
      { ...anywhere, condition: 'oc->totalpages > 77123' },
      { ...anywhere, condition: 'bpf_strncmp(task->comm, 8, "ledgerd") == 0' },
      { ...anywhere, condition: 'bpf_strncmp(task->comm, 8, "xledgerd") == 0' },
      { ...anywhere, task: 'backup.sh' },
      { ...anywhere, task: '77991' },
      { ...anywhere, task: 'of-another-machine' },
    ],
    watches: ['task->tgid - 77991', 'shield[0]', 'f("x/acme-payroll")'],
  })
  const { policy: _policy, ...rest } = document
  expect(SECRETS.slice(0, 4).filter((secret) => JSON.stringify(rest).includes(secret))).toEqual([])
  const masks = masksOf(SCENARIO)
  expect(document.breakpoints?.map(({ condition, task }) => condition + task)).toEqual([
    `task->pid == ${masks.pids.get(77123)} && target_pid != 5`,
    'oc->totalpages > 77123',
    `bpf_strncmp(task->comm, 8, "${masks.comms.get('ledgerd')}") == 0`,
    masks.comms.get('backup.sh'),
    String(masks.pids.get(77991)),
    'Masked',
  ])
  expect(document.watches).toEqual([`task->tgid - ${masks.pids.get(77991)}`, 'shield[0]'])
  expect(leftOut).toBe(2)
})
