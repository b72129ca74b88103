// What loggers, clouds, mail programs and people do to a log: each makes another text of a report that still says the same.

/** One way in which a report arrives. */
export interface Wrapping {
  readonly name: string
  wrap(log: string): string
}

const linesOf = (log: string): string[] => log.replace(/\n$/, '').split('\n')

const eachLine =
  (change: (line: string, index: number) => string) =>
  (log: string): string =>
    linesOf(log).map(change).join('\n')

const two = (number: number): string => String(number).padStart(2, '0')
const isoAt = (index: number): string =>
  `2031-05-06T07:${two(Math.floor(index / 60) % 60)}:${two(index % 60)}.${String(index % 1000).padStart(3, '0')}Z`
const dmesgAt = (index: number): string => `[${(512.25 + index / 1e6).toFixed(6).padStart(12)}] `
const syslogAt = (index: number): string => `May  6 07:${two(Math.floor(index / 60) % 60)}:${two(index % 60)}`

const prefixes: readonly (readonly [string, (index: number) => string])[] = [
  ['dmesg', dmesgAt],
  ['dmesg -T', (index) => `[Tue May  6 07:08:${two(index % 60)} 2031] `],
  ['dmesg --time-format iso', (index) => `2031-05-06T07:08:${two(index % 60)},123456+02:00 `],
  ['syslog', (index) => `${syslogAt(index)} quay kernel: `],
  ['syslog and since boot', (index) => `${syslogAt(index)} quay kernel: ${dmesgAt(index)}`],
  ['syslog with a process number', (index) => `${syslogAt(index)} quay kernel[1]: `],
  ['RFC 3164 without a host', (index) => `<4>${syslogAt(index)}  kernel: `],
  ['RFC 5424', (index) => `<4>1 ${isoAt(index)} quay kernel - - - `],
  ['RFC 5424 with data', (index) => `<4>1 ${isoAt(index)} quay kernel - - [meta sequenceId="${index}"] `],
  ['a time alone', (index) => `07:08:${two(index % 60)} kernel: `],
  ['journalctl -o with-unit', (index) => `Tue 2031-05-06 07:08:${two(index % 60)} CEST quay kernel[n/a]: `],
  ['line numbers', (index) => `${String(95 + index).padStart(5)} `],
  ['line numbers of cat -n', (index) => `${String(95 + index).padStart(6)}\t${dmesgAt(index)}`],
  ['line numbers and a bar', (index) => `${String(95 + index).padStart(4)} │ ${dmesgAt(index)}`],
  ['grep -n', (index) => `${95 + index}:${syslogAt(index)} quay kernel: `],
  ['grep -C', (index) => `/var/log/messages${index % 3 === 0 ? ':' : '-'}${syslogAt(index)} quay kernel: `],
  [
    'grep -nC',
    (index) => `kern.log${index % 3 === 0 ? `:${95 + index}:` : `-${95 + index}-`}${syslogAt(index)} quay kernel: `,
  ],
  ['docker compose', () => 'logs-1  | '],
  ['stern', (index) => `node-logger-7d9f6b${index % 2}c4-x2z kernel-tail ${isoAt(index)} `],
  ['a level and a logger', (index) => `${isoAt(index)} ${index % 2 === 0 ? 'WARN' : 'INFO'} [kmsg] - `],
  ['logcat', (index) => `05-06 07:08:${two(index % 60)}.123     0     0 I kernel  : `],
  ['a serial console with stamps', (index) => `[07:08:${two(index % 60)}.250] ${dmesgAt(index)}`],
  ['a hypervisor', (index) => `(XEN) quay/console(${index}) ${dmesgAt(index)}`],
  ['masked stamps', () => '[XXXXX.XXXXXX] '],
  ['masked digits of syslog', () => 'XXX XX XX:XX:XX quay kernel: '],
  ['a diff', (index) => `+${dmesgAt(index)}`],
  ['a comment', () => '// '],
  ['a list', (index) => `- ${dmesgAt(index)}`],
  ['levels', () => '<6>'],
  ['a quote', (index) => `> > ${dmesgAt(index)}`],
  ['an indented block', () => '    '],
]

const jsonLines = (record: (line: string, index: number) => unknown) =>
  eachLine((line, index) => JSON.stringify(record(line, index)))

const yaml = (log: string): string =>
  linesOf(log)
    .map(
      (line, index) =>
        `- insertId: abc${index}\n  textPayload: '${line.replaceAll("'", "''")}'\n  timestamp: '${isoAt(index)}'`,
    )
    .join('\n')

const yamlFolded = (log: string): string =>
  linesOf(log)
    .map((line, index) => `---\nmessage: ${JSON.stringify(line).replace(/(.{50}\S*) (?! )/, '$1\n  ')}\nid: ${index}`)
    .join('\n')

const quotedCell = (text: string): string => `"${text.replaceAll('"', '""')}"`
const cell = (text: string): string => (/[",\n]/.test(text) ? quotedCell(text) : text)

function quotedPrintable(log: string): string {
  const line = (text: string): string => {
    let rest = text.replaceAll('=', '=3D').replace(/ $/, '=20')
    const pieces: string[] = []
    while (rest.length > 75) {
      const cut = /=.?$/.test(rest.slice(0, 75)) ? 73 : 75
      pieces.push(`${rest.slice(0, cut)}=`)
      rest = rest.slice(cut)
    }
    return [...pieces, rest].join('\n')
  }
  return linesOf(log).map(line).join('\n')
}

const entities = (line: string): string => line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const containers: readonly Wrapping[] = [
  {
    name: 'JSON lines of docker',
    wrap: jsonLines((line, index) => ({ log: `${line}\n`, stream: 'stderr', time: isoAt(index) })),
  },
  {
    name: 'JSON lines of journalctl',
    wrap: jsonLines((line, index) => ({
      __REALTIME_TIMESTAMP: String(1935817200000000 + index),
      _TRANSPORT: 'kernel',
      MESSAGE: line,
      PRIORITY: '4',
    })),
  },
  {
    name: 'JSON of journalctl with bytes',
    wrap: jsonLines((line) => ({ MESSAGE: [...new TextEncoder().encode(line)] })),
  },
  {
    name: 'journalctl -o json-pretty',
    wrap: eachLine((line) => JSON.stringify({ _TRANSPORT: 'kernel', MESSAGE: line, _BOOT_ID: 'b00' }, null, '\t')),
  },
  {
    name: 'dmesg -J',
    wrap: (log) =>
      JSON.stringify(
        { dmesg: linesOf(log).map((msg, index) => ({ pri: 4, time: 512.25 + index / 1e6, msg })) },
        null,
        3,
      ),
  },
  {
    name: 'CloudWatch, pretty',
    wrap: (log) =>
      JSON.stringify(
        {
          events: linesOf(log).map((message, index) => ({
            timestamp: 1935817200000 + index,
            message,
            ingestionTime: 1935817201000,
          })),
        },
        null,
        4,
      ),
  },
  {
    name: 'CloudWatch Insights',
    wrap: (log) =>
      JSON.stringify({
        results: linesOf(log).map((value, index) => [
          { field: '@timestamp', value: isoAt(index) },
          { field: '@message', value },
          { field: '@ptr', value: `CmEK${index}` },
        ]),
      }),
  },
  {
    name: 'CloudWatch Insights, pretty',
    wrap: (log) =>
      JSON.stringify(
        {
          results: linesOf(log).map((value, index) => [
            { field: '@timestamp', value: isoAt(index) },
            { field: '@message', value },
          ]),
        },
        null,
        2,
      ),
  },
  {
    name: 'Datadog',
    wrap: jsonLines((line, index) => ({
      id: `AAA${index}`,
      content: { host: 'quay', service: 'kernel', attributes: { level: 'warn' }, message: line },
    })),
  },
  {
    name: 'Elastic',
    wrap: (log) =>
      JSON.stringify(
        {
          hits: {
            hits: linesOf(log).map((line, index) => ({
              _index: 'logs',
              _id: `x${index}`,
              _source: { '@timestamp': isoAt(index), event: { original: line }, message: line, host: { name: 'quay' } },
            })),
          },
        },
        null,
        2,
      ),
  },
  {
    name: 'Loki',
    wrap: (log) =>
      JSON.stringify({
        status: 'success',
        data: {
          result: [
            {
              stream: { job: 'kernel' },
              values: linesOf(log).map((line, index) => [`19358172000000000${two(index % 100)}`, line]),
            },
          ],
        },
      }),
  },
  {
    name: 'Google Cloud',
    wrap: (log) =>
      JSON.stringify(
        linesOf(log).map((line, index) => ({
          insertId: `i${index}`,
          jsonPayload: { MESSAGE: line, _HOSTNAME: 'quay' },
          timestamp: isoAt(index),
        })),
        null,
        2,
      ),
  },
  { name: 'a list of strings', wrap: (log) => JSON.stringify(linesOf(log), null, 2) },
  {
    name: 'a key that nobody knows',
    wrap: jsonLines((line, index) => ({ when: isoAt(index), what: { raw_entry: line } })),
  },
  { name: 'a report in one JSON string', wrap: (log) => JSON.stringify({ message: log }) },
  { name: 'JSON in JSON', wrap: jsonLines((line) => ({ log: `${JSON.stringify({ message: line })}\n` })) },
  {
    name: 'JSON behind a stamp',
    wrap: eachLine((line, index) => `${isoAt(index)} stdout F ${JSON.stringify({ msg: line })}`),
  },
  {
    name: 'logfmt',
    wrap: eachLine((line, index) => `time=${isoAt(index)} level=info msg=${JSON.stringify(line)}`),
  },
  {
    name: 'CSV',
    wrap: (log) =>
      ['_time,host,_raw', ...linesOf(log).map((line, index) => `${isoAt(index)},quay,${cell(line)}`)].join('\n'),
  },
  {
    name: 'CSV, all quoted, the message first',
    wrap: (log) => ['"message","host"', ...linesOf(log).map((line) => `${quotedCell(line)},"quay"`)].join('\r\n'),
  },
  {
    name: 'CSV with semicolons',
    wrap: (log) =>
      linesOf(log)
        .map((line, index) => `${index};"quay";${quotedCell(line)}`)
        .join('\n'),
  },
  { name: 'a report in one cell', wrap: (log) => `when,text\n${isoAt(0)},${quotedCell(log)}\n` },
  {
    name: 'the export format of journald',
    wrap: eachLine(
      (line, index) =>
        `__CURSOR=s=1;i=${index}\n__REALTIME_TIMESTAMP=${1935817200000000 + index}\n_TRANSPORT=kernel\nMESSAGE=${line}\nPRIORITY=4\n`,
    ),
  },
  {
    name: 'journalctl -o verbose',
    wrap: eachLine(
      (line, index) =>
        `Tue 2031-05-06 07:08:${two(index % 60)}.000123 CEST [s=1;i=${index}]\n    PRIORITY=4\n    MESSAGE=${line}\n    _HOSTNAME=quay`,
    ),
  },
  { name: 'YAML', wrap: yaml },
  { name: 'YAML, folded', wrap: yamlFolded },
  {
    name: 'YAML, a block',
    wrap: (log) =>
      `log: |\n${linesOf(log)
        .map((line) => `  ${line}`)
        .join('\n')}`,
  },
  { name: 'escapes', wrap: (log) => `text = "${linesOf(log).join(String.raw`\n`)}"` },
  { name: 'rsyslog in one record', wrap: (log) => linesOf(log).join('#012') },
  { name: 'HTML with br', wrap: eachLine((line) => `${entities(line)}<br>`) },
  { name: 'HTML with br on one line', wrap: (log) => `<p>${linesOf(log).map(entities).join('<br/>')}</p>` },
  { name: 'HTML in pre', wrap: (log) => `<div class="log"><pre><code>${entities(log)}</code></pre></div>` },
  {
    name: 'an HTML table',
    wrap: (log) =>
      `<table>\n${linesOf(log)
        .map(
          (line, index) =>
            `<tr><td class="t">${isoAt(index)}</td><td>${entities(line).replaceAll('  ', '&nbsp; ')}</td></tr>`,
        )
        .join('\n')}\n</table>`,
  },
  { name: 'quoted-printable', wrap: quotedPrintable },
  { name: 'UTF-16', wrap: (log) => log.replaceAll(/[^]/g, '$&\0') },
  { name: 'CRLF', wrap: (log) => log.replaceAll('\n', '\r\n') },
  {
    name: 'a table of a database',
    wrap: (log) =>
      ` when     | line\n----------+------\n${linesOf(log)
        .map((line, index) => ` 07:08:${two(index % 60)} | ${line.padEnd(150)} |`)
        .join('\n')}`,
  },
  {
    name: 'newest first',
    wrap: (log) =>
      linesOf(log)
        .map((line, index) => `${syslogAt(index)} quay kernel: ${line}`)
        .reverse()
        .join('\n'),
  },
  {
    name: 'newest first, all in one second',
    wrap: (log) =>
      linesOf(log)
        .map((line) => `May  6 07:08:09 quay kernel: ${line}`)
        .reverse()
        .join('\n'),
  },
  { name: 'newest first, without stamps', wrap: (log) => linesOf(log).reverse().join('\n') },
  {
    name: 'JSON, newest first',
    wrap: (log) =>
      JSON.stringify(
        linesOf(log)
          .map((message, index) => ({ timestamp: isoAt(index), message }))
          .reverse(),
        null,
        1,
      ),
  },
  {
    name: 'two records on a line',
    wrap: (log) => {
      const lines = linesOf(log).map((line, index) => dmesgAt(index) + line)
      return lines.flatMap((line, index) => (index % 2 === 0 ? [`${line}${lines[index + 1] ?? ''}`] : [])).join('\n')
    },
  },
  {
    name: 'a terminal of 80 columns',
    wrap: (log) =>
      linesOf(log)
        .flatMap((line, index) => `${dmesgAt(index)}${line}`.match(/.{1,80}/g) ?? [''])
        .join('\n'),
  },
  {
    name: 'among other lines',
    wrap: (log) => `May  6 quay sshd[1]: hello\n$ dmesg | tail\n${log}\n[ 9.0] usb 1-1: new device\n`,
  },
]

const prefixWrappings = prefixes.map(([name, prefix]) => ({
  name: `prefix: ${name}`,
  wrap: eachLine((line, index) => prefix(index) + line),
}))

export const WRAPPINGS: readonly Wrapping[] = [...prefixWrappings, ...containers]

/** What reads lines of the kernel only. */
const MEND_ONLY_LINES = new Set(['escapes', 'a report in one cell', 'a terminal of 80 columns'])

const ofRecords = new Set([
  'JSON lines of docker',
  'JSON lines of journalctl',
  'Datadog',
  'a key that nobody knows',
  'JSON in JSON',
  'CSV with semicolons',
])

/**
 * Pairs in which logs come: something a line in anything. What changes all lines together (a table, a mail, the order) is done last, and
 * nobody looks with grep for the context of lines and then logs what was found.
 */
export const PAIRS: readonly (readonly [inner: Wrapping, outer: Wrapping])[] = [
  ...prefixWrappings.filter(({ name }) => !name.startsWith('prefix: grep -')),
  ...containers.filter(({ name }) => ofRecords.has(name)),
].flatMap((inner) =>
  containers
    .filter(
      (outer) =>
        outer !== inner &&
        outer.name !== 'YAML, folded' &&
        !(ofRecords.has(inner.name) && MEND_ONLY_LINES.has(outer.name)),
    )
    .map((outer) => [inner, outer] as const),
)
