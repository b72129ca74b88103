import { describe, expect, test } from 'vitest'

import { findGalleryScenario } from './scenarios.ts'
import { POLICY_GALLERY, findGalleryPolicy } from './policies.ts'

describe.each(POLICY_GALLERY)(
  'gallery policy $id',
  ({ text, teaches, source, ties, bestScenario, maps, parameters }) => {
    test('says its licence and what it does before the first line of code', () => {
      expect(text).toMatch(/^\/\/ SPDX-License-Identifier: GPL-2\.0\n(?:\/\/ .{10,}\n){2,4}#include "vmlinux\.h"\n/)
      expect(text).toContain('char LICENSE[] SEC("license") = "GPL";')
    })

    test('gives itself a name that fits the 16 bytes of the kernel', () => {
      const [, name] = /char name\[\] = "(\w+)";\n\n\tset_oom_policy_name\(oc, name, sizeof\(name\)\);/.exec(text) ?? []
      expect(name).toBeDefined()
      expect(name?.length).toBeLessThan(16)
    })

    test('labels its parameters, and fills only maps and parameters that it has', () => {
      for (const [line] of text.matchAll(/^const volatile .*$/gm)) expect(line).toMatch(/; \/\* .+ \*\/$/)
      for (const map of Object.keys(maps ?? {})) expect(text).toContain(`} ${map} SEC(".maps");`)
      for (const name of Object.keys(parameters ?? {}))
        expect(text).toMatch(new RegExp(`^const volatile .*\\b${name}\\b`, 'm'))
    })

    test('says where the rule comes from and who goes of equals', () => {
      expect(source).toMatch(/^\S[^\n]{20,120}\.$/)
      expect(ties).toMatch(/^[A-Z][^\n]{15,120}\.$/)
    })

    test('teaches one thing, in a scenario that exists', () => {
      expect(teaches).toMatch(/^[^\n]{20,130}\.$/)
      expect(findGalleryScenario(bestScenario)).not.toBeNull()
    })

    test('is formatted as kernel code: tabs, no trailing space, a newline at the end', () => {
      expect(text).not.toMatch(/[ \t]$/m)
      expect(text).not.toMatch(/^ {2,}\S/m)
      expect(text.endsWith('}\n')).toBe(true)
    })
  },
)

test('ids are unique and found', () => {
  expect(new Set(POLICY_GALLERY.map((policy) => policy.id)).size).toBe(POLICY_GALLERY.length)
  expect(findGalleryPolicy('pid')?.title).toBe('One process by its number')
  expect(findGalleryPolicy('nope')).toBeNull()
})

test('the maps and parameters of the gallery name cgroups and tasks of their scenario', () => {
  const byCgroupId = POLICY_GALLERY.flatMap(({ bestScenario, maps }) =>
    [...(maps?.['priorities'] ?? []), ...(maps?.['preferences'] ?? [])].map(({ key }) => ({ bestScenario, key })),
  )
  for (const { bestScenario, key } of byCgroupId)
    expect(findGalleryScenario(bestScenario)?.cgroups.map((cgroup) => String(cgroup.id))).toContain(key)

  const comms = findGalleryScenario('desktop')?.tasks.map((task) => `"${task.comm}"`)
  for (const { key } of findGalleryPolicy('earlyoom')?.maps?.['names'] ?? []) expect(comms).toContain(key)

  const redis = findGalleryScenario('many-mouths')?.cgroups.find((cgroup) => cgroup.path.endsWith('redis.service'))
  expect(findGalleryPolicy('spare-subtree')?.text).toContain(`const volatile u64 subtree = ${redis?.id};`)

  const mysql = findGalleryScenario('database-alone')?.cgroups.find((cgroup) => cgroup.path.endsWith('mysql.service'))
  expect(findGalleryPolicy('abort-for-database')?.text).toContain(`const volatile u64 database = ${mysql?.id};`)

  const pids = findGalleryScenario('one-hog')?.tasks.map((task) => task.pid)
  expect(pids).toContain(Number(/target_pid = (\d+);/.exec(findGalleryPolicy('pid')?.text ?? '')?.[1]))
})
