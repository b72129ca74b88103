// Functions that people look for and that a policy in TypeScript does not have, with what to write instead.

/** Functions that JavaScript has and the kernel has not, by their first word, with what to write instead. */
const INSTEAD: Readonly<Record<string, string>> = {
  Math: 'There is no Math in the kernel. Write a > b ? a : b for the larger one, x < 0 ? -x : x for the size.',
  console: 'Write bpf_printk("pid %d", task.pid): it goes to the log of the run.',
  Number: 'Every number is an integer already. Write x as u32 for another width.',
  BigInt: 'Every number is an integer already. Write x as u64 for 64 bits.',
  String: 'There are no strings in the kernel. bpf_printk() prints numbers and names.',
  parseInt: 'There are no strings in the kernel to read numbers from.',
  JSON: 'There are no strings in the kernel. bpf_printk() prints numbers and names.',
  Object: 'There are no objects in the kernel but its structs, and maps.',
  Array: 'Write const a = new array<u64>(16) at the top of the policy.',
  Date: 'Write bpf_ktime_get_ns() for nanoseconds since boot.',
  performance: 'Write bpf_ktime_get_ns() for nanoseconds since boot.',
  Promise: 'Nothing can be waited for in the kernel.',
  setTimeout: 'Nothing can be waited for in the kernel.',
  fetch: 'Nothing can be waited for in the kernel.',
  require: 'A policy is one text: put what it needs in here.',
  alert: 'Write bpf_printk("pid %d", task.pid): it goes to the log of the run.',
}

export const insteadOf = (name: string): string | undefined =>
  Object.hasOwn(INSTEAD, name) ? INSTEAD[name] : undefined

/** Helpers whose pointers TypeScript cannot spell, with what to write instead. */
export const HELPERS_INSTEAD: Readonly<Record<string, string>> = {
  bpf_map_lookup_elem: 'Write map.get(key).',
  bpf_map_update_elem: 'Write map.set(key, value).',
  bpf_map_delete_elem: 'Write map.delete(key).',
  bpf_map_lookup_percpu_elem: 'Write map.get(key): the playground has one CPU.',
  bpf_task_storage_get: 'Write storage.get(task).',
  bpf_task_storage_delete: 'Write storage.delete(task).',
  bpf_cgrp_storage_get: 'Write storage.get(cgroup).',
  bpf_cgrp_storage_delete: 'Write storage.delete(cgroup).',
  bpf_loop: 'Write for (let i = 0; i < n; i++).',
  bpf_for_each_map_elem: 'Write a for loop over the keys of an array_map.',
  bpf_get_current_comm: 'Read bpf_get_current_task_btf().comm.',
  bpf_trace_printk: 'Write bpf_printk("...", ...).',
  bpf_trace_vprintk: 'Write bpf_printk("...", ...).',
  bpf_probe_read: 'Read the member: a load through an address that is not there reads 0.',
  bpf_probe_read_kernel: 'Read the member: a load through an address that is not there reads 0.',
  bpf_probe_read_str: 'Compare the name with a text: task.comm === "sshd".',
  bpf_probe_read_kernel_str: 'Compare the name with a text: task.comm === "sshd".',
  bpf_iter_num_new: 'Write for (let i = 0; i < n; i++).',
  bpf_iter_num_next: 'Write for (let i = 0; i < n; i++).',
  bpf_iter_num_destroy: 'Write for (let i = 0; i < n; i++).',
  bpf_rdonly_cast: 'Write bpf_core_cast<mem_cgroup>(css).',
}
