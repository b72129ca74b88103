// What the kubelet says of kills and evictions, in events and logs. Source: pkg/kubelet/oom/oom_watcher_linux.go and
// pkg/kubelet/eviction/helpers.go of Kubernetes 1.17 to 1.31.

import type { Gap } from '../gaps.ts'
import type { Account, Victim } from './account.ts'
import { namesOf } from './account.ts'

/** The kernel killed; the kubelet read it in the kernel's log. */
const OOM = /(System|Cgroup) OOM encountered(?:, victim process: (.*?), pid: (\d+))?/
const EVICTED =
  /The node was low on resource: memory\.(?: Threshold quantity: (\w+), available: (\w+)\.)?(?: Container (\S+) was using (\w+), (?:request is (\w+)|which exceeds its request of (\w+)))?/

export const KUBELET = new RegExp(`${OOM.source}|The node was low on resource: memory\\.`)

export function readKubelet(text: string): Account {
  const evicted = EVICTED.exec(text)
  return evicted === null ? readOom(text) : readEviction(evicted)
}

function readOom(text: string): Account {
  const events = text.split('\n').flatMap((line) => [OOM.exec(line) ?? []].filter((found) => found.length > 0))
  const victims: Victim[] = []
  for (const [, , comm, pid] of events)
    if (comm !== undefined && !victims.some((victim) => victim.pid === Number(pid)))
      victims.push({ pid: Number(pid), comm, uid: null, rssKb: null, swapKb: null, oomScoreAdj: null })
  const isSystem = events.some(([, scope]) => scope === 'System')
  const isCgroup = events.some(([, scope]) => scope === 'Cgroup')
  const gaps: Gap[] = []
  if (victims.length === 0)
    gaps.push({ what: 'victim', message: 'The event does not name the process that was killed.' })
  if (isSystem)
    gaps.push({
      what: 'scope',
      message:
        'The kubelet counts every kill outside of its own cgroups as one of the system: the kernel log says whose memory ran out.',
    })
  const where =
    isSystem === isCgroup ? '' : isSystem ? ' when the node ran out of memory' : ' when a cgroup reached its limit'
  return {
    killer: isSystem === isCgroup ? 'unknown' : isSystem ? 'kernel-global' : 'kernel-memcg',
    summary:
      victims.length === 0
        ? `The kubelet saw the kernel's OOM killer at work${where}.`
        : `The kernel killed ${namesOf(victims)}${where}, says the kubelet.`,
    victims,
    ramKb: null,
    swapKb: null,
    gaps,
  }
}

function readEviction(evicted: RegExpExecArray): Account {
  const [, threshold, available, container, usage, request, exceeded] = evicted
  const gaps: Gap[] = []
  if (threshold === undefined)
    gaps.push({ what: 'threshold', message: 'The event does not say how much memory was left, nor the threshold.' })
  if (container === undefined)
    gaps.push({ what: 'container', message: 'The event does not name the container, nor how much it used.' })
  const left = threshold === undefined ? '' : `: ${available} were available, the threshold is ${threshold}`
  const used =
    container === undefined ? '' : ` Container ${container} used ${usage}, with a request of ${request ?? exceeded}.`
  return {
    killer: 'kubelet',
    summary: `The kubelet evicted a pod because the node was low on memory${left}.${used} No OOM killer ran.`,
    victims: [],
    ramKb: null,
    swapKb: null,
    gaps,
  }
}
