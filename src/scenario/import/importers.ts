// Every kind of text that can be opened, in one table: how it is recognised, what it becomes, its name for people, and what it cannot say.
// Paste, drop, the file picker and the command line all ask `recognise`. What a kind that becomes a machine says is read in `readers.ts`.

import { LMKD_LINE, LOWMEMORYKILLER } from './killers/android.ts'
import { EARLYOOM } from './killers/earlyoom.ts'
import { KUBELET } from './killers/kubelet.ts'
import { SYSTEMD_OOMD } from './killers/systemd-oomd.ts'
import { maybeLandmark } from './unwrap/candidates.ts'

/**
 * How much of a text shows its kind: `surely` what nothing else has, `likely` the form of it, `maybe` words that others use too. The surest
 * row counts; among equals, the first.
 */
export type Confidence = 'surely' | 'likely' | 'maybe'

const CONFIDENCES: readonly Confidence[] = ['surely', 'likely', 'maybe']

/** What a text becomes: `machine` is read, in a worker on the page; the others are opened as they are. */
export type Becomes =
  | { readonly what: 'policy'; readonly language: 'c' | 'typescript' }
  | { readonly what: 'link' }
  | { readonly what: 'file' }
  /** `title` is that of the sheet that shows it before it is opened. */
  | { readonly what: 'machine'; readonly title: string }

interface ImporterRow {
  /** Short and stable, for programs. */
  readonly kind: string
  /** `a kernel log`. */
  readonly name: string
  readonly becomes: Becomes
  /** What such a text leaves open, whatever it says; null where nothing is. */
  readonly cannotSay: string | null
  recognise(text: TextToRecognise): Confidence | null
}

/** A text of any length: the beginning for what shows there, and all of it. */
export interface TextToRecognise {
  readonly whole: string
  /** At most `MAX_HEAD` characters, without blanks around them. */
  readonly head: string
  /** The name of its file, or '' for a text that was pasted. */
  readonly fileName: string
}

/** Policies, links and the beginnings of files are no longer than this. */
const MAX_HEAD = 1 << 20

/** A link of the playground anywhere in the text, as people paste it. */
export const LINK_IN_TEXT = /#?(v\d+\.[0-9a-z]*[.-][\w-]+)\s*$/

/** Keys that files of the playground have. */
const FILE_KEYS = new Set(['policy', 'machine', 'tasks', 'cgroups', 'oom', 'kernel', 'title', 'version'])

function isFileOfPlayground(head: string): boolean {
  try {
    const value: unknown = JSON.parse(head)
    return typeof value === 'object' && value !== null && Object.keys(value).some((key) => FILE_KEYS.has(key))
  } catch {
    return false
  }
}

/** What only reports of the kernel have, and the bytes of a message as journalctl writes them. */
const REPORT = /invoked oom-killer|"MESSAGE" ?: ?\[\d|oom-kill:constraint=|\b[Kk]ill(?:ed)? process \d+|oom_reaper: /

const surelyIf = (isSo: boolean): Confidence | null => (isSo ? 'surely' : null)

export const IMPORTERS = [
  {
    kind: 'link',
    name: 'a link',
    becomes: { what: 'link' },
    cannotSay: null,
    recognise: ({ head }) => surelyIf(/^\S+$/.test(head) && LINK_IN_TEXT.test(head)),
  },
  {
    kind: 'file',
    name: 'a scenario or a document in JSON',
    becomes: { what: 'file' },
    cannotSay: null,
    recognise: ({ head }) => (!head.startsWith('{') ? null : isFileOfPlayground(head) ? 'surely' : 'likely'),
  },
  {
    kind: 'c-policy',
    name: 'a policy in BPF C',
    becomes: { what: 'policy', language: 'c' },
    cannotSay: null,
    recognise: ({ head, fileName }) =>
      /\bSEC\s*\(|#\s*include\b|\bBPF_PROG\b/.test(head) ? 'surely' : /\.[ch]$/.test(fileName) ? 'maybe' : null,
  },
  {
    kind: 'typescript-policy',
    name: 'a policy in TypeScript',
    becomes: { what: 'policy', language: 'typescript' },
    cannotSay: null,
    recognise: ({ head, fileName }) =>
      /^export function \w+\([^)]*: *(?:task_struct|oom_control)\b/m.test(head)
        ? 'surely'
        : fileName.endsWith('.ts')
          ? 'maybe'
          : null,
  },
  {
    kind: 'snapshot',
    name: 'a snapshot of a live machine',
    becomes: { what: 'machine', title: 'A live machine' },
    cannotSay: 'A snapshot does not say what will run out of memory, nor when.',
    recognise: ({ whole }) => surelyIf(/^== oom-snapshot \d/m.test(whole)),
  },
  {
    kind: 'kernel-log',
    name: 'a kernel log with an OOM report',
    becomes: { what: 'machine', title: 'Out of memory' },
    cannotSay: 'A kernel log does not say who started whom, nor in which cgroup each process was.',
    recognise: ({ whole }) => (REPORT.test(whole) ? 'surely' : maybeLandmark(whole) ? 'maybe' : null),
  },
  {
    kind: 'systemd-oomd',
    name: 'the journal of systemd-oomd',
    becomes: { what: 'machine', title: 'Who killed' },
    cannotSay: 'systemd-oomd kills by pressure and swap, which the machine does not model; its lines name no process.',
    recognise: ({ whole }) => surelyIf(SYSTEMD_OOMD.test(whole)),
  },
  {
    kind: 'earlyoom',
    name: 'the log of earlyoom',
    becomes: { what: 'machine', title: 'Who killed' },
    cannotSay: 'earlyoom names only the processes that it killed.',
    recognise: ({ whole }) => surelyIf(EARLYOOM.test(whole)),
  },
  {
    kind: 'lmkd',
    name: "the log of Android's lmkd",
    becomes: { what: 'machine', title: 'Who killed' },
    cannotSay: 'lmkd names only the processes that it killed, and not how much memory there is.',
    recognise: ({ whole }) => surelyIf(LMKD_LINE.test(whole)),
  },
  {
    kind: 'lowmemorykiller',
    name: "the log of Android's lowmemorykiller",
    becomes: { what: 'machine', title: 'Who killed' },
    cannotSay: 'The driver names only the processes that it killed, and not how much memory there is.',
    recognise: ({ whole }) => surelyIf(LOWMEMORYKILLER.test(whole)),
  },
  {
    kind: 'kubelet',
    name: 'events of the kubelet',
    becomes: { what: 'machine', title: 'Who killed' },
    cannotSay:
      'The kubelet says that a process was killed or a pod evicted, not how large any process was: paste the kernel log of the node.',
    recognise: ({ whole }) => surelyIf(KUBELET.test(whole)),
  },
] as const satisfies readonly ImporterRow[]

export type Importer = (typeof IMPORTERS)[number]
export type ImportKind = Importer['kind']

/** The rows that become a machine. */
export type MachineImporter = Extract<Importer, { becomes: { what: 'machine' } }>
export type MachineKind = MachineImporter['kind']

export const isMachineImporter = (importer: Importer | null): importer is MachineImporter =>
  importer?.becomes.what === 'machine'

/** The row of a kind. */
export function importerOf<K extends ImportKind>(kind: K): Extract<Importer, { kind: K }> {
  const found = IMPORTERS.find((importer): importer is Extract<Importer, { kind: K }> => importer.kind === kind)
  if (found === undefined) throw new Error(`no importer is called ${kind}`)
  return found
}

/** What a text is; null where nobody recognises it. Quick, however long the text is. */
export function recognise(whole: string, fileName = ''): Importer | null {
  const text = { whole, head: whole.slice(0, MAX_HEAD).trim(), fileName }
  let best: { importer: Importer; place: number } | null = null
  for (const importer of IMPORTERS) {
    const confidence = importer.recognise(text)
    const place = confidence === null ? CONFIDENCES.length : CONFIDENCES.indexOf(confidence)
    if (place < (best?.place ?? CONFIDENCES.length)) best = { importer, place }
  }
  return best?.importer ?? null
}

const NAMES = IMPORTERS.map(({ name }) => name)

/** `a link, a policy in BPF C, ... or a kernel log`. */
export const IMPORTER_NAMES = `${NAMES.slice(0, -1).join(', ')} or ${NAMES.at(-1)}`

/** For a text that nobody recognises: what could be opened. */
export const NOT_RECOGNISED = `is not a file the playground can open. It opens ${IMPORTER_NAMES}.`
