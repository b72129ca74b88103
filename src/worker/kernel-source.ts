// The kernel's own part as it is stepped through.

import { KERNEL_FILES, KERNEL_SOURCE } from '../kernel/sources.ts'
import type { KernelSource } from './protocol.ts'

export const kernelSource = (): KernelSource => ({ text: KERNEL_SOURCE, files: KERNEL_FILES })
