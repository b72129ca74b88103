// The command line: picks the command, and turns a usage error into exit status 2 with its reason on stderr.

import { EXPORT_TARGETS } from '../backend/bpf-c/targets.ts'
import { check } from './check.ts'
import { compare } from './compare.ts'
import { explain } from './explain.ts'
import { exportCommand } from './export.ts'
import { gallery } from './gallery.ts'
import { importCommand } from './import.ts'
import type { Io } from './io.ts'
import { processIo } from './io.ts'
import { KERNEL_VERSIONS } from '../kernel/versions.ts'
import { link } from './link.ts'
import { EXIT, UsageError } from './problem.ts'
import { report } from './report.ts'
import { run } from './run.ts'
import { test } from './test.ts'
import { why } from './why.ts'
import { trace } from './trace.ts'

type Command = (args: readonly string[], io: Io) => number | Promise<number>

const COMMANDS: Readonly<Record<string, Command>> = {
  run,
  check,
  compare,
  explain,
  export: exportCommand,
  gallery,
  link,
  import: importCommand,
  report,
  /** An older name. */
  snapshot: importCommand,
  test,
  why,
  trace,
}

const HELP = `Play BPF OOM policies without a browser.

  run     --policy FILE|gallery:ID --scenario FILE|gallery:ID
          [--param name=value]... [--map name:key=value]... [--json]
          runs the policy on the machine and shows every step, the victim and the kernel log
  trace   --policy FILE|gallery:ID --scenario FILE|gallery:ID [--round R] --step N
          [--param name=value]... [--map name:key=value]... [--json]
          prints every statement of one step, of the policy and of the kernel's code, with its values;
          both count from 1, and the step after the last is what follows the walk
  why     --policy FILE|gallery:ID --scenario FILE|gallery:ID --pid N
          [--param name=value]... [--map name:key=value]... [--json]
          says why the process is or is not the victim, and which single change to its memory, its
          oom_score_adj or the limit would alter that
  compare --policy FILE|gallery:ID --scenario FILE|gallery:ID
          [--against kernel|no-hook|FILE|gallery:ID] [--param name=value]... [--map name:key=value]... [--json]
          shows where the policy and the kernel's rule, or another policy, first differ, and their results;
          with --matrix the results of all gallery policies on all gallery machines
  test    FILE [--json]
          runs the tests of a document saved by the page
  report  --policy FILE|gallery:ID --scenario FILE|gallery:ID
          [--param name=value]... [--map name:key=value]... [--markdown]
          prints the OOM report of the run, as the kernel would; its assumptions go to stderr;
          with --markdown an account of the run for a post-mortem, including the report
  check   --policy FILE|gallery:ID [--kernel ${KERNEL_VERSIONS.join('|')}] [--ir] [--json]
          shows what the compiler and the verifier rules say about the policy; with --ir also the C that
          TypeScript becomes, the policy's IR, and the IR of the kernel's code and the policy linked together
  explain CODE [--json]
          explains a code of check: what it means, why, and what to write instead, with examples;
          CODE may also be a line of the verifier's log, in quotes
  explain --list [--json]
          lists all codes
  export  --policy FILE|gallery:ID --target ${EXPORT_TARGETS.join('|')} --out DIR
          [--param name=value]... [--map name:key=value]... [--scenario FILE|gallery:ID]
          [--kernel ${KERNEL_VERSIONS.join('|')}] [--title TEXT]
          writes a folder that make builds: the policy as BPF C, a loader, a README. fmod_ret is the policy
          itself, iter a dry run on the live machine, struct_ops a handler of bpf_oom_ops, its successor, which is
          not merged; the scenario is for names in values
  gallery [--json]
          lists the policies and scenarios that come with the playground
  link    encode --policy FILE|gallery:ID --scenario FILE|gallery:ID
          [--param name=value]... [--map name:key=value]... [--title TEXT]
          prints the fragment of a link that opens to them
  link    decode LINK
          prints what a link holds, as JSON
  import  FILE [--pick N] [--json]
          recognises a text and prints the machine that it describes, what it does not say, and whether the
          kernel's rule picks the logged victim: a kernel log with OOM reports, which N counts from 1, a snapshot,
          which oom-snapshot.sh makes on a live Linux system, and what else the page opens;
          snapshot is another name for it

A policy in a FILE that ends in .ts is TypeScript, every other one is BPF C.
A FILE of - is the standard input. A value is a number (42, -1, 0x2a), a text in quotes, {a, b} for
structs and arrays, cgroup:/path for the id of a cgroup of the machine, or pid:name for the pid of a process.

Exit status: 0 it ran, 1 the policy has errors or a test failed, 2 bad usage or unreadable input.`

const HELP_WORDS = new Set(['--help', '-h', 'help'])

/** Runs one command with its arguments; file names are relative to `from`. Gives the exit status. */
export const main = (argv: readonly string[], from: string): Promise<number> => runCommand(argv, processIo(from))

/** The same with the given files and streams. */
export async function runCommand(argv: readonly string[], io: Io): Promise<number> {
  const [name, ...args] = argv
  if (name === undefined) {
    io.err(HELP)
    return EXIT.badUsage
  }
  if (argv.some((word) => HELP_WORDS.has(word) && word.startsWith('-')) || HELP_WORDS.has(name)) {
    io.out(HELP)
    return EXIT.ran
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  try {
    if (command === undefined) throw new UsageError(`There is no command "${name}". Try --help.`)
    return await command(args, io)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    io.err(error.message)
    return EXIT.badUsage
  }
}
