// The files that an export puts beside the policy: the loader's parts and the headers of the walks, as they stand in this folder.

import type { ExportTarget } from '../targets.ts'
import dryRun from './dry_run.h?raw'
import dryRunWalk from './dry_run_walk.h?raw'
import kernelRules from './kernel_rules.h?raw'
import loaderFmodRet from './loader_fmod_ret.c?raw'
import loaderIter from './loader_iter.c?raw'
import loaderStructOps from './loader_struct_ops.c?raw'
import oomOps from './oom_ops.h?raw'
import oomOpsWalk from './oom_ops_walk.h?raw'
import policyObjectC from './policy_object.c?raw'
import policyObjectH from './policy_object.h?raw'
import policyValuesC from './policy_values.c?raw'
import policyValuesH from './policy_values.h?raw'

const SHARED: Readonly<Record<string, string>> = {
  'policy_object.c': policyObjectC,
  'policy_object.h': policyObjectH,
  'policy_values.c': policyValuesC,
  'policy_values.h': policyValuesH,
}

const OF_TARGET: Readonly<Record<ExportTarget, Readonly<Record<string, string>>>> = {
  fmod_ret: { 'loader.c': loaderFmodRet },
  iter: { 'dry_run.h': dryRun, 'dry_run_walk.h': dryRunWalk, 'kernel_rules.h': kernelRules, 'loader.c': loaderIter },
  struct_ops: {
    'oom_ops.h': oomOps,
    'oom_ops_walk.h': oomOpsWalk,
    'kernel_rules.h': kernelRules,
    'loader.c': loaderStructOps,
  },
}

/** Name -> text of the files that the target needs beside the policy's own. */
export const kitOf = (target: ExportTarget): Readonly<Record<string, string>> => ({ ...OF_TARGET[target], ...SHARED })
