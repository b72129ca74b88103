// Sets of NUMA nodes in the kernel's list format, `0-1,3`, as cpuset.mems and the OOM report have it.

/** A nodemask of the playground has 64 bits; one is kept for tasks that may use none of the machine's nodes. */
export const MAX_NODES = 63

/** The nodes as bits. */
export const nodeMask = (nodes: readonly number[]): bigint =>
  nodes.reduce((mask, node) => mask | (1n << BigInt(node)), 0n)

/** The nodes of a list, ascending; null for text that is no list of nodes below MAX_NODES. */
export function parseNodeList(text: string): number[] | null {
  const nodes = new Set<number>()
  for (const part of text.split(',')) {
    const [, first = '', last = first] = /^(\d+)(?:-(\d+))?$/.exec(part.trim()) ?? []
    if (first === '' || Number(last) < Number(first) || Number(last) >= MAX_NODES) return null
    for (let node = Number(first); node <= Number(last); node++) nodes.add(node)
  }
  return [...nodes].sort((a, b) => a - b)
}

/** Ascending nodes as the kernel's %*pbl prints them. */
export function formatNodeList(nodes: readonly number[]): string {
  const ranges: string[] = []
  for (let start = 0; start < nodes.length;) {
    let end = start
    while (nodes[end + 1] === (nodes[end] ?? 0) + 1) end++
    ranges.push(start === end ? `${nodes[start]}` : `${nodes[start]}-${nodes[end]}`)
    start = end + 1
  }
  return ranges.join(',')
}
