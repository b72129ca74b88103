import { describe, expect, it } from 'vitest'
import { HELPERS } from '../kernel/helpers.ts'
import { layoutKernelStructs } from '../kernel/layout.ts'
import { KERNEL_VERSIONS } from '../kernel/versions.ts'
import { HOOKS } from '../kernel/interfaces.ts'
import { kernelTypes, parsePrototype } from './kernel-types.ts'
import { spellType } from './spell-type.ts'
import { sizeOf } from './types.ts'

describe('kernelTypes()', () => {
  it('gives every field of the table the size that its layout has', () => {
    for (const kernel of KERNEL_VERSIONS) {
      const { structs } = kernelTypes(kernel, 'kernel')
      for (const layout of layoutKernelStructs(kernel).values()) {
        const fields = structs.get(layout.name)?.fields ?? []
        expect(fields.map((f) => [f.name, f.offset, sizeOf(f.type, structs)])).toEqual(
          layout.fields.map((f) => [f.name, f.offset, f.size]),
        )
      }
    }
  })

  it('hides from policies what only the playground has', () => {
    const seen = kernelTypes('6.12', 'policy').structs
    for (const layout of layoutKernelStructs('6.12').values()) {
      expect(seen.has(layout.name)).toBe(!layout.internal)
      for (const field of layout.fields) {
        const visible = seen.get(layout.name)?.fields.some((f) => f.name === field.name) ?? false
        expect([layout.name, field.name, visible]).toEqual([
          layout.name,
          field.name,
          !layout.internal && field.row.internal !== true,
        ])
      }
    }
  })

  it('keeps apart what only other kernels have', () => {
    expect(kernelTypes('6.1', 'policy').elsewhere.has('mm_rss_stat')).toBe(false)
    expect([...(kernelTypes('6.12', 'policy').elsewhere.get('mm_rss_stat')?.keys() ?? [])]).toEqual(['count'])
    expect(kernelTypes('7.3', 'policy').elsewhere.get('kernfs_node')?.has('parent')).toBe(true)
    expect(kernelTypes('6.1', 'policy').functions.get('bpf_cgroup_from_id')?.exists).toBe(false)
    expect(kernelTypes('6.12', 'policy').functions.get('bpf_cgroup_from_id')?.exists).toBe(true)
  })

  it('knows the verdicts', () => {
    const { constants } = kernelTypes('6.12', 'policy')
    const names = ['NO_BPF_POLICY', 'BPF_EVAL_ABORT', 'BPF_EVAL_NEXT', 'BPF_EVAL_SELECT', 'BPF_EAVL_SELECT']
    expect(names.map((name) => constants.get(name)?.value)).toEqual([0n, 1n, 2n, 3n, 3n])
  })
})

describe('parsePrototype()', () => {
  it('reads names and types', () => {
    const { type, params } = parsePrototype('void *bpf_map_lookup_elem(void *map, const void *key)')
    expect(params).toEqual(['map', 'key'])
    expect(spellType(type, new Map())).toBe('void *(void *, const void *)')
  })

  it('reads every helper, with the arguments that its row names, and every hook', () => {
    for (const row of HELPERS) {
      const { params } = parsePrototype(row.prototype)
      for (const name of Object.keys(row.args ?? {}))
        expect([row.name, params]).toEqual([row.name, expect.arrayContaining([name])])
    }
    for (const hook of HOOKS) expect(parsePrototype(hook.prototype).params.length).toBeGreaterThan(0)
  })
})
