// What the link slice holds: the share link of what is on the screen.

export interface LinkSlice {
  /** The whole address, or null while the newest change has no link yet, or can have none. */
  link: string | null
  /** The machine has more processes than any address can carry: it travels as a file. */
  tooLargeForLink: boolean
  linkMade: (link: string | null) => void
  linkRefused: () => void
  /** The link is to carry other names, pids and cgroup paths than the machine has. */
  maskLink: boolean
  /** Names of the machine that masking could not take out of the policy's text. */
  namesLeft: readonly string[]
  /** So many breakpoints and watches are not in the masked link, because of names in them. */
  askedLeftOut: number
  chooseMaskLink: (mask: boolean) => void
  namesFound: (names: readonly string[], askedLeftOut: number) => void
}
