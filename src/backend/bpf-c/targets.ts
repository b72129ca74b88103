// The kernels' interfaces that a policy can be exported for.

export const EXPORT_TARGETS = ['fmod_ret', 'iter', 'struct_ops'] as const

/**
 * `fmod_ret`: the hook of RFC v2. `iter`: a dry run over the live tasks of a stock kernel. `struct_ops`: a handler of bpf_oom_ops, the
 * successor's interface, as its third posting has it.
 */
export type ExportTarget = (typeof EXPORT_TARGETS)[number]

export const isExportTarget = (name: string): name is ExportTarget => EXPORT_TARGETS.some((target) => target === name)
