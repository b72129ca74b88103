import { describe, expect, test } from 'vitest'
import { followPath, memberFacts } from './members.ts'

const through = (path: string, kernel: '6.1' | '6.12' | '7.3' = '7.3'): string[] =>
  followPath(path, kernel).map(({ struct, row }) => `${struct}.${row.name}`)

describe('followPath', () => {
  test('goes through pointers, structs held by value and arrays', () => {
    expect(through('task->mm->rss_stat[MM_ANONPAGES].count')).toEqual([
      'task_struct.mm',
      'mm_struct.rss_stat',
      'percpu_counter.count',
    ])
    expect(through('memcg->memory.usage.counter')).toEqual([
      'mem_cgroup.memory',
      'page_counter.usage',
      'atomic_long_t.counter',
    ])
  })

  test('knows what each kernel has', () => {
    expect(through('task->mm->rss_stat.count[MM_ANONPAGES].counter', '6.1')).toHaveLength(4)
    expect(() => through('task->mm->rss_stat.count[MM_ANONPAGES].counter', '6.12')).toThrow(/6\.12 has no/)
  })

  test.each(['', 'task', 'nobody->mm', 'task->nothing', 'task->pid->mm'])('refuses %j', (path) => {
    expect(() => through(path)).toThrow(/path/)
  })
})

describe('memberFacts', () => {
  test('takes the meaning and the unit of a wrapped number from its holder', () => {
    const facts = memberFacts('task->mm->pgtables_bytes.counter', '7.3')
    expect(facts).toMatchObject({ type: 's64', unit: 'bytes', source: 'include/linux/mm_types.h' })
    expect(facts.doc).toMatch(/^Size of its page tables/)
  })

  test('takes the meaning of one of many from its index', () => {
    const facts = memberFacts('task->mm->rss_stat[MM_SWAPENTS].count', '7.3')
    expect(facts.unit).toBe('pages')
    expect(facts.doc).toMatch(/in swap/)
  })

  test('takes the meaning of another field of the path where it is told to', () => {
    const { doc } = memberFacts('task->real_parent->pid', '7.3', 'task_struct.real_parent')
    expect(doc).toMatch(/^The process that started it/)
    expect(() => memberFacts('task->pid', '7.3', 'task_struct.real_parent')).toThrow(/says what it means/)
  })
})
