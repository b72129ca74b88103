// node e2e/verifier/run.mjs [--kernel FILE] [POLICY.bpf.c | POLICY.policy.ts ...]
//
// Has a real kernel's verifier look at dry runs (target iter): of the whole gallery, or of the given policies. Exports each, builds it as its
// README says, boots a stock Debian kernel in QEMU with the loader and the objects, loads every object there, and runs each dry run once.
// Prints accepted or refused for each, with the end of the verifier's log, and exits with 1 when one was refused.
//
// Needs (Debian): qemu-system-x86 busybox-static clang gcc make libbpf-dev libelf-dev zlib1g-dev. Without --kernel it downloads Debian's cloud
// kernel with apt-get and keeps it in node_modules/.cache. It is no part of `npm test`.

import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { archive } from './cpio.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const CACHE = join(root, 'node_modules', '.cache', 'verifier')
const BUSYBOX = ['/usr/bin/busybox', '/bin/busybox'].find(existsSync)
const MINUTES = 20

/** Runs a command; its standard output. Ends the script with the command's words when it fails. */
function must(command, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', ...options })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}\n${error?.message ?? stderr}`)
  return stdout
}

const cli = (...args) => must('node', [join(root, 'scripts', 'cli.mjs'), ...args], { cwd: process.cwd() })

/** Debian's cloud kernel: small, with BTF, and what stock means. */
function stockKernel() {
  const found = () => (existsSync(join(CACHE, 'boot')) ? readdirSync(join(CACHE, 'boot')) : [])
  const image = () => found().find((name) => name.startsWith('vmlinuz-'))
  if (image() === undefined) {
    mkdirSync(CACHE, { recursive: true })
    const depends = must('apt-cache', ['depends', 'linux-image-cloud-amd64'])
    const [, name] = /Depends: (linux-image-\S+)/.exec(depends) ?? []
    if (name === undefined) throw new Error('apt-cache knows no linux-image-cloud-amd64')
    must('apt-get', ['download', '-q', name], { cwd: CACHE })
    for (const file of readdirSync(CACHE).filter((one) => one.endsWith('.deb'))) {
      must('dpkg', ['-x', join(CACHE, file), CACHE])
      rmSync(join(CACHE, file))
    }
    // Modules are of no use here, and large.
    for (const folder of ['lib', 'usr']) rmSync(join(CACHE, folder), { recursive: true, force: true })
  }
  return join(CACHE, 'boot', image() ?? '')
}

/** Exports and builds each policy. Gives the objects and the loader, which is the same for all. */
function build(policies, folder) {
  const objects = []
  for (const policy of policies) {
    const out = join(folder, String(objects.length))
    const [file] = cli('export', '--policy', policy, '--target', 'iter', '--out', out).split('\n')
    const object = basename(file).replace(/\.c$/, '.o')
    must('make', ['-s', '-C', out, object])
    objects.push({ name: policy, file: join(out, object) })
  }
  must('make', ['-s', '-C', join(folder, '0'), 'loader', 'LDFLAGS=-static'])
  return { objects, loader: join(folder, '0', 'loader') }
}

const INIT = `#!/bin/busybox sh
busybox mkdir -p /proc /sys /dev /tmp
busybox mount -t proc proc /proc
busybox mount -t sysfs sys /sys
busybox mount -t cgroup2 cgroup /sys/fs/cgroup
echo "kernel: $(busybox uname -r)"
busybox sleep 1000 &
for object in /objects/*; do
  if /loader --object $object --load-only 2>/tmp/log; then
    echo "accepted: \${object##*/}"
    /loader --object $object 2>&1 | busybox sed "s/^/says: /"
  else
    echo "refused: \${object##*/}"
    busybox tail -n 12 /tmp/log | busybox sed "s/^/log: /"
  fi
done
echo "end"
busybox reboot -f
`

/** Boots the kernel with these objects; the lines that it printed. */
function boot(kernel, { objects, loader }, folder) {
  const file = (name, mode, data) => ({ name, mode: 0o100000 | mode, data })
  const folders = ['bin', 'objects'].map((name) => ({ name, mode: 0o040755, data: Buffer.alloc(0) }))
  const numbered = objects.map((object, at) =>
    file(`objects/${String(at).padStart(3, '0')}`, 0o644, readFileSync(object.file)),
  )
  const initramfs = archive([
    ...folders,
    file('bin/busybox', 0o755, readFileSync(BUSYBOX)),
    file('loader', 0o755, readFileSync(loader)),
    file('init', 0o755, Buffer.from(INIT)),
    ...numbered,
  ])
  const image = join(folder, 'initramfs.gz')
  writeFileSync(image, gzipSync(initramfs, { level: 1 }))
  const machine = ['-M', 'q35', '-cpu', 'max', '-m', '1024', '-smp', '1', '-nographic', '-no-reboot', '-nic', 'none']
  const { stdout } = spawnSync(
    'qemu-system-x86_64',
    [...machine, '-kernel', kernel, '-initrd', image, '-append', 'console=ttyS0 quiet panic=-1'],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], timeout: MINUTES * 60_000, maxBuffer: 1 << 28 },
  )
  const lines = (stdout ?? '').split(/\r*\n/)
  if (!lines.some((line) => line.endsWith('end')))
    throw new Error(`The machine did not get to the end:\n${lines.slice(-30).join('\n')}`)
  return lines
}

/** A row for each object: what the verifier said, and what the dry run or the log says. */
function table(lines, objects) {
  const rows = []
  for (const line of lines) {
    const [, word, rest = ''] = /(accepted|refused|says|log): (.*)$/.exec(line) ?? []
    if (word === 'accepted' || word === 'refused')
      rows.push({ verdict: word, name: objects[Number(rest)]?.name, more: [] })
    else if (word !== undefined) rows.at(-1)?.more.push(rest)
  }
  return rows
}

const { values, positionals } = parseArgs({ options: { kernel: { type: 'string' } }, allowPositionals: true })
if (BUSYBOX === undefined) throw new Error('busybox is not here (Debian: busybox-static).')
const gallery = () => JSON.parse(cli('gallery', '--json')).policies.map(({ id }) => `gallery:${id}`)
const policies = positionals.length > 0 ? positionals.map((name) => resolve(name)) : gallery()
const folder = mkdtempSync(join(tmpdir(), 'verifier-'))
try {
  const built = build(policies, folder)
  const kernel = values.kernel ?? stockKernel()
  // QEMU reads the kernel while it runs: a copy stays what it is.
  cpSync(kernel, join(folder, 'kernel'))
  const lines = boot(join(folder, 'kernel'), built, folder)
  console.log(lines.find((line) => line.includes('kernel: '))?.replace(/^.*kernel: /, 'Linux '))
  const rows = table(lines, built.objects)
  for (const { verdict, name, more } of rows) {
    console.log(`${verdict}  ${name}${verdict === 'accepted' ? `  (${more.at(-1) ?? ''})` : ''}`)
    if (verdict === 'refused') for (const line of more) console.log('   ', line)
  }
  const accepted = rows.filter(({ verdict }) => verdict === 'accepted').length
  console.log(`${accepted} of ${built.objects.length} accepted`)
  process.exitCode = accepted === built.objects.length ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
