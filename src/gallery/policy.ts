// What the gallery says of a policy.

/** Under which heading the page lists a policy. */
export type PolicyGroup = 'first' | 'field' | 'cgroups' | 'mistakes'

export interface GalleryPolicy {
  id: string
  group: PolicyGroup
  title: string
  /** One line: what one learns from it. */
  teaches: string
  /** Where the rule comes from: a program with its version and file, or a text. */
  source: string
  /** Who goes when two candidates are equal by the rule. */
  ties: string
  /** The policy in BPF C. */
  text: string
  /** The same policy in TypeScript: the same verdict for every task, as a test shows. */
  typescript: string
  /** What userspace would have put into its maps, for `bestScenario`. */
  maps?: Readonly<Record<string, readonly { key: string; value: string }[]>>
  /** Values of its `const volatile` globals where `bestScenario` needs others than the text has. */
  parameters?: Readonly<Record<string, string>>
  /** The id of the gallery scenario that shows it best. */
  bestScenario: string
}
